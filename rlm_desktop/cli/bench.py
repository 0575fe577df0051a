"""`rlm-desktop bench`: asks a suite's questions and says how many were answered right."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rlm_desktop.bench.aggregation_rows import SOURCES
from rlm_desktop.bench.baselines import NAMES
from rlm_desktop.bench.report import miss, report, table
from rlm_desktop.bench.runner import MEASURES, SUITES, Asked, Job, no_measures
from rlm_desktop.bench.runner import run as run_suite
from rlm_desktop.bench.suite import Choices, Workplace
from rlm_desktop.cli import bench_engine, bench_text
from rlm_desktop.cli.call import Call, Commands
from rlm_desktop.cli.numbers import at_least_one, lengths
from rlm_desktop.cli.words import duration, plain
from rlm_desktop.errors import BadRequest

if TYPE_CHECKING:
    from rlm_desktop.runtime import AskOptions


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
        help="whether rows of aggregation and pairs have their labels, documents their headers (hidden: not)",
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
        " retrieval (passages that match best)",
    )
    parser.add_argument(
        "--reader", action="store_const", const=NAMES, dest="baselines", help="all of these baselines"
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
            grounding=False if call.args.no_grounding else None,
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
    )
    return job, out


def _tell(call: Call, asked: Asked, number: int, of: int) -> None:
    mark = "right" if asked.right else "WRONG"
    line = f"{number:>4}/{of}  {mark}  {duration(asked.wall_seconds):>7}  "
    call.terminal.tell(plain(line + (asked.question if asked.right else miss(asked))))
