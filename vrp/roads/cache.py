"""Networks kept from one run to the next, by the content of the file they were made from."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import warnings
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np

from vrp.errors import RoadError
from vrp.roads.array_file import read_arrays, write_arrays
from vrp.roads.network import RoadNetwork
from vrp.roads.profile import Profile
from vrp.roads.warning import RoadWarning

__all__ = ["FILTER_VERSION", "cached_network", "user_cache"]

#: Raised whenever the same file and profile give another network than before.
FILTER_VERSION = 2


def user_cache() -> Path:
    """Folder for networks: ``VRP_CACHE``, or ``vrp`` in the folder for caches of this system.

    Raises
    ------
    RoadError
        If a home directory that it would be in is not to be found.
    """
    if os.environ.get("VRP_CACHE"):
        return _folder_of("VRP_CACHE")
    if os.environ.get("XDG_CACHE_HOME"):
        return _folder_of("XDG_CACHE_HOME") / "vrp"
    try:
        home = Path.home()
    except RuntimeError as error:
        raise RoadError(
            "roads are kept in the home directory, which this user does not have: name a folder "
            "for them in the variable VRP_CACHE"
        ) from error
    return (home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache") / "vrp"


def _folder_of(variable: str) -> Path:
    text = os.environ[variable]
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise RoadError(
            f"the variable {variable} is {text!r}: there is no such home directory, expected a "
            "folder to keep roads in"
        ) from error


def cached_network(
    path: Path, profile: Profile | None, folder: Path | None, build: Callable[[], RoadNetwork]
) -> RoadNetwork:
    """Load the network of a file from the cache, or build it and put it there.

    Parameters
    ----------
    path
        The file that the network is made from; its content counts, not its name or date.
    profile
        What it is made for, ``None`` if the file says so; of one name, two are told apart.
    folder
        Of the cache, made if it does not exist; ``None`` for no cache.
    build
        Makes the network.

    Raises
    ------
    RoadError
        If the file cannot be read.

    Warns
    -----
    RoadWarning
        If a file of the cache is damaged, in which case it is replaced, or cannot be written.
    """
    if folder is None:
        return build()
    plain_name = "own" if profile is None else re.sub(r"[^\w-]+", "-", profile.name)
    kept = folder / f"roads-{plain_name}-{_key(path, profile)}.npz"
    if os.path.exists(kept):  # noqa: PTH110 (False in a folder that is closed to us)
        try:
            network = _load(kept)
            source = f"roads of {path.name} ({network.profile})"
            return replace(network, source=source, cache=folder)
        except Exception as error:
            # Whatever reading makes of damage, from a bad checksum to an array of exabytes.
            _warn(f"{kept}: is damaged and made anew: {error}")
    network = build()
    try:
        _save(network, kept)
    except OSError as error:
        _warn(f"{kept}: cannot be written, so that {path.name} is read again next time: {error}")
    return replace(network, cache=folder)


def _warn(text: str) -> None:
    warnings.warn(RoadWarning(text), stacklevel=4)


def _key(path: Path, profile: Profile | None) -> str:
    try:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
    except OSError as error:
        raise RoadError(f"{path}: cannot be read: {error.strerror or error}") from error
    made_for = None if profile is None else asdict(profile)
    made_with = json.dumps([FILTER_VERSION, made_for], sort_keys=True)
    content.update(made_with.encode())
    return content.hexdigest()


def _save(network: RoadNetwork, path: Path) -> None:
    values = {field.name: getattr(network, field.name) for field in fields(network)}
    arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    words = {name: value for name, value in values.items() if isinstance(value, str | tuple)}
    arrays["words"] = np.frombuffer(json.dumps(words).encode(), dtype=np.uint8)
    write_arrays(path, arrays)


def _load(path: Path) -> RoadNetwork:
    # Nobody else has its arrays, which the network need not copy to be sure of.
    values = read_arrays(path)
    values |= json.loads(values.pop("words").tobytes())
    return RoadNetwork(**values)
