"""Makes resources/codes.tsv: names of countries, languages and states of the USA beside their codes.

    pip install babel pycountry
    python packaging/codes.py

The codes are those of ISO 3166-1 (two and three letters), ISO 3166-2:US and ISO 639-1, as pycountry lists
them; the names are English and German, from Unicode's CLDR by way of Babel. It is made anew only where
codes or names change.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "resources" / "codes.tsv"
HEAD = (
    "# Made by packaging/codes.py. Codes: ISO 3166-1, 3166-2:US, 639-1. "
    "Names: CLDR, Copyright © Unicode, Inc., Unicode License v3."
)
ALSO = {
    "US": "US|USA|United States of America",
    "GB": "UK|Great Britain|Britain",
    "NL": "Holland",
    "CZ": "Czech Republic|Tschechische Republik",
    "TR": "Turkey",
    "CI": "Ivory Coast",
    "SZ": "Swaziland",
    "MK": "Macedonia",
    "HK": "Hong Kong",
    "MO": "Macao|Macau",
    "PS": "Palestine|Palästina",
    "VA": "Vatican|Vatikan",
    "CV": "Cape Verde",
    "TL": "East Timor",
    "AE": "UAE",
    "BA": "Bosnia",
    "CD": "DR Congo|Democratic Republic of the Congo",
    "CG": "Congo|Republic of the Congo",
}
"""Names that people use and the lists do not have."""


def main() -> None:
    lines = [HEAD, *countries(), *languages(), *states()]
    OUT.write_text("\n".join(lines) + "\n", "utf-8")


def countries() -> Iterator[str]:
    import pycountry  # type: ignore[import-not-found]

    for country in sorted(pycountry.countries, key=lambda each: each.alpha_2):
        listed = [
            getattr(country, "common_name", ""),
            country.name,
            *ALSO.get(country.alpha_2, "").split("|"),
        ]
        told = [*_in_locales("territories", country.alpha_2), *listed]
        yield _line("country", [country.alpha_2, country.alpha_3], told)


def languages() -> Iterator[str]:
    import pycountry

    found = [each for each in pycountry.languages if hasattr(each, "alpha_2")]
    for language in sorted(found, key=lambda each: each.alpha_2):
        told = [*_in_locales("languages", language.alpha_2), language.name]
        yield _line("language", [language.alpha_2, language.alpha_3], told)


def states() -> Iterator[str]:
    import pycountry

    found = pycountry.subdivisions.get(country_code="US")
    for state in sorted(found, key=lambda each: each.code):
        yield _line("state", [state.code.removeprefix("US-")], [state.name])


def _in_locales(what: str, code: str) -> Iterator[str]:
    from babel import Locale  # type: ignore[import-not-found]

    for locale in ("en", "de"):
        yield getattr(Locale(locale), what).get(code, "")


def _line(kind: str, codes: Iterable[str], names: Iterable[str]) -> str:
    return "\t".join([kind, " ".join(codes), "|".join(dict.fromkeys(_plain(names)))])


def _plain(names: Iterable[str]) -> Iterator[str]:
    """Each name without what stands behind a comma or in brackets, and what stands in brackets by itself."""
    for name in names:
        bare = re.sub(r",.*| \(.*\)$| SAR China$", "", name).strip()
        if bare:
            yield bare.replace("St. ", "St ")
        yield from re.findall(r"\(([^\W\d_][\w ]+)\)", name)


if __name__ == "__main__":
    main()
