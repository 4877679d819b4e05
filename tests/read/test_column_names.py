import pytest

from vrp.read.column_names import ColumnNames

NAMES = ColumnNames(("max_km", "end"), ("capacity",), synonyms={"max_distance": "max_km"})


@pytest.mark.parametrize(
    ("title", "name"),
    [
        *[(title, "max_km") for title in ("max km", "Max-KM", "Max. km", " max  km ", "MAX (km)")],
        *[(title, "capacity_kg") for title in ("Capacity kg", "capacity [kg]", "capacity(kg)")],
        ("Capacity", "capacity"),
        ("Driver's name", "driver's name"),
        ("max-km-2", "max-km-2"),
    ],
)
def test_names_are_told_by_their_words(title: str, name: str) -> None:
    assert NAMES.of(title) == name


@pytest.mark.parametrize(
    ("name", "absent", "meant"),
    [
        ("max_kms", ["max_km", "end"], "max_km"),
        ("max kms", ["max_km"], "max_km"),
        ("max distance", ["max_km"], "max_km"),
        ("max distance", ["end"], None),
        ("end (id)", ["end"], "end"),
        ("driver", ["max_km", "end"], None),
    ],
)
def test_a_name_is_near_another(name: str, absent: list[str], meant: str | None) -> None:
    assert NAMES.nearest(name, absent) == meant
