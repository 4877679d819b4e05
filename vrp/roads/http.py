"""From the address of a routing server to a client for the kind of server that it is."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from urllib.parse import urlsplit

from vrp.errors import RoadError
from vrp.roads.http_client import (
    AnswerError,
    HttpClient,
    Patience,
    checked_url,
    without_credentials,
)
from vrp.roads.openrouteservice import OpenRouteService
from vrp.roads.osrm import Osrm
from vrp.roads.road_server import RoadServer
from vrp.roads.valhalla import Valhalla

__all__ = ["server"]

#: What may stand before ``+http://`` to say which kind of server it is.
_KINDS: dict[str, type[RoadServer]] = {
    "osrm": Osrm,
    "valhalla": Valhalla,
    "ors": OpenRouteService,
}
_PUBLIC_ORS = "openrouteservice.org"
#: Where an openrouteservice has its services unless it was configured otherwise.
_ORS_PATH = "/ors"


def server(
    url: str,
    *,
    profile: str = "car",
    patience: Patience | None = None,
    **settings: Any,
) -> RoadServer:
    """Make a client for a routing server.

    Parameters
    ----------
    url
        ``osrm+http://…``, ``valhalla+http://…`` or ``ors+http://…`` (or ``https``) where the kind
        is known; of ``http://…`` it is found out with harmless GET requests, without any key.
        ``source`` of the client says what was found.
    profile
        Whose roads and speeds: ``car``, ``truck``, ``bike`` or ``foot``.
    patience
        Time limits and repetitions.
    settings
        Further settings of the client, such as ``max_pairs``, ``concurrency`` or, for
        openrouteservice, ``api_key``.

    Returns
    -------
    RoadServer
        An :class:`~vrp.roads.osrm.Osrm`, :class:`~vrp.roads.valhalla.Valhalla` or
        :class:`~vrp.roads.openrouteservice.OpenRouteService`.

    Raises
    ------
    RoadError
        For an address that is none, a server that cannot be reached or is none of the three, and a
        setting that this kind of server does not have.
    """
    patience = patience or Patience()
    scheme, colon, rest = url.partition("://")
    name, plus, transport = scheme.lower().partition("+")
    if plus:
        if name not in _KINDS:
            known = ", ".join(f"{kind}+{transport}" for kind in _KINDS)
            raise RoadError(f"the server's address begins with {scheme!r}, expected {known}")
        kind, url = _KINDS[name], transport + colon + rest
    else:
        kind, url = _recognised(checked_url(url), patience)
    known_settings = {field.name for field in fields(kind)}
    for setting in settings:
        if setting not in known_settings:
            raise RoadError(f"{kind.kind} has no setting {setting!r}")
    return kind(url, profile=profile, patience=patience, **settings)


def _recognised(url: str, patience: Patience) -> tuple[type[RoadServer], str]:
    """Find out which kind of server it is, and where its services begin."""
    if (urlsplit(url).hostname or "").endswith(_PUBLIC_ORS):
        return OpenRouteService, url
    said = []
    with HttpClient(url, patience.for_recognition()) as client:
        for path, kind, base in (
            ("/status", Valhalla, ""),
            ("/nearest/v1/driving/0,0?number=1", Osrm, ""),
            ("/v2/health", OpenRouteService, ""),
            (f"{_ORS_PATH}/v2/health", OpenRouteService, _ORS_PATH),
        ):
            try:
                answer = client.get(path)
            except AnswerError as error:
                if not client.has_answered:
                    raise RoadError(
                        f"the routing server at {without_credentials(url)} {error}"
                    ) from error
                said.append(f"{path} {error}")
                continue
            if _speaks(kind, answer.body):
                return kind, url + base
            said.append(f"{path} answered {answer}")
    shown = without_credentials(url)
    raise RoadError(
        f"the server at {shown} is neither OSRM nor Valhalla nor openrouteservice "
        f"({'; '.join(said)}); if it is one, say which: osrm+http://, valhalla+http:// or "
        "ors+http://"
    )


def _speaks(kind: type[RoadServer], body: object) -> bool:
    """Whether an answer to the question that only this kind understands shows that it does."""
    if not isinstance(body, dict):
        return False
    if kind is Valhalla:
        return "available_actions" in body or "tileset_last_modified" in body
    if kind is Osrm:
        return "code" in body and ("waypoints" in body or "message" in body)
    return body.get("status") in ("ready", "not ready")
