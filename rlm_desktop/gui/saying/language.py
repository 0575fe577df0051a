"""The language the window speaks: every text in it goes through here, as do the marks in its numbers."""

from pathlib import Path

import msgspec
from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from rlm_desktop import paths
from rlm_desktop.gui.saying import po


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """A language, and how it writes numbers."""

    code: str
    name: str
    group: str
    """Between the thousands."""
    point: str
    """Before the decimals."""
    space: str = ""
    """Before a sign of per cent."""


ENGLISH = Language(code="en", name="English", group=",", point=".", space="\N{NO-BREAK SPACE}")
# A narrow space between thousands: a point would be read as a decimal sign beside English answers.
GERMAN = Language(
    code="de", name="Deutsch", group="\N{NARROW NO-BREAK SPACE}", point=",", space="\N{NO-BREAK SPACE}"
)
LANGUAGES = {language.code: language for language in (ENGLISH, GERMAN)}


class _Spoken:
    """The one language that is spoken at a time, as there is one window."""

    def __init__(self) -> None:
        self.language = ENGLISH
        self.catalogue: po.Catalogue = {}
        self.qt: QTranslator | None = None


_SPOKEN = _Spoken()


def use(choice: str) -> None:
    """Speak a language from now on; what is on the screen already stays as it is."""
    language = LANGUAGES.get(choice) or LANGUAGES.get(QLocale.system().name()[:2], ENGLISH)
    _SPOKEN.language = language
    _SPOKEN.catalogue = po.read(catalogue_file(language.code)) if language is not ENGLISH else {}
    _teach_qt(language)


def catalogue_file(code: str) -> Path:
    return paths.resources() / "translations" / f"{code}.po"


def current() -> Language:
    return _SPOKEN.language


def tr(text: str, /, **values: object) -> str:
    """A text in the language that is spoken, with its values put in."""
    said = _SPOKEN.catalogue.get(text, (text,))[0]
    return said.format(**values) if values else said


def trn(one: str, many: str, count: int, /, **values: object) -> str:
    """The same for a text that is another for one thing than for several."""
    forms = _SPOKEN.catalogue.get(one, (one, many))
    return forms[0 if count == 1 else -1].format(**values)


def later(text: str) -> str:
    """Marks a text that is translated where it is shown, by `tr`."""
    return text


def _teach_qt(language: Language) -> None:
    """Qt's own texts: the dialog for files, the menus of text fields."""
    application = QApplication.instance()
    if application is None:
        return
    if _SPOKEN.qt is not None:
        application.removeTranslator(_SPOKEN.qt)
        _SPOKEN.qt = None
    made = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language is not ENGLISH and made.load(f"qtbase_{language.code}", folder):
        application.installTranslator(made)
        _SPOKEN.qt = made
