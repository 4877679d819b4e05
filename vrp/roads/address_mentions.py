"""What an address says besides street and number, and how well houses agree with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vrp.roads.address_words import Word, is_postcode, street_words
from vrp.roads.houses import House
from vrp.roads.place_groups import LatLon, metres_between

__all__ = ["KnownTowns", "Mentions"]

Words = tuple[str, ...]
#: South, west, north and east in WGS84 degrees.
_Box = tuple[float, float, float, float]

_SHORTEST_NAME = 3


class Mentions(NamedTuple):
    """Postcodes, towns and suburbs that an address names.

    Parameters
    ----------
    postcodes, towns, suburbs
        Words of each.
    at
        Which words of the address they are.
    rest
        Whether there are words of other names among those of other parts than the street's.
    """

    postcodes: frozenset[Words]
    towns: frozenset[Words]
    suburbs: frozenset[Words]
    at: frozenset[int]
    rest: bool = False

    def agree(self, house: House) -> tuple[int, int]:
        """How much of its address confirms that a house is meant, and how much denies it."""
        postcode, town, suburb = map(street_words, (house.postcode, house.city, house.suburb))
        confirmed = denied = 0
        for value, named, also in (
            (postcode, self.postcodes, postcode),
            # What is a suburb here may be a town elsewhere.
            (town, self.towns, suburb),
            (suburb, self.suburbs, town),
        ):
            if value and value in named:
                confirmed += 1
            elif value and named and also not in named:
                denied += 1
        return confirmed, denied


def _grown(box: _Box | None, house: House) -> _Box:
    """A box made large enough for a house."""
    if box is None:
        return house.lat, house.lon, house.lat, house.lon
    south, west, north, east = box
    return (
        min(south, house.lat),
        min(west, house.lon),
        max(north, house.lat),
        max(east, house.lon),
    )


class KnownTowns:
    """The postcodes, towns and suburbs that a map knows.

    Parameters
    ----------
    houses
        All of the map.
    """

    def __init__(self, houses: Iterable[House]) -> None:
        self._postcodes: set[Words] = set()
        self._towns: set[Words] = set()
        self._suburbs: set[Words] = set()
        self._boxes: dict[Words, _Box] = {}
        for house in houses:
            for text, known in (
                (house.postcode, self._postcodes),
                (house.city, self._towns),
                (house.suburb, self._suburbs),
            ):
                if name := street_words(text):
                    known.add(name)
                    self._boxes[name] = _grown(self._boxes.get(name), house)
        self._longest = max(map(len, self._postcodes | self._towns | self._suburbs), default=0)

    def off_m(self, mentions: Mentions, place: LatLon) -> float:
        """Metres from a place to the box around the houses of a town that an address names.

        Parameters
        ----------
        mentions
            What the address names.
        place
            Latitude and longitude in WGS84 degrees.

        Returns
        -------
        float
            Of the nearest such box; 0 if it names none that is known.
        """
        named = mentions.postcodes | mentions.towns | mentions.suburbs
        boxes = [self._boxes[name] for name in named if name in self._boxes]
        lat, lon = place
        nearest = [
            (min(max(lat, south), north), min(max(lon, west), east))
            for south, west, north, east in boxes
        ]
        return min((metres_between(place, near) for near in nearest), default=0.0)

    def is_town(self, name: Words) -> bool:
        """Whether a town or suburb is called so."""
        return name in self._towns or name in self._suburbs

    def named_in(self, words: Sequence[Word], begin: int, end: int) -> Mentions:
        """Find what an address names beside its street.

        Parameters
        ----------
        words
            The address.
        begin, end
            Which of the words are the street.
        """
        postcodes, towns, suburbs = set[Words](), set[Words](), set[Words]()
        at: set[int] = set()
        for first in range(len(words)):
            for last in range(first + 1, min(first + self._longest, len(words)) + 1):
                if first < end and begin < last:
                    continue
                name = tuple(word.text for word in words[first:last])
                kinds = (
                    (self._postcodes, postcodes),
                    (self._towns, towns),
                    (self._suburbs, suburbs),
                )
                for known, found in kinds:
                    if name in known:
                        found.add(name)
                        at.update(range(first, last))
        for number, word in enumerate(words):
            if word.is_number and is_postcode(word.text) and not begin <= number < end:
                postcodes.add((word.text,))
                at.add(number)
        own_part = words[begin].part
        rest = any(
            number not in at
            and word.part != own_part
            and word.text.isalpha()
            and len(word.text) >= _SHORTEST_NAME
            for number, word in enumerate(words)
        )
        return Mentions(
            frozenset(postcodes), frozenset(towns), frozenset(suburbs), frozenset(at), rest
        )
