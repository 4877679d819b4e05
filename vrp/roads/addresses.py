"""From the text of an address to its place, by the houses and streets of a map.

The street is the longest name of the map that occurs in the text, the house number stands next to
it, and postcode, town and suburb decide between several such houses. What is not quite there is
either taken with a doubt that says what was taken, or refused; nothing is guessed in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from vrp.roads.address_mentions import KnownTowns, Mentions
from vrp.roads.address_numbers import find_number, has_number_of_another, is_filler
from vrp.roads.address_source import AddressError, Found
from vrp.roads.address_words import HouseNumber, Word, split_address, street_words
from vrp.roads.house_choice import Choice, best_house, label
from vrp.roads.houses import House, Houses
from vrp.roads.place_groups import LatLon, box_m, connected, middle
from vrp.roads.similar_names import SimilarNames

__all__ = ["AddressBook"]

#: A street without houses is taken at its middle if it is no larger than this.
_SHORT_M = 300.0
#: A street that is farther from all houses of a town is hardly one of it.
_NEAR_TOWN_M = 2000.0
#: Pieces of a street that are farther apart than this (or three times this) are several streets.
_ONE_STREET_M = 500.0

_Lines = list[Sequence[LatLon]]


@dataclass
class _Street:
    """All streets of one name."""

    name: str
    houses: list[House] = field(default_factory=list)
    pieces: list[Sequence[LatLon]] = field(default_factory=list)
    only_places: bool = True

    @cached_property
    def numbers(self) -> frozenset[HouseNumber]:
        """All house numbers."""
        return frozenset(n for house in self.houses for n in HouseNumber.parse_all(house.number))

    @cached_property
    def groups(self) -> list[_Lines]:
        """Pieces and houses, those of one street together."""
        lines = [*self.pieces, *([(house.lat, house.lon)] for house in self.houses)]
        return [[lines[line] for line in group] for group in connected(lines, _ONE_STREET_M)]


class _Named(NamedTuple):
    """A street, and which words of an address name it."""

    street: _Street
    begin: int
    end: int


class AddressBook:
    """Houses and streets of a map, found by the text of an address.

    Parameters
    ----------
    known
        The houses and streets.
    source
        What messages call the map: the name of its file.
    """

    def __init__(self, known: Houses, source: str) -> None:
        self.attribution = known.attribution
        self._source = source
        self._towns = KnownTowns(known.houses)
        self._streets: dict[tuple[str, ...], _Street] = {}
        for house in known.houses:
            street = self._street(house.street)
            street.houses.append(house)
            street.only_places &= house.in_place
        for name, points in known.streets:
            street = self._street(name)
            street.pieces.append(points)
            street.only_places = False
        self._streets.pop((), None)
        self._longest = max(map(len, self._streets), default=0)

    def _street(self, name: str) -> _Street:
        return self._streets.setdefault(street_words(name), _Street(name))

    @cached_property
    def _names(self) -> SimilarNames:
        return SimilarNames(" ".join(name) for name in self._streets)

    def find(self, address: str) -> Found:
        """Look an address up.

        Parameters
        ----------
        address
            Street, house number, and whatever tells it from others of the same name.

        Returns
        -------
        Found
            A house, the house of the street whose number is nearest, or the middle of a short
            street; the latter two with a doubt.

        Raises
        ------
        AddressError
            If it is nowhere, or in several places.
        """
        words = split_address(address)
        named = self._named(words)
        if named is None:
            raise AddressError(self._unknown(words))
        street, begin, end = named
        mentions = self._towns.named_in(words, begin, end)
        explained = mentions.at.union(range(begin, end))
        numbered = find_number(words, begin, end, explained=explained, known=street.numbers)
        if numbered is None and has_number_of_another(words, explained):
            raise AddressError(self._unknown(words))
        number, at = (None, frozenset[int]()) if numbered is None else numbered
        doubts = []
        beside = begin - 1, end, min(at, default=0) - 1
        if any(_is_more(words, word, begin, explained | at) for word in beside):
            doubts.append(f"names a street that {self._source} has as {street.name!r}")
        return self._place(street, number, mentions, doubts)

    def _named(self, words: Sequence[Word]) -> _Named | None:
        """The street of an address: the longest name that occurs in it."""
        found = [
            _Named(self._streets[name], begin, end)
            for begin, end, name in _runs(words, self._longest)
            if name in self._streets
        ]

        def preference(named: _Named) -> tuple[object, ...]:
            street, begin, end = named
            name = tuple(word.text for word in words[begin:end])
            beside = any(word.is_number for word in (*words[end : end + 1], *words[:begin][-1:]))
            length = len(name)
            return self._towns.is_town(name), street.only_places, -length, not beside, begin

        return min(found, key=preference, default=None)

    def _place(
        self,
        street: _Street,
        number: HouseNumber | None,
        mentions: Mentions,
        doubts: list[str],
    ) -> Found:
        choice = None
        if street.houses:
            choice = best_house(street.houses, number, mentions, self._source)
        if choice is None:
            return self._middle(street, number, mentions, doubts)
        if self._is_unconfirmed(street, choice, mentions):
            doubts.append(f"says nothing of the town that {self._source} knows")
        house = choice.house
        doubts += [text for text in (choice.doubt,) if text]
        if not doubts:
            return Found(house.lat, house.lon)
        if choice.is_near and len(doubts) == 1:
            what, took = f"near house {house.number}", f"number {house.number}"
        else:
            what = f"{'near house' if choice.is_near else 'house'} {label(house)}"
            took = f"{'the middle one, ' if choice.is_inmost else ''}{label(house)}"
        return Found(house.lat, house.lon, what, f"{'; '.join(doubts)}: took {took}")

    def _is_unconfirmed(self, street: _Street, choice: Choice, mentions: Mentions) -> bool:
        """Whether the house may be one of a town that is not meant."""
        if choice.confirmed:
            return False
        return (mentions.rest and bool(choice.house.city)) or len(street.groups) > 1

    def _middle(
        self, street: _Street, number: HouseNumber | None, mentions: Mentions, doubts: list[str]
    ) -> Found:
        """The middle of a street, where it is short."""
        groups = street.groups
        if len(groups) > 1:
            near = [group for group in groups if self._off_m(group, mentions) <= _NEAR_TOWN_M]
            groups = _with_house(near or groups, street.houses, mentions)
        if len(groups) > 1:
            places = ", ".join("({:.4f}, {:.4f})".format(*middle(group)) for group in groups[:5])
            more = f" and {len(groups) - 5} more" if len(groups) > 5 else ""
            raise AddressError(
                f"may be in any of {len(groups)} streets of {self._source} that are called "
                f"{street.name!r}, at {places}{more}: expected its lat and lon"
            )
        across_m = box_m([point for line in groups[0] for point in line])
        lack = "has no house number" if number is None else _lack(street, self._source)
        if across_m > _SHORT_M:
            raise AddressError(
                f"{lack}, and {street.name!r} is {across_m:,.0f} m long, more than the "
                f"{_SHORT_M:.0f} m of which the middle will do: expected "
                f"{'one, or ' if number is None else ''}its lat and lon"
            )
        doubts.append(lack)
        off_m = self._off_m(groups[0], mentions)
        if off_m > _NEAR_TOWN_M:
            doubts.append(f"is {off_m / 1000:.0f} km from the houses of that town or postcode")
        took = f"the middle of {street.name}, {across_m:.0f} m long"
        return Found(*middle(groups[0]), "street", f"{'; '.join(doubts)}: took {took}")

    def _off_m(self, group: _Lines, mentions: Mentions) -> float:
        return self._towns.off_m(mentions, middle(group))

    def _unknown(self, words: Sequence[Word]) -> str:
        """Say that no street of the map is named, and which ones are called alike."""
        first = next((word.part for word in words if word.text.isalpha()), 0)
        asked = " ".join(word.text for word in words if word.part == first and not word.is_number)
        similar = self._names.like(asked)
        text = f"is in no street that {self._source} has"
        if not similar:
            return f"{text}, expected street and house number, or its lat and lon"
        listed = " or ".join(repr(self._streets[tuple(name.split())].name) for name in similar)
        return f"{text}, did you mean {listed}?"


def _runs(words: Sequence[Word], longest: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Words that follow each other in one part of an address."""
    for begin in range(len(words)):
        for end in range(begin + 1, min(begin + longest, len(words)) + 1):
            if words[end - 1].part != words[begin].part:
                break
            yield begin, end, tuple(word.text for word in words[begin:end])


def _is_more(words: Sequence[Word], at: int, street: int, explained: Collection[int]) -> bool:
    """Whether a word beside a street or its number may well be part of another street's name."""
    if not 0 <= at < len(words) or at in explained or words[at].part != words[street].part:
        return False
    return not (words[at].is_number or is_filler(words[at].text))


def _with_house(groups: list[_Lines], houses: Sequence[House], mentions: Mentions) -> list[_Lines]:
    """Those of several streets in which the address confirms a house; all if it does in none."""
    confirmed = {
        (house.lat, house.lon)
        for house in houses
        if mentions.agree(house)[0] and not mentions.agree(house)[1]
    }
    sure = [group for group in groups if any(line[0] in confirmed for line in group)]
    return sure or groups


def _lack(street: _Street, source: str) -> str:
    if street.houses:
        return f"is not in {source}"
    return f"is in a street of which {source} has no houses"
