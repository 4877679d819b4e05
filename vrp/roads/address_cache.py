"""Answers of geocoding servers kept from one run to the next, a file for each."""

from __future__ import annotations

import hashlib
import json
import warnings
from dataclasses import asdict
from pathlib import Path

from vrp.roads.address_source import Found
from vrp.roads.cache import user_cache
from vrp.roads.warning import RoadWarning
from vrp.whole_file import write_whole

__all__ = ["AddressCache"]

#: Part of the name of what is kept: another one is asked for anew.
_VERSION = 1


class AddressCache:
    """The places that a server has answered.

    Parameters
    ----------
    server
        Which one, and of what kind.
    folder
        Of the cache, made if it does not exist; that of the user by default.
    """

    def __init__(self, server: str, folder: Path | None = None) -> None:
        self._server = server
        self._folder = (user_cache() if folder is None else folder) / "addresses"

    def get(self, address: str) -> Found | None:
        """The place of an address, ``None`` if it has not been asked for.

        Warns
        -----
        RoadWarning
            If it is kept in a file that is damaged.
        """
        kept = self._kept(address)
        try:
            content = kept.read_bytes()
        except OSError:  # most often, that there is none yet
            return None
        try:
            return Found(**json.loads(content)["found"])
        except (ValueError, TypeError, KeyError) as error:
            _warn(f"{kept}: is damaged, so that {address!r} is asked for again: {error}")
            return None

    def put(self, address: str, found: Found) -> None:
        """Keep the place of an address.

        Warns
        -----
        RoadWarning
            If it cannot be written.
        """
        kept = self._kept(address)
        content = {"server": self._server, "address": address, "found": asdict(found)}
        try:
            write_whole(kept, json.dumps(content, ensure_ascii=False).encode())
        except OSError as error:
            _warn(f"{kept}: cannot be written, so that {address!r} is asked for next time: {error}")

    def _kept(self, address: str) -> Path:
        key = hashlib.sha256(f"{_VERSION}\n{self._server}\n{address}".encode()).hexdigest()[:24]
        return self._folder / f"{key}.json"


def _warn(text: str) -> None:
    warnings.warn(RoadWarning(text), stacklevel=4)
