"""Questions about the system logs in a person's words, and how the parsed rows answer them."""

from collections.abc import Callable
from datetime import time

from rlm_desktop.bench.gold import Gold, Word
from rlm_desktop.bench.loghub import Log, Row, Where

Worded = tuple[str, str, Callable[[Log], tuple[Gold, ...]]]
"""Kind, question, and the answer from the rows."""


def _is(**fields: str) -> Where:
    return lambda row: all(row[name] == value for name, value in fields.items())


def _says(words: str, **fields: str) -> Where:
    has = _is(**fields)
    return lambda row: words in row["Content"] and has(row)


def _after(moment: str) -> Callable[[Log], tuple[Gold, ...]]:
    limit = time.fromisoformat(moment)
    return lambda log: log.count(lambda row: log.when(row).time() > limit)


def _in_minute(moment: str) -> Callable[[Log], tuple[Gold, ...]]:
    return lambda log: log.count(lambda row: log.when(row).strftime("%H:%M") == moment)


def _on(day: str, where: Where = lambda row: True) -> Callable[[Log], tuple[Gold, ...]]:
    def is_there(log: Log, row: Row) -> bool:
        return log.when(row).date().isoformat() == day and where(row)

    return lambda log: log.count(lambda row: is_there(log, row))


WORDED: dict[str, tuple[Worded, ...]] = {
    "Apache": (
        ("value", "How many error lines are there?", lambda log: log.count(_is(Level="error"))),
        (
            "top",
            "What is the most common log level and how many lines have it?",
            lambda log: log.top("Level"),
        ),
        (
            "day",
            "On which day were the most error lines written, and how many?",
            lambda log: log.busiest_day(_is(Level="error")),
        ),
        (
            "two fields",
            "How many lines with the level error were written on 5 December 2005?",
            _on("2005-12-05", _is(Level="error")),
        ),
        ("word", "How many lines contain the word scoreboard?", lambda log: log.containing("scoreboard")),
        (
            "template",
            'How many lines say "Directory index forbidden by rule"?',
            lambda log: log.containing("Directory index forbidden by rule"),
        ),
        (
            "first",
            'When was "Directory index forbidden" logged for the first time?',
            lambda log: log.first(_says("Directory index forbidden")),
        ),
        ("hour", "In which hour of the day are the most lines written?", lambda log: log.busiest_hour()),
    ),
    "HDFS": (
        (
            "top",
            "Which component wrote the most lines, and how many?",
            lambda log: log.top("Component"),
        ),
        ("value", "How many warnings (level WARN) are in the log?", lambda log: log.count(_is(Level="WARN"))),
        (
            "two fields",
            "How many lines with the level INFO come from the component dfs.DataNode$DataXceiver?",
            lambda log: log.count(_is(Level="INFO", Component="dfs.DataNode$DataXceiver")),
        ),
        ("distinct", "How many different components are there?", lambda log: log.distinct("Component")),
        ("day", "How many lines were written on 10 November 2008?", _on("2008-11-10")),
        (
            "template",
            'How many lines say that a block is being deleted ("Deleting block")?',
            lambda log: log.containing("Deleting block"),
        ),
        (
            "two fields",
            "How many WARN lines were written on 2008-11-11?",
            _on("2008-11-11", _is(Level="WARN")),
        ),
        ("last", "When was the last WARN line written?", lambda log: log.last(_is(Level="WARN"))),
    ),
    "Hadoop": (
        ("value", "How many FATAL lines are in the log?", lambda log: log.count(_is(Level="FATAL"))),
        ("top", "Which thread wrote the most lines, and how many?", lambda log: log.top("Process")),
        (
            "top",
            "Which component has the most WARN lines, and how many?",
            lambda log: log.top("Component", _is(Level="WARN")),
        ),
        (
            "two fields",
            "How many INFO lines did the thread main write?",
            lambda log: log.count(_is(Level="INFO", Process="main")),
        ),
        ("distinct", "How many different log levels occur?", lambda log: log.distinct("Level")),
        (
            "template",
            'In how many lines does "Failed to renew lease" appear?',
            lambda log: log.containing("Failed to renew lease"),
        ),
        (
            "first",
            "At what time was the first ERROR line written?",
            lambda log: log.first(_is(Level="ERROR"), with_day=False),
        ),
        ("minute", "How many lines were written in the minute 18:06?", _in_minute("18:06")),
    ),
    "Linux": (
        ("top", "Which program wrote the most lines, and how many?", lambda log: log.top("Component")),
        ("month", "How many lines are from July?", lambda log: log.count(_is(Month="Jul"))),
        (
            "value",
            "How many lines did sshd(pam_unix) write?",
            lambda log: log.count(_is(Component="sshd(pam_unix)")),
        ),
        (
            "two fields",
            "How many lines did ftpd write in June?",
            lambda log: log.count(_is(Component="ftpd", Month="Jun")),
        ),
        ("day", "On which day were the most lines written, and how many?", lambda log: log.busiest_day()),
        (
            "template",
            'How many lines contain "authentication failure"?',
            lambda log: log.containing("authentication failure"),
        ),
        ("host", "What is the name of the host that wrote these lines?", lambda log: (Word("combo"),)),
        (
            "two fields",
            'How many lines of su(pam_unix) say "session opened"?',
            lambda log: log.count(_says("session opened", Component="su(pam_unix)")),
        ),
    ),
    "OpenSSH": (
        (
            "template",
            'How many lines warn of a "POSSIBLE BREAK-IN ATTEMPT"?',
            lambda log: log.containing("POSSIBLE BREAK-IN ATTEMPT"),
        ),
        (
            "top",
            "Which process id of sshd appears in the most lines, and in how many?",
            lambda log: log.top("Pid"),
        ),
        (
            "template",
            'How many lines contain "Failed password for root"?',
            lambda log: log.containing("Failed password for root"),
        ),
        ("distinct", "How many different process ids of sshd are there?", lambda log: log.distinct("Pid")),
        (
            "last",
            "At what time was the last line written?",
            lambda log: log.last(with_day=False),
        ),
        ("hour", "During which hour of the day were the most lines written?", lambda log: log.busiest_hour()),
        (
            "word",
            "How many lines mention the address 183.62.140.253?",
            lambda log: log.containing("183.62.140.253"),
        ),
        ("time", "How many lines were written after 11:00:00?", _after("11:00:00")),
    ),
    "Spark": (
        ("top", "Which component logs the most, and how many lines?", lambda log: log.top("Component")),
        ("distinct", "How many different components wrote lines?", lambda log: log.distinct("Component")),
        (
            "time",
            "How many lines were written at exactly 20:11:08?",
            lambda log: log.count(_is(Time="20:11:08")),
        ),
        ("template", 'How many lines say "Finished task"?', lambda log: log.containing("Finished task")),
        (
            "two fields",
            'How many lines of the component storage.BlockManager contain "Found block"?',
            lambda log: log.count(_says("Found block", Component="storage.BlockManager")),
        ),
        (
            "first",
            "At what time did the component storage.MemoryStore write its first line?",
            lambda log: log.first(_is(Component="storage.MemoryStore"), with_day=False),
        ),
        ("time", "How many lines were written after 20:11:09?", _after("20:11:09")),
    ),
    "Windows": (
        ("value", "How many lines come from CSI?", lambda log: log.count(_is(Component="CSI"))),
        ("day", "On which date were more lines written, and how many?", lambda log: log.busiest_day()),
        (
            "two fields",
            "How many lines did CBS write on 28 September 2016?",
            _on("2016-09-28", _is(Component="CBS")),
        ),
        (
            "template",
            'How often does "Unrecognized packageExtended attribute" appear?',
            lambda log: log.containing("Unrecognized packageExtended attribute"),
        ),
        (
            "last",
            "When did the component CSI write its last line?",
            lambda log: log.last(_is(Component="CSI")),
        ),
        ("hour", "In which hour of the day were the most lines written?", lambda log: log.busiest_hour()),
        (
            "word",
            "How many lines contain WindowsUpdateAgent?",
            lambda log: log.containing("WindowsUpdateAgent"),
        ),
    ),
    "Zookeeper": (
        ("value", "How many ERROR lines are there?", lambda log: log.count(_is(Level="ERROR"))),
        ("top", "Which log level is the most frequent, and how often?", lambda log: log.top("Level")),
        (
            "two fields",
            "How many WARN lines were written on 29 July 2015?",
            _on("2015-07-29", _is(Level="WARN")),
        ),
        ("distinct", "On how many different dates were lines written?", lambda log: log.distinct("Date")),
        (
            "template",
            'How many lines report "Notification time out"?',
            lambda log: log.containing("Notification time out"),
        ),
        (
            "last",
            "When was the last line with the level ERROR written?",
            lambda log: log.last(_is(Level="ERROR")),
        ),
        ("day", "Which date has the most lines, and how many?", lambda log: log.busiest_day()),
        (
            "word",
            "How many lines contain QuorumCnxManager$Listener?",
            lambda log: log.containing("QuorumCnxManager$Listener"),
        ),
    ),
}
