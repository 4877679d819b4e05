"""From what a user gives to look addresses up in, a file or a server, to a source of places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from vrp.errors import RoadError
from vrp.roads.address_source import AddressError, AddressSource, Found
from vrp.roads.addresses import AddressBook
from vrp.roads.houses import read_houses
from vrp.roads.open import is_address, is_osm_file

__all__ = ["Extract", "open_addresses"]


class Extract:
    """The addresses of an OpenStreetMap file, read when the first one is looked up.

    Parameters
    ----------
    path
        An .osm.pbf, .osm, .osm.gz or .osm.bz2 file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _book(self) -> AddressBook:
        return AddressBook(read_houses(self._path), self._path.name)

    @property
    def attribution(self) -> str:
        """What must be said wherever its places are shown; empty for nothing."""
        return self._book.attribution

    def find_all(self, addresses: Sequence[str]) -> Iterator[Found | AddressError]:
        """Look addresses up; see :meth:`vrp.roads.addresses.AddressBook.find`."""
        for address in addresses:
            try:
                found: Found | AddressError = self._book.find(address)
            except AddressError as error:
                found = error
            yield found


def open_addresses(
    geocoder: AddressSource | str | Path | None, roads: object = None
) -> AddressSource | None:
    """Open what addresses are looked up in.

    Parameters
    ----------
    geocoder
        A source of places, the address of a Nominatim or Photon server (``http://…``,
        ``nominatim+http://…``, ``photon+http://…``), or an OpenStreetMap file.
    roads
        What is driven on; without a geocoder, addresses are looked up in it, if it is an
        OpenStreetMap file, or in its ``addresses``, if it has any.

    Returns
    -------
    AddressSource or None
        ``None`` if nothing was given that has addresses.

    Raises
    ------
    RoadError
        For a geocoder that is none.
    """
    if geocoder is None:
        if isinstance(roads, str | Path) and is_osm_file(roads):
            return Extract(Path(roads).expanduser())
        addresses: AddressSource | None = getattr(roads, "addresses", None)
        return addresses
    if not isinstance(geocoder, str | Path):
        return geocoder
    if is_address(geocoder):
        from vrp.roads.geocoder import geocoding_server

        return geocoding_server(str(geocoder))
    if is_osm_file(geocoder):
        return Extract(Path(geocoder).expanduser())
    raise RoadError(
        f"geocoder is {str(geocoder)!r}, expected the address of a Nominatim or Photon server "
        "(http://…) or an OpenStreetMap file (.osm.pbf, .osm, .osm.gz)"
    )
