"""Addresses as words that compare: without accents, cases, abbreviations and little words.

Both sides, what a dispatcher writes and what a map has, go through the same rules, so that a rule
which is wrong for some language (``st`` is a street as well as a saint) is wrong on both sides.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

__all__ = ["HouseNumber", "Word", "is_postcode", "split_address", "street_words"]

#: What several spellings have in common; in the order of the languages they come from.
_SAME = {
    "str": "strasse straat strada str",
    "pl": "platz place plaza plein praca praceta piazza pza pca pta pl",
    "st": "street saint sankt sint sao santo st",
    "sta": "santa sainte sta ste",
    "rd": "road rd",
    "av": "avenue avenida avda av ave",
    "bd": "boulevard bulevar bulevard blvd boul bld bd bvd",
    "r": "rue rua r",
    "ln": "lane ln",
    "dr": "drive doktor doctor docteur doutor dr",
    "sq": "square sq",
    "ct": "court ct",
    "cres": "crescent cres cr",
    "ter": "terrace terr ter",
    "hwy": "highway hwy",
    "ch": "chemin chem ch",
    "imp": "impasse imp",
    "all": "allee alameda all",
    "tv": "travessa trav tv",
    "lg": "largo lg lgo",
    "c": "calle carrer c",
    "prof": "professor professeur prof",
    "gen": "general gal gen",
    "n": "north n",
    "s": "south s",
    "e": "east e",
    "w": "west w",
}
_SHORT = {word: short for short, words in _SAME.items() for word in words.split()}
#: Written in one word with what comes before them, or not.
_ENDINGS = re.compile(r"(\w{2,})(strasse|straat|str|platz|pl)")
#: Left out as often as not.
_WORDS_LEFT_OUT = "de da do das dos di du des del della der la le les los las el the of"
_LITTLE = frozenset(_WORDS_LEFT_OUT.split())
#: What the accents of Unicode do not say of letters.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
#: ä is written a as well as ae.
_UMLAUT = re.compile("(?<=[aou])e")
_ELISION = re.compile(r"\b([dl])['’`]")
_SUFFIX = "(?:bis|ter|quater|[a-z])"
_WORD = re.compile(
    rf"(?P<number>\d+{_SUFFIX}?(?![a-z0-9])(?:\s*[-–/]\s*\d+{_SUFFIX}?(?![a-z0-9])|"
    rf"\s*[-–/]\s*[a-z](?![a-z0-9]))?)|(?P<word>[^\W_]+)|(?P<part>[,;|\n])"
)
_NUMBER = re.compile(rf"(\d+)({_SUFFIX}?)(?:([-/])(\d*)({_SUFFIX}?))?")
_POSTCODE = re.compile(r"\d{5,}|\d{4}-\d{3}|\d{5}-\d{4}")
_MOST_DIGITS = 6


class Word(NamedTuple):
    """A word of an address, and in which of the parts between commas it stands."""

    text: str
    part: int
    is_number: bool = False


class HouseNumber(NamedTuple):
    """A house number such as 12, 12a, 12-14 or 12/3.

    Parameters
    ----------
    low, high
        Its numbers; the same unless it is a range.
    rest
        What else there is, such as the letter.
    """

    low: int
    high: int
    rest: str = ""

    @classmethod
    def parse(cls, text: str) -> HouseNumber | None:
        """Read one; ``None`` for what begins with no number.

        >>> HouseNumber.parse("12 A"), HouseNumber.parse("12–14")
        (HouseNumber(low=12, high=12, rest='a'), HouseNumber(low=12, high=14, rest=''))
        >>> HouseNumber.parse("12/3")
        HouseNumber(low=12, high=12, rest='/3')
        """
        plain = re.sub(r"\s+", "", _plain(text)).replace("–", "-")
        match = _NUMBER.match(plain)
        if match is None or len(match[1]) > _MOST_DIGITS or len(match[4] or "") > _MOST_DIGITS:
            return None
        low, letter, joint, second, other = match.groups()
        if joint == "-" and second and int(second) >= int(low):
            return cls(int(low), int(second), letter + (other or ""))
        flat = f"{joint}{second}" if second else ""
        return cls(int(low), int(low), letter + flat + (other or ""))

    @classmethod
    def parse_all(cls, text: str) -> list[HouseNumber]:
        """Read all of several with commas or semicolons between them."""
        numbers = map(cls.parse, re.split("[;,]", text))
        return [number for number in numbers if number is not None]

    def holds(self, number: int) -> bool:
        """Whether a number is one of its range: on the same side of the street."""
        return self.low <= number <= self.high and (number - self.low) % 2 == 0

    def off(self, number: int) -> int:
        """How many numbers another one is off."""
        return max(self.low - number, number - self.high, 0)

    def serves(self, other: HouseNumber) -> bool:
        """Whether this house is where another number is, though it is written otherwise.

        A range is where its numbers are, each end of a range where the range is, and 12 is where
        12/3 is, and the other way round.
        """
        if self.rest.startswith("/") or other.rest.startswith("/"):
            plain = not self.rest or not other.rest
            return plain and self.low == other.low
        if self.rest or other.rest:
            return False
        return self.holds(other.low) or (other.low != other.high and other.holds(self.low))


def split_address(text: str) -> list[Word]:
    """Split an address into words that compare, numbers being told from words.

    >>> [word.text for word in split_address("Hauptstraße 12 a, 69117 Heidelberg")]
    ['haupt', 'str', '12', 'a', '69117', 'heidelberg']
    >>> [word.text for word in split_address("12–14, Av. de l'Opéra")]
    ['12-14', 'av', 'opera']
    """
    words: list[Word] = []
    part = 0
    for match in _WORD.finditer(_ELISION.sub(" ", _plain(text))):
        if match["part"]:
            part += 1
        elif match["number"]:
            number = re.sub(r"\s+", "", match["number"]).replace("–", "-")
            words.append(Word(number, part, is_number=True))
        else:
            words += [Word(word, part) for word in _spelt(match["word"])]
    return words


@lru_cache(maxsize=1 << 16)
def street_words(name: str) -> tuple[str, ...]:
    """The words of a name of a street, town or postcode as they stand in addresses.

    >>> street_words("Albert-Ueberle-Straße") == street_words("ALBERT UBERLE STR.")
    True
    """
    return tuple(word.text for word in split_address(name))


def is_postcode(text: str) -> bool:
    """Whether a number looks like a postcode rather than a house number."""
    return _POSTCODE.fullmatch(text) is not None


def _plain(text: str) -> str:
    """Without cases and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _spelt(word: str) -> list[str]:
    if word in _LITTLE:
        return []
    if word in _SHORT:
        return [_SHORT[word]]
    ending = _ENDINGS.fullmatch(word)
    if ending is not None:
        return [_UMLAUT.sub("", ending[1]), _SHORT[ending[2]]]
    return [_UMLAUT.sub("", word)]
