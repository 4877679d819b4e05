"""What an address says besides its street, and which houses agree."""

from __future__ import annotations

import pytest

from vrp.roads.address_mentions import KnownTowns, Mentions
from vrp.roads.address_words import split_address
from vrp.roads.houses import House

BATH = House("Mill Road", "5", 51, -2, "BA1 1AA", "Bath", "Oldfield Park")
BARE = House("Mill Road", "7", 51, -2)
TOWNS = KnownTowns([BATH, BARE, House("X", "1", 51, -2, "69250", "Frankfurt am Main")])


def mentions(rest: str) -> Mentions:
    return TOWNS.named_in(split_address(f"Mill Road 5{rest}"), 0, 2)


@pytest.mark.parametrize(
    ("rest", "agreement"),
    [
        (", Bath", (1, 0)),
        (" bath", (1, 0)),
        (", BA1 1AA Bath", (2, 0)),
        (", Oldfield Park, Bath", (2, 0)),
        (", Frankfurt am Main", (0, 1)),
        (", 69250 Bath", (1, 1)),
        (", 12345 Springfield", (0, 1)),
        (", Springfield", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_agreement(rest: str, agreement: tuple[int, int]) -> None:
    assert mentions(rest).agree(BATH) == agreement
    assert mentions(rest).agree(BARE) == (0, 0), "what is not tagged cannot be denied"


def test_how_far_a_place_is_from_a_town() -> None:
    assert TOWNS.off_m(mentions(", Bath"), (51.0, -2.0)) == 0
    assert TOWNS.off_m(mentions(", Bath"), (51.01, -2.0)) == pytest.approx(1112, abs=1)
    assert TOWNS.off_m(mentions(", Springfield"), (0.0, 0.0)) == 0


def test_words_of_their_own() -> None:
    assert mentions(", Springfield").rest
    assert not mentions(" Springfield").rest
    assert not mentions(", Bath, UK").rest


def test_what_a_street_is_called_is_not_mentioned() -> None:
    assert TOWNS.named_in(split_address("Bath 5"), 0, 1).towns == frozenset()
    assert TOWNS.is_town(("bath",))
    assert TOWNS.is_town(("oldfield", "park"))
    assert not TOWNS.is_town(("park",))


def test_a_suburb_that_is_a_town_elsewhere() -> None:
    suburb = House("Mill Road", "5", 51, -2, "", "Heidelberg", "Bath")
    towns = KnownTowns([BATH, suburb])
    named = towns.named_in(split_address("Mill Road 5, Bath"), 0, 2)
    assert named.agree(suburb) == (1, 0)
