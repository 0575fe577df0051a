"""A question in English finds columns that have German names."""

import pytest

from rlm_desktop.rlm.question.spelled import german_names

ROADS = ["link_id", "straßentyp", "straßenname", "bezirk", "dtvw_2019_kfz", "dtvw_2019_lkw"]


@pytest.mark.parametrize(
    ("said", "column"),
    [("vehicle", "dtvw_2019_kfz"), ("road", "straßenname"), ("district", "bezirk"), ("lkw", "dtvw_2019_lkw")],
)
def test_the_one_column_with_the_german_word_is_meant(said: str, column: str) -> None:
    assert list(german_names.meant({said}, ROADS)) == [(said, column)]


def test_of_several_columns_none_is_meant_and_one_in_english_goes_before() -> None:
    assert list(german_names.meant({"date"}, ["datum_von", "datum_bis"])) == []
    assert list(german_names.meant({"date"}, ["date", "datum_bis"])) == []
    assert list(german_names.meant({"land"}, ["landkreis"])) == []


def test_a_word_that_is_english_too_is_german_among_german_names() -> None:
    assert list(german_names.meant({"country"}, ["land", "einwohner"])) == [("country", "land")]
    assert list(german_names.meant({"country"}, ["land", "größe"])) == [("country", "land")]
    assert list(german_names.meant({"country"}, ["land", "use", "acres"])) == []
    assert list(german_names.meant({"country"}, ["land_use", "parcel_id"])) == []


def test_of_several_columns_the_one_that_is_called_so_alone_is_meant() -> None:
    names = ["gemeindename", "wahlberechtigte", "wahlberechtigte_mit_wahlschein", "wähler_innen"]

    assert list(german_names.meant({"voter"}, names)) == [("voter", "wahlberechtigte")]
    assert list(german_names.meant({"municipality"}, names)) == [("municipality", "gemeindename")]
    assert list(german_names.meant({"voter"}, names[2:])) == [("voter", "wahlberechtigte_mit_wahlschein")]
