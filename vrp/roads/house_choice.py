"""Which of the houses of a street an address means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vrp.roads.address_mentions import Mentions
from vrp.roads.address_source import AddressError
from vrp.roads.address_words import HouseNumber
from vrp.roads.houses import House
from vrp.roads.place_groups import box_m, metres_between

__all__ = ["Choice", "best_house", "label"]

#: Houses of one number that are no farther apart are one: its entrance, its outline, its shop.
_ONE_PLACE_M = 100.0
#: Those of a hospital or a campus have one address, and none says more than it.
_ONE_SITE_M = 500.0
#: A number that is missing is next to one that is so few numbers off,
_MOST_OFF = 10
#: or between two that are so near each other.
_BETWEEN_M = 200.0
_MOST_NAMED = 5


class Choice(NamedTuple):
    """The house that an address means.

    Parameters
    ----------
    house
        It, or the one whose number is nearest.
    confirmed
        Whether the address names its postcode, town or suburb.
    is_near
        Whether it has another number.
    doubt
        What the address says otherwise; empty for nothing.
    is_inmost
        Whether it is one of several with the number, in their middle.
    """

    house: House
    confirmed: bool
    is_near: bool = False
    doubt: str = ""
    is_inmost: bool = False


class _Candidate(NamedTuple):
    house: House
    numbers: Sequence[HouseNumber]
    confirmed: int


def best_house(
    houses: Sequence[House], number: HouseNumber | None, mentions: Mentions, source: str
) -> Choice | None:
    """Choose the house with a number, or else the one whose number is nearest.

    Parameters
    ----------
    houses
        Of the streets of one name, at least one.
    number
        The one that is asked for, if there is any.
    mentions
        What the address says besides.
    source
        What messages call the map.

    Returns
    -------
    Choice or None
        ``None`` without a number, and if none is near: up to 10 off, on the same side of the
        street if there is one there, or between two houses of a side that are up to 200 m apart.

    Raises
    ------
    AddressError
        If houses in several places are meant, or none where the address says.
    """
    judged = [(house, *mentions.agree(house)) for house in houses]
    agreeing = [(house, confirmed) for house, confirmed, denied in judged if not denied]
    doubt = ""
    if not agreeing:
        agreeing = [(house, confirmed) for house, confirmed, denied in judged if confirmed]
        doubt = f"has another postcode or town in {source}"
    if not agreeing:
        where = _listed(_town(house) for house in houses)
        raise AddressError(f"is in a street that {source} has elsewhere only: {where}")
    if number is None:
        return None
    candidates = [
        _Candidate(house, HouseNumber.parse_all(house.number), confirmed)
        for house, confirmed in agreeing
    ]
    exact = [candidate for candidate in candidates if number in candidate.numbers]
    hits = exact or [
        candidate
        for candidate in candidates
        if any(known.serves(number) for known in candidate.numbers)
    ]
    if hits:
        house, confirmed, spread = _only(hits, source)
        text = "; ".join(filter(None, (doubt, spread)))
        return Choice(house, confirmed, doubt=text, is_inmost=bool(spread))
    most = max(candidate.confirmed for candidate in candidates)
    sure = [candidate for candidate in candidates if candidate.confirmed == most]
    near = _nearest(sure, number) or _nearest(candidates, number)
    if not near:
        return None
    house, confirmed, _ = _only(near, source)
    text = "; ".join(filter(None, (doubt, f"is not in {source}")))
    return Choice(house, confirmed, is_near=True, doubt=text)


def label(house: House) -> str:
    """Write the address of a house as letters have it."""
    return ", ".join(filter(None, (f"{house.street} {house.number}", _town(house))))


def _town(house: House) -> str:
    town = f"{house.postcode} {house.city}".strip()
    return ", ".join(filter(None, (house.suburb, town)))


def _only(hits: Sequence[_Candidate], source: str) -> tuple[House, bool, str]:
    """The one place of all of them, whether the address confirms it, and what is doubtful of it."""
    most = max(hit.confirmed for hit in hits)
    houses = [hit.house for hit in hits if hit.confirmed == most]
    places = [(house.lat, house.lon) for house in houses]
    apart_m = box_m(places)
    if apart_m > _ONE_SITE_M:
        where = _listed(f"{label(h)} at ({h.lat:.4f}, {h.lon:.4f})" for h in houses)
        raise AddressError(
            f"may be any of {where} in {source}: expected a postcode or town that decides, or its "
            "lat and lon"
        )
    if apart_m <= _ONE_PLACE_M:
        return houses[0], most > 0, ""
    lat, lon = (sum(degrees) / len(places) for degrees in zip(*places, strict=True))
    inmost = min(houses, key=lambda house: metres_between((lat, lon), (house.lat, house.lon)))
    text = f"has {len(houses)} houses in {source}, up to {apart_m:.0f} m apart"
    return inmost, most > 0, text


def _nearest(candidates: Sequence[_Candidate], number: HouseNumber) -> list[_Candidate]:
    """Houses of the nearest number: on the same side of the street, or else on the other."""
    for side in (0, 1):
        options = [
            (known, candidate)
            for candidate in candidates
            for known in candidate.numbers
            if (known.low + number.low) % 2 == side
        ]
        off = min((known.off(number.low) for known, _ in options), default=_MOST_OFF + 1)
        if off <= _MOST_OFF or _is_between(options, number):
            return [candidate for known, candidate in options if known.off(number.low) == off]
    return []


def _is_between(options: Sequence[tuple[HouseNumber, _Candidate]], number: HouseNumber) -> bool:
    """Whether the next houses on both sides of a number are near each other."""
    below = [(known.high, each.house) for known, each in options if known.high < number.low]
    above = [(-known.low, each.house) for known, each in options if known.low > number.low]
    if not (below and above):
        return False
    ends = [max(each, key=lambda numbered: numbered[0])[1] for each in (below, above)]
    low, high = ((house.lat, house.lon) for house in ends)
    return metres_between(low, high) <= _BETWEEN_M


def _listed(names: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(filter(None, names)))
    more = len(distinct) - _MOST_NAMED
    listed = " or ".join(distinct[:_MOST_NAMED]) or "no town is tagged"
    return listed + (f" and {more} more" if more > 0 else "")
