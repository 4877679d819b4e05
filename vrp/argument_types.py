"""Arguments of a wrong type, named where they are given rather than deep inside."""

from __future__ import annotations

from numbers import Real
from operator import index
from typing import Any, Protocol

__all__ = ["StopEvent", "check_event", "check_type", "whole_number"]


class StopEvent(Protocol):
    """What is set to end a search: an event of :mod:`threading` or :mod:`multiprocessing`."""

    def is_set(self) -> bool:
        """Whether the search is to end."""
        ...

    def set(self) -> object:
        """Ask for its end."""
        ...


def check_type(name: str, value: object, *kinds: type, optional: bool = False) -> None:
    """Refuse an argument that is of none of the kinds.

    Raises
    ------
    TypeError
        Naming the argument, its type and what was expected.
    """
    if isinstance(value, kinds) or (optional and value is None):
        return
    expected = " or ".join(_full_name(kind) for kind in kinds) + (" or None" if optional else "")
    raise TypeError(f"{name} is of type {type(value).__name__}, expected {expected}")


def check_event(name: str, value: object) -> None:
    """Refuse what nobody could set: events of threads, of processes and the like will do.

    Raises
    ------
    TypeError
        Naming the argument, its type and what was expected.
    """
    if not (value is None or (hasattr(value, "is_set") and hasattr(value, "set"))):
        given = type(value).__name__
        raise TypeError(f"{name} is of type {given}, expected threading.Event or None")


def whole_number(name: str, value: Any) -> int:
    """An argument as Python's own integer, whosever it is.

    Raises
    ------
    TypeError
        Naming the argument and its value, if that is no whole number.
    """
    try:
        return index(value)
    except TypeError as error:
        raise TypeError(f"{name} is {value!r}, expected a whole number") from error


def _full_name(kind: type) -> str:
    if kind is Real:
        return "a number"
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
