"""Typed access to the values of a JSON document, with problems that name their JSON path."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np

from vrp.errors import ReadError
from vrp.read.text_file import read_text

__all__ = ["JsonObject", "load_document", "load_json"]

#: Largest whole number that is taken for a real one: float64 holds no larger ones exactly.
_LARGEST = 2**53
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def load_json(path: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object.

    Halves of characters, such as programs leave that cut texts at so many UTF-16 units, become
    U+FFFD: they could be written to no file.

    Raises
    ------
    ReadError
        Naming line and column of the first syntax error.
    """
    return _parse(read_text(path), path)


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        document = json.loads(text)
        if _SURROGATE.search(text):
            document = _with_whole_characters(document)
    except json.JSONDecodeError as error:
        raise ReadError(
            f"{path}, line {error.lineno}, column {error.colno}: is not valid JSON: {error.msg}"
        ) from error
    except RecursionError as error:
        raise ReadError(f"{path}: is not valid JSON: nested too deeply") from error
    except ValueError as error:
        raise ReadError(f"{path}: holds a number of more digits than can be read") from error
    if not isinstance(document, dict):
        raise ReadError(f"{path}: holds {_shown(document)}, expected a JSON object {{…}}")
    return document


def load_document(
    source: str | os.PathLike[str] | Mapping[str, Any], name: str
) -> tuple[dict[str, Any], Path]:
    """Read a document from its file, or take it as it would be in one, and say what to call it.

    Parameters
    ----------
    source
        The file, or a document of Python's own values or NumPy's.
    name
        What a document is called that is not from a file.

    Raises
    ------
    ReadError
        As of :func:`load_json`, and for values that JSON has no form for.
    """
    if not isinstance(source, Mapping):
        return load_json(Path(source)), Path(source)
    try:
        text = json.dumps(dict(source), default=_listed)
    except (TypeError, ValueError, RecursionError) as error:
        raise ReadError(f"{name}: cannot be written as JSON: {error}") from error
    return _parse(text, Path(name)), Path(name)


def _listed(value: Any) -> Any:
    """Numbers and arrays of NumPy as Python's own."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise TypeError(f"there is an object of type {type(value).__name__}")


class JsonObject:
    """One object of a document; getters return a default and note a problem for a wrong value.

    Parameters
    ----------
    values
        The object.
    place
        File and JSON path, to begin sentences with.
    problems
        Where problems are added to.
    """

    def __init__(self, values: Mapping[str, Any], place: str, problems: list[str]) -> None:
        self._values = values
        self._place = place
        self._problems = problems

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def refuse_other_than(self, known: Iterable[str], unsupported: Mapping[str, str]) -> None:
        """Note every key that is unknown, or known to have no model here and not empty."""
        expected = ", ".join(known)
        for name, value in self._values.items():
            if name in unsupported:
                if value not in (None, 0, [], {}):
                    self.note(name, f"({unsupported[name]}) is not supported")
            elif name not in known:
                self.note(name, f"is unknown, expected one of {expected}")

    def note(self, name: str, text: str) -> None:
        """Add a problem about one key."""
        self._problems.append(f"{self._place}.{name} {text}")

    def text(self, name: str, default: str = "") -> str:
        """Read a string or a number as text."""
        value = self._values.get(name)
        if value is None:
            return default
        if isinstance(value, str) or _is_whole(value):
            return str(value)
        self.note(name, f"is {_shown(value)}, expected a text")
        return default

    def identifier(self) -> str:
        """Read the key ``id``, which every job and vehicle must have."""
        if "id" not in self:
            self.note("id", "is missing")
        return self.text("id")

    def whole(self, name: str, default: int, *, low: int = 0, high: int | None = None) -> int:
        """Read a whole number between two bounds."""
        value = self._values.get(name)
        if value is None:
            return default
        if _is_whole(value) and low <= value and (high is None or value <= high):
            return int(value)
        upto = "up" if high is None else f"to {high}"
        self.note(name, f"is {_shown(value)}, expected a whole number from {low} {upto}")
        return default

    def limit(self, name: str, *, high: int | None = None) -> int | None:
        """Read a whole number ≥ 0, ``None`` if it is absent."""
        return self.whole(name, 0, high=high) if name in self else None

    def number(self, name: str, default: float, *, positive: bool = False) -> float:
        """Read a number from 0 up, or greater than 0."""
        value = self._values.get(name)
        if value is None:
            return default
        if _is_number(value) and (value > 0 or (value == 0 and not positive)):
            return float(value)
        bound = "greater than 0" if positive else "from 0 up"
        self.note(name, f"is {_shown(value)}, expected a number {bound}")
        return default

    def wholes(self, name: str) -> tuple[int, ...] | None:
        """Read a list of whole numbers ≥ 0."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, list) and all(_is_whole(each) and each >= 0 for each in value):
            return tuple(value)
        self.note(name, f"is {_shown(value)}, expected a list of whole numbers from 0 up")
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a list of texts."""
        value = self._values.get(name)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.note(name, f"is {_shown(value)}, expected a list of texts")
        return ()

    def place(self, name: str) -> tuple[float, float] | None:
        """Read ``[lon, lat]`` and return (lat, lon)."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)):
            lon, lat = value
            if abs(lat) <= 90 and abs(lon) <= 180:
                return float(lat), float(lon)
        self.note(
            name,
            f"is {_shown(value)}, expected [longitude, latitude] in degrees (-180–180, -90–90)",
        )
        return None

    def window(self, name: str) -> tuple[int, int] | None:
        """Read ``[start, end]`` in seconds."""
        value = self._values.get(name)
        if value is None:
            return None
        if _is_window(value):
            return value[0], value[1]
        self.note(name, f"is {_shown(value)}, expected [start, end] with 0 <= start <= end")
        return None

    def windows(self, name: str) -> tuple[tuple[int, int], ...]:
        """Read a list of ``[start, end]`` in seconds, sorted."""
        value = self._values.get(name)
        if value is None:
            return ()
        if isinstance(value, list) and all(map(_is_window, value)):
            return tuple(sorted((start, end) for start, end in value))
        self.note(
            name, f"is {_shown(value)}, expected a list of [start, end] with 0 <= start <= end"
        )
        return ()

    def child(self, name: str) -> JsonObject:
        """Read an object; an empty one if it is absent."""
        value = self._values.get(name)
        if value is None:
            value = {}
        elif not isinstance(value, dict):
            self.note(name, f"is {_shown(value)}, expected an object {{…}}")
            value = {}
        return JsonObject(value, f"{self._place}.{name}", self._problems)

    def children(self, name: str) -> list[JsonObject]:
        """Read a list of objects; an empty one if it is absent."""
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(name, f"is {_shown(value)}, expected a list of objects [{{…}}, …]")
            return []
        children = []
        for index, each in enumerate(value):
            if isinstance(each, dict):
                place = f"{self._place}.{name}[{index}]"
                children.append(JsonObject(each, place, self._problems))
            else:
                self.note(f"{name}[{index}]", f"is {_shown(each)}, expected an object {{…}}")
        return children

    def raw(self, name: str) -> Any:
        """Value of a key as the JSON parser made it."""
        return self._values.get(name)


def _with_whole_characters(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_with_whole_characters(each) for each in value]
    if isinstance(value, dict):
        return {
            _with_whole_characters(name): _with_whole_characters(each)
            for name, each in value.items()
        }
    return value


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return _is_whole(value) and abs(value) <= _LARGEST


def _is_window(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(map(_is_whole, value))
        and 0 <= value[0] <= value[1]
    )


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
