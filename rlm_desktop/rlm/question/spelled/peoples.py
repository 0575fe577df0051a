"""Countries by their adjectives and peoples: Germany, of German companies and of Germans."""

from functools import cache

from rlm_desktop.paths import resources


@cache
def _known() -> dict[str, tuple[str, ...]]:
    lines = (resources() / "peoples.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return {people: tuple(names.split("|")) for names, peoples in pairs for people in peoples.split("|")}


def countries(phrase: str) -> tuple[str, ...]:
    """The names of the country that an adjective or a people is of; none for other words.

    They are written with a capital: nobody polishes in Polish.
    """
    return _known().get(phrase, ())
