"""The house number that stands beside the street of an address."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from vrp.roads.address_words import HouseNumber, Word

__all__ = ["Numbered", "find_number", "has_number_of_another", "is_filler"]

#: What may stand between a street and its number.
_FILLERS = frozenset({"nr", "no", "num", "numero", "number", "n"})
_LETTERS = frozenset({"bis", "ter", "quater", *"abcdefghijklmnopqrstuvwxyz"})


class Numbered(NamedTuple):
    """A house number, and which words of an address it is."""

    number: HouseNumber
    at: frozenset[int]


def is_filler(word: str) -> bool:
    """Whether a word says only that a number follows."""
    return word in _FILLERS


def find_number(
    words: Sequence[Word],
    begin: int,
    end: int,
    *,
    explained: Collection[int],
    known: Collection[HouseNumber],
) -> Numbered | None:
    """Find the number behind a street or before it; ``None`` if there is none.

    Parameters
    ----------
    words
        The address.
    begin, end
        Which of the words are the street.
    explained
        Which of the words are the street, town or postcode: the latter may stand between.
    known
        Numbers of the street, of which one is preferred.
    """
    after = end
    while after < len(words) and (after in explained or is_filler(words[after].text)):
        after += 1
    before = begin - 1
    while before >= 0 and (before in explained or is_filler(words[before].text)):
        before -= 1
    options = [*_numbers_at(words, after), *_numbers_at(words, before)]
    if before > 0 and words[before].text in _LETTERS:
        options += _numbers_at(words, before - 1)
    part = words[begin].part
    options = [
        option
        for option in options
        if words[min(option.at)].part == part or _begins_part(words, min(option.at), explained)
    ]
    options.sort(key=lambda option: words[min(option.at)].part != part)
    preferred = [option for option in options if option.number in known]
    return next(iter(preferred or options), None)


def has_number_of_another(words: Sequence[Word], explained: Collection[int]) -> bool:
    """Whether a number follows words of its part that nothing is known of: another street's.

    Parameters
    ----------
    words
        The address.
    explained
        Which of the words are the street, town or postcode.
    """
    return any(
        word.is_number and at not in explained and not _begins_part(words, at, explained)
        for at, word in enumerate(words)
    )


def _begins_part(words: Sequence[Word], at: int, explained: Collection[int]) -> bool:
    """Whether nothing but what is explained stands before a word in its part."""
    return all(
        before in explained or word.is_number or is_filler(word.text)
        for before, word in enumerate(words[:at])
        if word.part == words[at].part
    )


def _numbers_at(words: Sequence[Word], at: int) -> Iterator[Numbered]:
    """Numbers at a word: with the letter behind it, if there is one, and without."""
    if not (0 <= at < len(words) and words[at].is_number):
        return
    behind = words[at + 1] if at + 1 < len(words) else None
    if behind is not None and behind.text in _LETTERS and behind.part == words[at].part:
        lettered = HouseNumber.parse(words[at].text + behind.text)
        if lettered is not None:
            yield Numbered(lettered, frozenset({at, at + 1}))
    number = HouseNumber.parse(words[at].text)
    if number is not None:
        yield Numbered(number, frozenset({at}))
