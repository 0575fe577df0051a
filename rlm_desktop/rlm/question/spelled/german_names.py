"""Columns with German names that a question in English, or in German, asks for: vehicles are `dtv_kfz`."""

from collections.abc import Iterable, Iterator, Sequence, Set

_CALLED = """
kfz fahrzeug: vehicle car
lkw: truck lorry
pkw: car
strass straß: street road
bezirk landkreis: district borough
ortsteil stadtteil: neighbourhood neighborhood quarter
stadt ort gemeinde: city town municipality
bundesland: state
land: country
datum: date day
uhrzeit: time
jahr: year
monat: month
betrag: amount sum
preis: price cost
umsatz: revenue sales turnover
menge stück: quantity
anzahl: number count
kunde: customer client
lieferant: supplier
rechnung: invoice bill
bestellung auftrag: order
artikel: article item product
mitarbeiter: employee staff
abteilung: department
gehalt lohn: salary wage
gewicht: weight
länge laenge: length
breite: width
höhe hoehe: height elevation
fläche flaeche: area size
einwohner: population inhabitant
alter: age
geschlecht: sex gender
geschwindigkeit: speed
temperatur: temperature
kategorie: category
bezeichnung beschreibung: description name
haltestelle bahnhof: station stop
schule: school
plz postleitzahl: postcode zip
titel: title
verfasser autor: author
hersteller: manufacturer maker
farbe: colour color
wahlberechtigte: voter electorate
buchung: booking
verwendungszweck: purpose
empfänger: payee recipient
währung: currency
saldo kontostand: balance
"""
_GROUPS = [
    (tuple(german.split()), frozenset(english.split()))
    for german, _, english in (line.partition(":") for line in _CALLED.split("\n") if line)
]
_ALSO_ENGLISH = frozenset(("land", "alter"))
"""Of an English table these mean something else: land use is no country."""
_ONLY_GERMAN = [(german, words) for german, words in _GROUPS if not _ALSO_ENGLISH & set(german)]
_LETTERS = frozenset("äöüß")
_WHOLE = 5  # letters
"""A longer word may have another grown onto it: straßenname; a short one is a part of a name by itself."""


def meant(asked: Set[str], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Words of a question and the one column that has the German word for them in its name."""
    known = list(names)
    for german, words in _GROUPS if _are_german(known) else _ONLY_GERMAN:
        # Straße and Straßen are the street; a Straßenabschnitt is none.
        own = (
            word for word in asked for stem in german if word.startswith(stem) and len(word) <= len(stem) + 2
        )
        said = sorted({*(asked & words), *own})
        # A column that is called so in English is meant.
        here = _having(known, german) if said and not words & set(known) else []
        if len(here) == 1:
            yield said[0], here[0]


def _are_german(names: Sequence[str]) -> bool:
    """Whether a name among those of a table can only be German."""
    return any(_LETTERS & set(name.lower()) for name in names) or any(
        _having(names, german) for german, _ in _ONLY_GERMAN
    )


def _having(names: Sequence[str], german: tuple[str, ...]) -> list[str]:
    """The columns with such a word in their name; of several that which is called so, or "name"."""

    def has(part: str) -> bool:
        return any(part == stem or (len(stem) >= _WHOLE and part.startswith(stem)) for stem in german)

    found = [name for name in names if any(map(has, name.lower().split("_")))]
    exact = [name for name in found if name.lower() in german]
    named = exact or [name for name in found if name.lower().endswith("name")]
    return named if len(found) > 1 and len(named) == 1 else found
