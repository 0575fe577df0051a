"""Old code pages are told apart by the letters of the languages that are written in them."""

import pytest

from rlm_desktop.context.encodings import legacy

TEXTS = {
    "German": ("Größe, Übermut und süße Äpfel „fünf Öfen“ ", ("cp1252", "cp850", "mac_roman")),
    "French": ("Où est un élève ? Ça brûle, naïf garçon à côté du cœur ", ("cp1252",)),
    "Finnish": ("Jokaisella on oikeus elämään, vapauteen ja henkilökohtaiseen ", ("cp1252",)),
    "Polish": ("Zażółć gęślą jaźń, każdy człowiek ma prawo do życia ", ("cp1250", "iso8859_2", "cp852")),
    "Czech": ("Příliš žluťoučký kůň úpěl ďábelské ódy, každý člověk ", ("cp1250", "iso8859_2")),
    "Hungarian": ("Árvíztűrő tükörfúrógép, őszi hűvös szőlő ", ("cp1250", "iso8859_2")),
    "Turkish": (
        "Pijamal\u0131 hasta yağ\u0131z şoföre çabucak güvendi, \u0131ş\u0131k ",
        ("cp1254", "iso8859_9"),
    ),
    "Lithuanian": ("Įlinkdama fechtuotojo špaga sublykčiojusi pragręžė apvalų ", ("cp1257",)),
    "Russian": ("Съешь ещё этих мягких французских булок, да выпей чаю ", ("cp1251", "koi8_r", "iso8859_5")),
    "Greek": ("Ξεσκεπάζω την ψυχοφθόρα βδελυγμία, η ελληνική γλώσσα ", ("cp1253", "iso8859_7")),
    "Hebrew": ("שלום עולם, זה טקסט בעברית ", ("cp1255", "iso8859_8")),
    "Japanese": ("日本語のテキストです。これはテストです。", ("shift_jis", "euc_jp")),
    "Chinese": ("这是一个中文文本的例子用来测试编码。", ("gb18030",)),
}


@pytest.mark.parametrize(
    ("language", "encoding"), [(language, one) for language, (_, some) in TEXTS.items() for one in some]
)
@pytest.mark.parametrize("times", [1, 40])
def test_a_text_reads_as_it_was_written(language: str, encoding: str, times: int) -> None:
    text = TEXTS[language][0]
    written = (text * times).encode(encoding, "ignore")

    assert written.decode(legacy(written).name) == written.decode(encoding)
