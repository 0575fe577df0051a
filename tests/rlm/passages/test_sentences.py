"""Sentences know what stands above them: a heading, or the item of a list that they are set in below."""

from rlm_desktop.rlm.passages import accounts, sentences
from rlm_desktop.spans import DocumentId, Hit, Span

MINUTES = """## Ropes

* Warn of old ropes #12
  * One of us objects to it.
  * Vote of the meeting:
    * YES (4): Ada, Bob, Cyd, Dan
* Nets are to be mended
"""


def _of(text: str) -> list[sentences.Sentence]:
    return sentences.of([Hit(Span(DocumentId(1), 0, len(text.encode())), text)])


def test_an_item_belongs_to_those_that_it_is_set_in_below() -> None:
    found = {sentence.text: sentence.owner for sentence in _of(MINUTES)}

    assert found["* YES (4): Ada, Bob, Cyd, Dan"] == "Warn of old ropes #12: Vote of the meeting"
    assert found["* One of us objects to it."] == "Warn of old ropes #12"
    assert found["* Nets are to be mended"] == ""


def test_it_is_told_with_them() -> None:
    yes = next(sentence for sentence in _of(MINUTES) if "YES" in sentence.text)

    assert accounts.Account(None, (yes,), ()).lines() == [
        "Warn of old ropes #12: Vote of the meeting: “YES (4): Ada, Bob, Cyd, Dan”"
    ]
