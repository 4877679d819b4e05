"""Spellings of the same address are the same words."""

from __future__ import annotations

import pytest

from vrp.roads.address_words import HouseNumber, is_postcode, split_address, street_words


@pytest.mark.parametrize(
    "spellings",
    [
        ("Hauptstraße", "HAUPTSTRASSE", "Hauptstr.", "Haupt-Straße", "Haupt Str.", "hauptstrasse"),
        ("Mühlstraße", "Muehlstrasse", "Muhlstr."),
        ("Albert-Ueberle-Straße", "Albert Überle Str"),
        ("Willy-Brandt-Platz", "Willy-Brandt-Pl.", "Willy Brandt Platz"),
        ("Straße des 17. Juni", "Str. des 17. Juni"),
        ("Rue de la République", "R. de la Republique", "rue République"),
        ("Boulevard d'Italie", "Bd. d’Italie", "Blvd Italie", "bld d`Italie"),
        ("Avenue de l'Opéra", "Av. de l'Opera", "AVE DE L’OPÉRA"),
        ("Rua de Santa Catarina", "R. Sta. Catarina", "Rua Santa Catarina"),
        ("Praça da República", "Pç. da República".replace("Pç", "Pca"), "Pca República"),
        ("Avenida da Boavista", "Av. Boavista"),
        ("Saint John Street", "St. John St", "St John Street"),
        ("Mill Road", "Mill Rd.", "MILL RD"),
        ("Ørestads Boulevard", "Orestads Blvd"),
    ],
)
def test_spellings_of_a_street(spellings: tuple[str, ...]) -> None:
    assert len({street_words(spelling) for spelling in spellings}) == 1


def test_other_streets_stay_others() -> None:
    names = ["Hauptstraße", "Hauptweg", "Neue Hauptstraße", "Mill Road", "Mill Lane", "Rue Mill"]
    assert len({street_words(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Hauptstraße 12", ["12"]),
        ("Hauptstr.12a", ["12a"]),
        ("Im Neuenheimer Feld 234 – 236", ["234-236"]),
        ("12bis rue du 1er Mai", ["12bis"]),
        ("Mariahilfer Straße 12/3", ["12/3"]),
        ("Rua das Flores 7, 4000-123 Porto", ["7", "4000-123"]),
        ("5th Avenue 350", ["350"]),
    ],
)
def test_numbers_are_told_from_words(text: str, numbers: list[str]) -> None:
    assert [word.text for word in split_address(text) if word.is_number] == numbers


def test_parts_are_what_commas_separate() -> None:
    parts = [word.part for word in split_address("Mill Road 5; Bath\nEngland")]
    assert parts == [0, 0, 0, 1, 2]


@pytest.mark.parametrize("text", ["69117", "4000-123", "12345-6789"])
def test_postcodes(text: str) -> None:
    assert is_postcode(text)


@pytest.mark.parametrize("text", ["12", "1312", "12-14", "234-236"])
def test_house_numbers_are_no_postcodes(text: str) -> None:
    assert not is_postcode(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", (12, 12, "")),
        ("12 B", (12, 12, "b")),
        ("12-14", (12, 14, "")),
        ("12–14a", (12, 14, "a")),
        ("12-a", (12, 12, "a")),
        ("14-12", (14, 14, "-12")),
        ("12/3", (12, 12, "/3")),
        ("12 bis", (12, 12, "bis")),
    ],
)
def test_house_numbers(text: str, number: tuple[int, int, str]) -> None:
    assert HouseNumber.parse(text) == number


@pytest.mark.parametrize("text", ["", "s/n", "ground floor", "1234567"])
def test_what_is_no_house_number(text: str) -> None:
    assert HouseNumber.parse(text) is None


def test_several_numbers_of_a_house() -> None:
    assert HouseNumber.parse_all("12;14, 16a") == [(12, 12, ""), (14, 14, ""), (16, 16, "a")]


@pytest.mark.parametrize(
    ("house", "asked", "serves"),
    [
        ("12-16", "14", True),
        ("12-16", "13", False),
        ("12-16", "14-18", True),
        ("14", "12-16", True),
        ("12", "12/3", True),
        ("12/1", "12", True),
        ("12/1", "12/3", False),
        ("12", "12a", False),
        ("12a", "12", False),
    ],
)
def test_a_house_serves_numbers_that_are_written_otherwise(
    house: str, asked: str, serves: bool
) -> None:
    one, other = HouseNumber.parse(house), HouseNumber.parse(asked)
    assert one is not None
    assert other is not None
    assert one.serves(other) is serves
