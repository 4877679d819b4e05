"""The house number beside a street, wherever it stands."""

from __future__ import annotations

import pytest

from vrp.roads.address_numbers import find_number, has_number_of_another
from vrp.roads.address_words import HouseNumber, split_address, street_words

STREET = street_words("Mill Road")
KNOWN = frozenset({HouseNumber(5, 5), HouseNumber(7, 7, "a"), HouseNumber(9, 9)})


def number_in(text: str) -> str | None:
    words = split_address(text)
    begin = next(
        at for at in range(len(words)) if tuple(w.text for w in words[at : at + 2]) == STREET
    )
    street = range(begin, begin + len(STREET))
    found = find_number(words, begin, begin + len(STREET), explained=street, known=KNOWN)
    return None if found is None else f"{found.number.low}{found.number.rest}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Mill Road 5", "5"),
        ("5 Mill Road", "5"),
        ("5, Mill Road", "5"),
        ("Mill Road, 5", "5"),
        ("Mill Road No. 5", "5"),
        ("Mill Road 7 a", "7a"),
        ("7 A Mill Road", "7a"),
        ("Mill Road 5 a", "5"),
        ("Mill Road 6 a", "6a"),
        ("5 Mill Road 12", "5"),
        ("12 Mill Road 9", "9"),
        ("Mill Road 12, 9", "12"),
        ("Mill Road", None),
        ("Mill Road, Flat 5", None),
        ("Elm Road 5, Mill Road", None),
    ],
)
def test_find_number(text: str, number: str | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "others"),
    [("Elm Road 5", True), ("5 Elm Road", False), ("No. 5", False), ("Elm, 5", False)],
)
def test_numbers_behind_words_that_are_not_known(text: str, others: bool) -> None:
    assert has_number_of_another(split_address(text), set()) is others
