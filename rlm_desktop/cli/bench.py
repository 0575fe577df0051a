"""`rlm-desktop bench`: asks a suite's questions and says how many were answered right."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rlm_desktop.bench.aggregation_rows import SOURCES
from rlm_desktop.bench.baselines import BARE, NAMES, RLMS, Ways
from rlm_desktop.bench.report import miss, report, table
from rlm_desktop.bench.rlms import Reference
from rlm_desktop.bench.runner import MEASURES, SUITES, Asked, Job, no_measures, run_beside
from rlm_desktop.bench.runner import run as run_suite
from rlm_desktop.bench.suite import Choices, Workplace
from rlm_desktop.cli import bench_engine, bench_text
from rlm_desktop.cli.call import Call, Commands
from rlm_desktop.cli.numbers import at_least_one, lengths
from rlm_desktop.cli.words import duration, plain
from rlm_desktop.engine import catalogue
from rlm_desktop.errors import BadRequest

if TYPE_CHECKING:
    from rlm_desktop.runtime import AskOptions, Runtime


def add(commands: Commands, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("bench", parents=[common], help="measure on questions with known answers")
    suites = sorted([*SUITES, bench_engine.NAME, bench_text.NAME])
    parser.add_argument("suite", metavar="SUITE", choices=suites, help=", ".join(suites))
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="real data, for most suites",
    )
    parser.add_argument("--seeds", type=at_least_one, default=1, metavar="N", help="ask anew with N seeds")
    parser.add_argument("--limit", type=at_least_one, metavar="N", help="most questions of a seed")
    parser.add_argument(
        "--lengths",
        type=lengths,
        default=(),
        metavar="LIST",
        help="tokens of a text of the suites aggregation, pairs and needle: 1K,8K,128K",
    )
    parser.add_argument(
        "--variant",
        choices=("hidden", "labelled", "both"),
        default="both",
        help="whether rows of aggregation and pairs have their labels, documents and mails their headers",
    )
    parser.add_argument(
        "--source", choices=sorted(SOURCES), default="trec", help="texts of aggregation and pairs"
    )
    parser.add_argument(
        "--baselines",
        type=_baselines,
        default=(),
        metavar="NAME,…",
        help="ask the same model without this program as well: reader (what its window holds),"
        " retrieval (passages that match best), rlms (the published package, with --rlms and --llama-server);"
        " reader-at-most, retrieval-at-most: how often the answer stands in what they get, without asking",
    )
    parser.add_argument(
        "--reader", action="store_const", const=BARE, dest="baselines", help="the first two of these"
    )
    parser.add_argument("--first", type=at_least_one, metavar="N", help="most questions of the baselines")
    parser.add_argument(
        "--texts", type=at_least_one, metavar="N", help="most texts whose questions are asked so"
    )
    parser.add_argument(
        "--rlms",
        metavar="PYTHON",
        default=sys.executable,
        help="interpreter that has the package rlms; it runs what the model writes, without walls",
    )
    parser.add_argument(
        "--rlms-seconds",
        type=at_least_one,
        default=180,
        metavar="N",
        help="of processor time that its model has for one question",
    )
    parser.add_argument("--out", metavar="FILE", help="the result as JSON; beside it, FILE.jsonl as record")
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier run has asked already")
    parser.add_argument("--root", metavar="MODEL")
    parser.add_argument("--sub", metavar="MODEL")
    parser.add_argument(
        "--candidates",
        type=at_least_one,
        metavar="N",
        help="programs drawn at once, to measure what they give",
    )
    parser.add_argument(
        "--at-once", action="store_true", help="draw all of them in one batch and none after it"
    )
    parser.add_argument(
        "--usual-examples", action="store_true", help="show no worked examples chosen for the question"
    )
    parser.add_argument(
        "--no-grounding", action="store_true", help="run programs unchecked, to measure what the check gives"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    bench_engine.add_options(parser)
    bench_text.add_options(parser)
    parser.set_defaults(run=run)


def _baselines(named: str) -> tuple[str, ...]:
    """The baselines of a list. Raises what the parser of arguments knows."""
    names = tuple(name.strip() for name in named.split(","))
    if strange := [name for name in names if name not in NAMES]:
        raise argparse.ArgumentTypeError(f"there is no baseline {strange[0]}; there are {', '.join(NAMES)}")
    return names


def run(call: Call) -> int:
    if call.args.suite == bench_engine.NAME:
        return bench_engine.run(call)
    if call.args.suite == bench_text.NAME:
        return bench_text.run(call)
    from rlm_desktop.runtime import AskOptions

    def options(seed: int) -> "AskOptions":
        return AskOptions(
            root=call.args.root,
            sub=call.args.sub,
            seed=seed,
            candidates=call.args.candidates,
            at_once=call.args.at_once or None,
            grounding=False if call.args.no_grounding else None,
            fitting_examples=False if call.args.usual_examples else None,
        )

    job, out = _job(call)
    with call.runtime() as runtime, call.stoppable():
        asked = run_suite(
            runtime,
            job,
            options=options,
            on_asked=lambda each, number, of: _tell(call, each, number, of),
            should_stop=call.should_stop,
        )
        asked = _beside(call, runtime, job, asked)
        measured = MEASURES.get(job.suite, no_measures)(runtime, job.place, job.seeds)
    figures = report(job.suite, asked, measured)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=2))
    if call.args.json:
        call.terminal.say_json(figures)
        return 0
    for line in table(figures):
        call.terminal.say(plain(line))
    call.terminal.tell(f"The result is in {out}")
    return 0


def _beside(call: Call, runtime: "Runtime", job: Job, asked: Sequence[Asked]) -> Sequence[Asked]:
    """With what simpler ways answer, where some were chosen."""
    if not job.baselines:
        return asked
    model = call.args.root or runtime.settings.engine.root
    reference = _reference(call, model) if RLMS in job.baselines else None
    with Ways(runtime, model=model, reference=reference, should_stop=call.should_stop) as ways:
        return run_beside(
            job,
            asked,
            ways=ways,
            on_said=lambda each, name: _tell_said(call, each, name),
            should_stop=call.should_stop,
        )


def _reference(call: Call, model: str) -> Reference:
    if not call.args.llama_server:
        raise BadRequest(
            "The package rlms needs llama.cpp's server.", hint="Name it with --llama-server PATH."
        )
    server = Path(call.args.llama_server).expanduser().resolve()
    file = catalogue.find(model, call.settings.data).path
    return Reference(call.args.rlms, server, file, seconds=call.args.rlms_seconds)


def _tell_said(call: Call, asked: Asked, name: str) -> None:
    said = asked.beside[name]
    mark = "right" if said.score == 1.0 else "WRONG"
    got = " ".join((said.answer or said.error).split())[:80]
    call.terminal.tell(
        plain(f"{name:>9}  {mark}  {duration(said.seconds):>7}  {asked.question}  {asked.gold}  got: {got}")
    )


def _job(call: Call) -> tuple[Job, Path]:
    """What to ask, and the file for the result."""
    args = call.args
    folder = call.settings.data.cache / "bench"
    out = Path(args.out).expanduser() if args.out else folder / f"{args.suite}.json"
    record = out.with_name(out.name + "l" if out.suffix == ".json" else out.name + ".jsonl")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if args.fresh:
            record.unlink(missing_ok=True)
    except OSError as error:
        raise BadRequest(
            f"{out} could not be written: {error.strerror}.", hint="Give another --out."
        ) from error
    data = Path(args.data).expanduser().resolve() if args.data else None
    choices = Choices(lengths=args.lengths, variant=args.variant, source=args.source)
    place = Workplace(folder / args.suite, data, choices)
    job = Job(
        suite=args.suite,
        place=place,
        record=record,
        seeds=args.seeds,
        limit=args.limit,
        baselines=args.baselines,
        first=args.first,
        texts=args.texts,
    )
    return job, out


def _tell(call: Call, asked: Asked, number: int, of: int) -> None:
    mark = "right" if asked.right else "WRONG"
    line = f"{number:>4}/{of}  {mark}  {duration(asked.wall_seconds):>7}  "
    call.terminal.tell(plain(line + (asked.question if asked.right else miss(asked))))
