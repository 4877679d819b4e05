"""Places of addresses from a geocoding server: Nominatim or Photon."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

from vrp.errors import RoadError
from vrp.roads.address_cache import AddressCache
from vrp.roads.address_source import AddressError, Found
from vrp.roads.answers import member, members
from vrp.roads.http_client import (
    Answer,
    AnswerError,
    HttpClient,
    Patience,
    checked_url,
    without_credentials,
)
from vrp.roads.matrices import OSM_ATTRIBUTION
from vrp.version import package_version

__all__ = ["Geocoder", "Nominatim", "Photon", "geocoding_server"]

#: The public server of this name takes one question a second from programs that say who they are.
_PUBLIC_NOMINATIM = "nominatim.openstreetmap.org"
_PUBLIC_PHOTON = "photon.komoot.io"
_PUBLIC_INTERVAL_S = 1.0
#: Nominatim's ranks of what an answer is: streets, and whatever has one number or name.
_STREET_RANKS, _HOUSE_RANK = (26, 27), 28
_STREETS = frozenset({"road", "street", "highway"})
_AREA_NAMES = (
    "postcode locality neighbourhood quarter suburb district city_district borough city town "
    "village hamlet municipality county state state_district region province country administrative"
)
_AREAS = frozenset(_AREA_NAMES.split())


@dataclass(frozen=True)
class Geocoder(ABC):
    """A server that knows addresses, asked over HTTP: an ``AddressSource``.

    Parameters
    ----------
    url
        ``http://host:port``, with a path where the server has one; may hold a user and password.
    patience
        Time limits and repetitions.
    cache
        Folder where answers are kept, that of the user by default.

    Raises
    ------
    RoadError
        For an address that is none.
    """

    url: str = field(repr=False)
    patience: Patience = field(default_factory=Patience)
    cache: Path | None = None

    #: What the server is called.
    kind: ClassVar[str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", checked_url(self.url))

    @property
    def source(self) -> str:
        """What messages call it."""
        return f"{self.kind} at {without_credentials(self.url)}"

    @property
    def attribution(self) -> str:
        """What must be said wherever its places are shown."""
        return OSM_ATTRIBUTION

    def find_all(self, addresses: Sequence[str]) -> Iterator[Found | AddressError]:
        """Look addresses up: for each, the first place that the server answers.

        Parameters
        ----------
        addresses
            As they are written.

        Returns
        -------
        iterator of Found or AddressError
            An address that the server does not know, or no nearer than by its town, has no place.

        Raises
        ------
        RoadError
            If the server cannot be reached, refuses, or answers what makes no sense.
        """
        cache = AddressCache(self.source, self.cache)
        with self._client() as client:
            for address in addresses:
                found: Found | AddressError | None = cache.get(address)
                if found is None:
                    found = self._ask(client, address)
                    if isinstance(found, Found):
                        cache.put(address, found)
                yield found

    def _ask(self, client: HttpClient, address: str) -> Found | AddressError:
        try:
            answer = client.get(self._question(address))
            if not answer.ok:
                raise AnswerError(f"answered {answer}")
            place = self._understood(answer)
        except AnswerError as error:
            raise RoadError(f"{self.source}: address {address!r}: {error}") from error
        if place is None:
            return AddressError(f"is nowhere that {self.source} knows")
        lat, lon, kind = place
        if kind in _AREAS:
            return AddressError(f"is known to {self.source} no nearer than as a {kind}")
        if kind in _STREETS:
            doubt = f"is known to {self.source} as a street alone: took a place on it"
            return Found(lat, lon, "street", doubt)
        return Found(lat, lon)

    @abstractmethod
    def _question(self, address: str) -> str:
        """The path and query that ask for an address."""

    @abstractmethod
    def _understood(self, answer: Answer) -> tuple[float, float, str] | None:
        """Latitude, longitude and kind of the first place; ``None`` if there is none.

        Raises
        ------
        AnswerError
            For an answer that makes no sense.
        """

    def _client(self) -> HttpClient:
        host = (urlsplit(self.url).hostname or "").lower()
        interval_s = _PUBLIC_INTERVAL_S if host == _PUBLIC_NOMINATIM else 0.0
        agent = {"User-Agent": f"vrp/{package_version()} (vehicle routing)"}
        return HttpClient(self.url, self.patience, headers=agent, interval_s=interval_s)


class Nominatim(Geocoder):
    """A Nominatim server: its search service."""

    kind: ClassVar[str] = "Nominatim"

    def _question(self, address: str) -> str:
        return "/search?" + urlencode({"format": "jsonv2", "limit": 1, "q": address})

    def _understood(self, answer: Answer) -> tuple[float, float, str] | None:
        if not isinstance(answer.body, list):
            raise AnswerError(f"answered {answer}, expected a list of places")
        if not answer.body:
            return None
        place = answer.body[0]
        lat, lon = _degrees(member(place, "lat"), 90), _degrees(member(place, "lon"), 180)
        rank = place.get("place_rank")
        kind = str(place.get("addresstype") or place.get("type") or "")
        if isinstance(rank, int):
            if rank in _STREET_RANKS:
                kind = "street"
            elif rank >= _HOUSE_RANK:
                kind = "house"
            elif kind not in _AREAS:
                kind = "locality"
        return lat, lon, kind


class Photon(Geocoder):
    """A Photon server: its search service."""

    kind: ClassVar[str] = "Photon"

    def _question(self, address: str) -> str:
        return "/api?" + urlencode({"limit": 1, "q": address})

    def _understood(self, answer: Answer) -> tuple[float, float, str] | None:
        features = members(answer.body, "features")
        if not features:
            return None
        lon = _degrees(member(features[0], "geometry", "coordinates", 0), 180)
        lat = _degrees(member(features[0], "geometry", "coordinates", 1), 90)
        return lat, lon, str(member(features[0], "properties").get("type", ""))


#: What may stand before ``+http://`` to say which kind of server it is.
_KINDS: dict[str, type[Geocoder]] = {"nominatim": Nominatim, "photon": Photon}


def geocoding_server(
    url: str, *, patience: Patience | None = None, cache: Path | None = None
) -> Geocoder:
    """Make a client for a geocoding server.

    Parameters
    ----------
    url
        ``nominatim+http://…`` or ``photon+http://…`` (or ``https``) where the kind is known; of
        ``http://…`` it is found out with a harmless GET request.
    patience
        Time limits and repetitions.
    cache
        Folder where answers are kept, that of the user by default.

    Raises
    ------
    RoadError
        For an address that is none, and a server that cannot be reached or is neither.
    """
    patience = patience or Patience()
    scheme, colon, rest = url.strip().partition("://")
    name, plus, transport = scheme.lower().partition("+")
    if not plus:
        address = checked_url(url.strip())
        return _recognised(address, patience)(address, patience, cache)
    if name not in _KINDS:
        known = ", ".join(f"{kind}+{transport}" for kind in _KINDS)
        raise RoadError(f"the geocoder's address begins with {scheme!r}, expected {known}")
    return _KINDS[name](transport + colon + rest, patience, cache)


def _recognised(url: str, patience: Patience) -> type[Geocoder]:
    """Find out which kind of server it is."""
    host = (urlsplit(url).hostname or "").lower()
    if host in (_PUBLIC_NOMINATIM, _PUBLIC_PHOTON):
        return Nominatim if host == _PUBLIC_NOMINATIM else Photon
    shown = without_credentials(url)
    with HttpClient(url, patience.for_recognition()) as client:
        try:
            answer = client.get("/status?format=json")
        except AnswerError as error:
            if not client.has_answered:
                raise RoadError(f"the geocoder at {shown} {error}") from error
            said = str(error)
        else:
            said = f"answered {answer}"
            status = answer.body.get("status") if isinstance(answer.body, dict) else None
            # Nominatim gives a number, Photon a word.
            if isinstance(status, int | str):
                return Nominatim if isinstance(status, int) else Photon
    raise RoadError(
        f"the server at {shown} is neither Nominatim nor Photon (/status {said}); if it is one, "
        "say which: nominatim+http:// or photon+http://"
    )


def _degrees(value: Any, bound: float) -> float:
    """Give a coordinate, of which Nominatim makes text."""
    try:
        degrees = float(value)
    except (TypeError, ValueError):
        degrees = float("nan")
    if not -bound <= degrees <= bound:
        raise AnswerError(f"a coordinate is {value!r:.40}, expected -{bound:g} to {bound:g}")
    return degrees
