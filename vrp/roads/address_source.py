"""Where addresses are looked up: what every source of places answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["AddressError", "AddressSource", "Found"]


class AddressError(Exception):
    """Why an address has no place, continuing the sentence after it; who asked adds the row."""


@dataclass(frozen=True)
class Found:
    """The place of an address.

    Parameters
    ----------
    lat, lon
        WGS84 degrees.
    what
        What was found: ``"house"``, ``"near house 14"``, ``"street"`` or the like.
    doubt
        Why it may be somewhere else, continuing the sentence after the address; empty if it is
        there.
    """

    lat: float
    lon: float
    what: str = "house"
    doubt: str = ""


class AddressSource(Protocol):
    """Anything that knows where addresses are: a file of OpenStreetMap, or a server."""

    @property
    def attribution(self) -> str:
        """What must be said wherever its places are shown; empty for nothing."""
        ...

    def find_all(self, addresses: Sequence[str]) -> Iterator[Found | AddressError]:
        """Look addresses up, one after the other.

        Parameters
        ----------
        addresses
            As they are written.

        Returns
        -------
        iterator of Found or AddressError
            For each of them its place, or why it has none: it is nowhere, or in several places.

        Raises
        ------
        RoadError
            If nothing can be looked up.
        """
        ...
