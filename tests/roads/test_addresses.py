"""Texts of addresses lead to the places of their houses, or to doubts and errors that say so."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.roads.address_source import AddressError, Found
from vrp.roads.addresses import AddressBook
from vrp.roads.houses import House, Houses, Street, read_houses
from vrp.roads.place_groups import LatLon, metres_between

#: Degrees of latitude that make about 111 m.
STEP = 0.001
HEIDELBERG, BATH = (49.41, 8.70), (51.38, -2.36)


def row(
    street: str, numbers: Sequence[str], at: LatLon, step: float = STEP / 5, **tags: str
) -> list[House]:
    """Houses that stand in a row from south to north."""
    lat, lon = at
    return [
        House(street, number, lat + step * place, lon, **tags)
        for place, number in enumerate(numbers)
    ]


HOUSES = [
    *row("Hauptstraße", ["2", "4", "12", "14", "12a", "20-24"], HEIDELBERG, postcode="69117",
         city="Heidelberg"),
    *row("Hauptstraße", ["1", "3", "12", "30"], (49.40, 8.80), postcode="69239",
         city="Neckarsteinach"),
    *row("Rue Grimaldi", ["9", "12", "14bis"], (43.73, 7.42), postcode="98000", city="Monaco"),
    *row("Rua de Santa Catarina", ["108", "112", "3"], (41.15, -8.61), postcode="4000-447",
         city="Porto"),
    *row("Mill Road", ["5", "7", "9", "12/1"], BATH, city="Bath", suburb="Oldfield Park"),
    *row("Rua 5 de Outubro", ["7"], (41.16, -8.62), city="Porto"),
    House("Weiler", "3", 49.5, 8.9, "69250", "Schönau", in_place=True),
    *row("Quiet Lane", ["1", "41"], (51.39, -2.36)),
]  # fmt: skip
SHORT, LONG = (49.42, 8.70), (49.43, 8.70)
STREETS = [
    Street("Kurze Gasse", [SHORT, (SHORT[0] + 2 * STEP, SHORT[1])]),
    Street("Lange Gasse", [LONG, (LONG[0] + 9 * STEP, LONG[1])]),
    Street("Gartenweg", [(49.44, 8.70), (49.441, 8.70)]),
    Street("Gartenweg", [(49.48, 8.70), (49.481, 8.70)]),
    Street("Rua Santa", [(41.2, -8.6), (41.201, -8.6)]),
    Street("Mill Road", [BATH, (BATH[0] + STEP, BATH[1])]),
]


@pytest.fixture(scope="module")
def book() -> AddressBook:
    return AddressBook(Houses(HOUSES, STREETS), "city.osm")


def house(street: str, number: str, city: str = "") -> House:
    (found,) = (
        h for h in HOUSES if (h.street, h.number) == (street, number) and city in ("", h.city)
    )
    return found


def outcome(book: AddressBook, address: str) -> Found | AddressError:
    try:
        return book.find(address)
    except AddressError as error:
        return error


def refusal(book: AddressBook, address: str) -> str:
    with pytest.raises(AddressError) as caught:
        book.find(address)
    return str(caught.value)


@pytest.mark.parametrize(
    ("address", "street", "number", "city"),
    [
        ("Hauptstraße 12, 69117 Heidelberg", "Hauptstraße", "12", "Heidelberg"),
        ("Hauptstr. 12, Heidelberg", "Hauptstraße", "12", "Heidelberg"),
        ("HAUPTSTRASSE 12 NECKARSTEINACH", "Hauptstraße", "12", "Neckarsteinach"),
        ("69239 Neckarsteinach, Hauptstr.12", "Hauptstraße", "12", "Neckarsteinach"),
        ("Heidelberg Hauptstraße 14", "Hauptstraße", "14", "Heidelberg"),
        ("Hauptstraße 12 a, 69117 Heidelberg", "Hauptstraße", "12a", "Heidelberg"),
        ("Hauptstraße 12A, 69117 Heidelberg", "Hauptstraße", "12a", "Heidelberg"),
        ("Hauptstraße 22, 69117", "Hauptstraße", "20-24", "Heidelberg"),
        ("Hauptstraße 20 – 24, 69117", "Hauptstraße", "20-24", "Heidelberg"),
        ("Hauptstraße 4-6, 69117", "Hauptstraße", "4", "Heidelberg"),
        ("Hauptstraße 2/1, 69117", "Hauptstraße", "2", "Heidelberg"),
        ("Hauptstraße Nr. 2, 69117", "Hauptstraße", "2", "Heidelberg"),
        ("12 Rue Grimaldi, 98000 Monaco", "Rue Grimaldi", "12", "Monaco"),
        ("12, r. Grimaldi 98000 Monaco", "Rue Grimaldi", "12", "Monaco"),
        ("14 bis rue Grimaldi, Monaco", "Rue Grimaldi", "14bis", "Monaco"),
        ("98000 MONACO, 9 RUE GRIMALDI", "Rue Grimaldi", "9", "Monaco"),
        ("Rua de Santa Catarina 112, Porto", "Rua de Santa Catarina", "112", "Porto"),
        ("R. Sta. Catarina, nº 112, 3º Esq, Porto", "Rua de Santa Catarina", "112", "Porto"),
        ("Rua de Santa Catarina, 112, 4000-447", "Rua de Santa Catarina", "112", "Porto"),
        ("Rua 5 de Outubro 7, Porto", "Rua 5 de Outubro", "7", "Porto"),
        ("5 Mill Rd, Oldfield Park, Bath", "Mill Road", "5", "Bath"),
        ("Flat 2, 7 Mill Road, Bath", "Mill Road", "7", "Bath"),
        ("12 Mill Road, Bath", "Mill Road", "12/1", "Bath"),
        ("Weiler 3, 69250 Schönau", "Weiler", "3", "Schönau"),
    ],
)
def test_spellings_of_a_house(
    book: AddressBook, address: str, street: str, number: str, city: str
) -> None:
    expected = house(street, number, city)
    assert book.find(address) == Found(expected.lat, expected.lon, "house")


@pytest.mark.parametrize(
    ("address", "number", "what"),
    [
        ("Hauptstraße 10, 69117 Heidelberg", "12", "near house 12"),
        ("Hauptstraße 6, 69117 Heidelberg", "4", "near house 4"),
        ("Hauptstraße 13, 69117 Heidelberg", "12", "near house 12"),
        ("Hauptstraße 14b, 69117 Heidelberg", "14", "near house 14"),
        ("Hauptstraße 30, 69117 Heidelberg", "20-24", "near house 20-24"),
    ],
)
def test_the_nearest_number_on_the_same_side(
    book: AddressBook, address: str, number: str, what: str
) -> None:
    found = book.find(address)
    expected = house("Hauptstraße", number, "Heidelberg")
    assert (found.lat, found.lon, found.what) == (expected.lat, expected.lon, what)
    assert found.doubt == f"is not in city.osm: took number {number}"


def test_a_number_between_two_houses_that_are_near(book: AddressBook) -> None:
    found = book.find("Quiet Lane 17")
    assert found.what == "near house 1"
    far = [House("Quiet Lane", "1", *BATH), House("Quiet Lane", "41", BATH[0] + 4 * STEP, BATH[1])]
    assert "is not in x, and" in refusal(AddressBook(Houses(far, []), "x"), "Quiet Lane 17")


def test_houses_of_one_number_close_together_are_one() -> None:
    houses = row("Am Markt", ["1", "1", "1"], BATH, step=STEP / 4)
    found = AddressBook(Houses(houses, []), "x").find("Am Markt 1")
    assert (found.lat, found.doubt) == (houses[0].lat, "")


def test_the_inmost_building_of_a_site() -> None:
    houses = row("Klinik", ["1"] * 5, BATH, step=STEP)
    found = AddressBook(Houses(houses, []), "x").find("Klinik 1")
    assert found.lat == houses[2].lat
    assert found.doubt == "has 5 houses in x, up to 445 m apart: took the middle one, Klinik 1"
    assert found.what == "house Klinik 1"


def test_the_middle_of_a_short_street(book: AddressBook) -> None:
    found = book.find("Kurze Gasse 5, Heidelberg")
    assert (found.lat, found.lon) == pytest.approx((SHORT[0] + STEP, SHORT[1]))
    assert found.what == "street"
    assert found.doubt == (
        "is in a street of which city.osm has no houses: took the middle of Kurze Gasse, 222 m long"
    )


def test_a_long_street_is_refused(book: AddressBook) -> None:
    assert refusal(book, "Lange Gasse 5") == (
        "is in a street of which city.osm has no houses, and 'Lange Gasse' is 1,001 m long, more "
        "than the 300 m of which the middle will do: expected its lat and lon"
    )
    assert "has no house number" in refusal(book, "Lange Gasse")


def test_streets_of_one_name(book: AddressBook) -> None:
    assert refusal(book, "Gartenweg 5") == (
        "may be in any of 2 streets of city.osm that are called 'Gartenweg', at (49.4405, 8.7000), "
        "(49.4805, 8.7000): expected its lat and lon"
    )


def test_streets_of_one_name_near_the_houses_of_a_town(book: AddressBook) -> None:
    houses = [House("Elm Road", "1", 49.441, 8.701, city="Heidelberg")]
    known = AddressBook(Houses(houses, STREETS), "x")
    found = known.find("Gartenweg 5, Heidelberg")
    assert (found.lat, found.lon) == pytest.approx((49.4405, 8.7))
    assert found.doubt.startswith("is in a street of which x has no houses: took the middle of")
    found = known.find("Rua Santa 5, Heidelberg")
    assert "is 1628 km from the houses of that town or postcode: took" in found.doubt


def test_the_same_house_in_two_towns(book: AddressBook) -> None:
    text = refusal(book, "Hauptstraße 12")
    assert text.startswith(
        "may be any of Hauptstraße 12, 69117 Heidelberg at (49.4104, 8.7000) or "
    )
    assert text.endswith("expected a postcode or town that decides, or its lat and lon")


def test_a_house_that_may_be_in_another_town(book: AddressBook) -> None:
    found = book.find("Hauptstraße 30")
    assert found.what == "house Hauptstraße 30, 69239 Neckarsteinach"
    assert found.doubt.startswith("says nothing of the town that city.osm knows: took Hauptstraße")
    assert book.find("Mill Road 5, Springfield").doubt


def test_towns_that_are_not_meant(book: AddressBook) -> None:
    assert refusal(book, "Hauptstraße 12, 10115 Berlin") == (
        "is in a street that city.osm has elsewhere only: 69117 Heidelberg or 69239 Neckarsteinach"
    )
    assert "city.osm has elsewhere only: 69250 Schönau" in refusal(book, "Weiler, 10115 Berlin")
    found = book.find("Hauptstraße 14, 69118 Heidelberg")
    assert found.doubt == (
        "has another postcode or town in city.osm: took Hauptstraße 14, 69117 Heidelberg"
    )


def test_streets_whose_name_is_a_part_of_another(book: AddressBook) -> None:
    before = book.find("Neue Hauptstraße 14, 69117 Heidelberg")
    assert before.doubt == (
        "names a street that city.osm has as 'Hauptstraße': took Hauptstraße 14, 69117 Heidelberg"
    )
    assert "is in no street" in refusal(book, "Rua Santa Apolonia 14, Porto")


@pytest.mark.parametrize(
    "address",
    [
        "Neue Gasse 3, Weiler",
        "Neue Gasse 3, Kurze Gasse",
        "Kurze Gasse Nord 3",
        "Weiler, Neue Gasse 3",
    ],
)
def test_numbers_of_streets_that_are_not_known(book: AddressBook, address: str) -> None:
    assert "is in no street that city.osm has" in refusal(book, address)


def test_a_number_that_may_be_of_another_street(book: AddressBook) -> None:
    found = book.find("Neue Gasse 3 Weiler")
    assert found.doubt == (
        "names a street that city.osm has as 'Weiler': took Weiler 3, 69250 Schönau"
    )


@pytest.mark.parametrize(
    ("address", "similar"),
    [
        ("Haupstrase 12, 69117 Heidelberg", "Hauptstraße"),
        ("12 Rue Grimaldy, Monaco", "Rue Grimaldi"),
        ("Rua de Santa Catrina 112", "Rua de Santa Catarina"),
        ("5 Mil Road, Bath", "Mill Road"),
    ],
)
def test_similar_names_are_suggested(book: AddressBook, address: str, similar: str) -> None:
    text = refusal(book, address)
    assert text.startswith("is in no street that city.osm has, did you mean ")
    assert repr(similar) in text


@pytest.mark.parametrize("address", ["", "…", "12", "69117 Heidelberg", "Xyzzy 5", "12, 14"])
def test_what_is_no_address(book: AddressBook, address: str) -> None:
    assert "is in no street that city.osm has" in refusal(book, address)


def test_nothing_is_known() -> None:
    assert "is in no street" in refusal(AddressBook(Houses([], []), "x"), "Mill Road 5")


@given(text=st.text(max_size=60))
def test_any_text_has_a_place_or_an_error(book: AddressBook, text: str) -> None:
    assert str(outcome(book, text))


@given(index=st.integers(0, len(HOUSES) - 1), seed=st.integers(0, 10**6))
def test_every_house_is_found_by_its_own_tags(book: AddressBook, index: int, seed: int) -> None:
    rng = random.Random(seed)
    wanted = HOUSES[index]
    street = [wanted.street, wanted.number]
    town = [wanted.postcode, wanted.city]
    if rng.random() < 0.5:
        street.reverse()
    rng.shuffle(town)
    parts = [" ".join(street), " ".join(filter(None, town))]
    if rng.random() < 0.5:
        parts.reverse()
    text = rng.choice((", ", "; ", "\n")).join(filter(None, parts))
    text = rng.choice((str.upper, str.lower, str.title, str))(text)
    assert metres_between(place(book.find(text)), (wanted.lat, wanted.lon)) < 1, text


def place(found: Found) -> LatLon:
    return found.lat, found.lon


@pytest.mark.parametrize("city", ["heidelberg", "monaco", "porto_portugal"])
def test_all_houses_of_real_cities(shared: Path, city: str) -> None:
    path = shared / "osm" / f"{city}.osm.pbf"
    if not path.exists():
        pytest.skip(f"no roads to test with: {path} is missing")
    known = read_houses(path)
    book = AddressBook(known, path.name)
    doubtful = 0
    for wanted in known.houses:
        text = f"{wanted.street} {wanted.number}, {wanted.postcode} {wanted.city}"
        found = outcome(book, text)
        if isinstance(found, AddressError):
            assert str(found).startswith("may be any of"), text
            doubtful += 1
            continue
        doubtful += bool(found.doubt)
        near = metres_between(place(found), (wanted.lat, wanted.lon)) < 150
        assert near or found.doubt, text
    assert doubtful < 0.1 * len(known.houses)


def test_the_order_of_a_file_makes_no_difference(book: AddressBook) -> None:
    again = AddressBook(Houses(HOUSES[::-1], STREETS[::-1]), "city.osm")
    for wanted in HOUSES:
        text = f"{wanted.street} {wanted.number}, {wanted.postcode} {wanted.city}"
        assert again.find(text) == book.find(text)
