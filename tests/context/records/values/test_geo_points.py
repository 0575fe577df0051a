"""The coordinates of a point are columns of their own, in the order that GeoJSON has them."""

import json

import pytest

from tests.context.records.conftest import Parse


def features(kind: str = "Point", *, third: bool = True, key: str = "coordinates") -> str:
    rows = [
        {
            "id": f"q{n}",
            "geometry": {"type": kind, key: [-100.5 - n, 30.25 + n / 10, *([n / 2] if third else [])]},
        }
        for n in range(40)
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows})


def test_a_point_has_a_longitude_a_latitude_and_a_depth(parse: Parse) -> None:
    tables = parse({"quakes.json": features()})

    asked = "SELECT geometry_longitude, geometry_latitude, geometry_height_or_depth FROM records"
    assert tables.ask(f"{asked} WHERE id = 'q3'") == [(-103.5, 30.55, 1.5)]
    assert tables.types["geometry_height_or_depth"] == "decimal"


def test_without_a_third_there_are_two(parse: Parse) -> None:
    tables = parse({"places.json": features(third=False)})

    assert {"geometry_longitude", "geometry_latitude"} <= set(tables.types)
    assert "geometry_height_or_depth" not in tables.types


@pytest.mark.parametrize(("kind", "key"), [("MultiPoint", "coordinates"), ("Point", "marks")])
def test_other_lists_stay_lists(parse: Parse, kind: str, key: str) -> None:
    tables = parse({"other.json": features(kind, key=key)})

    assert f"geometry_{key}" in tables.types
