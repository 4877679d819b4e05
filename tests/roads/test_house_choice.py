"""The house that a number means, among those of streets of one name."""

from __future__ import annotations

import pytest

from vrp.roads.address_mentions import Mentions
from vrp.roads.address_source import AddressError
from vrp.roads.address_words import HouseNumber
from vrp.roads.house_choice import Choice, best_house, label
from vrp.roads.houses import House

NOTHING = Mentions(frozenset(), frozenset(), frozenset(), frozenset())
BATH = Mentions(frozenset(), frozenset({("bath",)}), frozenset(), frozenset())
#: Degrees of latitude that make about 111 m.
STEP = 0.001


def house(number: str, north: float = 0.0, city: str = "") -> House:
    return House("Mill Road", number, 51 + north * STEP, -2.0, "", city)


def choose(number: str, *houses: House, mentions: Mentions = NOTHING) -> Choice | None:
    asked = HouseNumber.parse(number)
    assert asked is not None
    return best_house(houses, asked, mentions, "x")


@pytest.mark.parametrize(
    ("number", "numbers", "chosen"),
    [
        ("12", ["10", "12", "11"], "12"),
        ("12", ["10;12"], "10;12"),
        ("12", ["10-14", "13"], "10-14"),
        ("12", ["12a", "10", "11"], "12a"),
        ("12", ["11", "16"], "16"),
        ("12", ["11", "24"], "11"),
        ("12", ["8", "16"], "8"),
        ("12", ["24"], None),
        ("12", ["s/n"], None),
    ],
)
def test_numbers(number: str, numbers: list[str], chosen: str | None) -> None:
    choice = choose(number, *map(house, numbers))
    assert (None if choice is None else choice.house.number) == chosen


def test_confirmed_houses_come_first() -> None:
    bath, bare = house("5", city="Bath"), house("5", 90)
    assert choose("5", bare, bath, mentions=BATH) == Choice(bath, True)
    near = choose("7", bare, bath, mentions=BATH)
    assert near == Choice(bath, True, is_near=True, doubt="is not in x")
    exact = choose("7", house("7", 90), bath, mentions=BATH)
    assert exact == Choice(house("7", 90), False), "a house that is there is not passed over"


def test_without_a_number_only_the_town_is_looked_at() -> None:
    assert best_house([house("5")], None, BATH, "x") is None
    with pytest.raises(AddressError, match="is in a street that x has elsewhere only: Wells"):
        best_house([house("5", city="Wells")], None, BATH, "x")


def test_far_houses_of_one_number() -> None:
    assert choose("5", house("5"), house("5", 0.8)) == Choice(house("5"), False)
    site = choose("5", house("5"), house("5", 1.5), house("5", 4))
    assert site is not None
    assert (site.house, site.doubt) == (house("5", 1.5), "has 3 houses in x, up to 445 m apart")
    with pytest.raises(AddressError, match=r"may be any of Mill Road 5 at \(51\.0000, -2\.0000\)"):
        choose("5", house("5"), house("5", 9))


def test_labels() -> None:
    full = House("Mill Road", "5", 51, -2, "BA1", "Bath", "Oldfield Park")
    assert label(full) == "Mill Road 5, Oldfield Park, BA1 Bath"
    assert label(house("5")) == "Mill Road 5"
