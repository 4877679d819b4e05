"""The names that the package of roads offers."""

from __future__ import annotations

import doctest
import inspect

import numpy as np
import pytest
from command_line import REPOSITORY

import vrp.roads
from vrp.roads import RoadMatrices, RoadRoute


def test_every_public_name_is_there_once() -> None:
    assert vrp.roads.__all__ == sorted(vrp.roads.__all__)
    for name in vrp.roads.__all__:
        thing = getattr(vrp.roads, name)
        assert inspect.isclass(thing) or inspect.isfunction(thing)
        assert thing.__name__ == name
        assert thing.__module__.startswith("vrp.roads.")


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match=r"'vrp\.roads' has no attribute 'Roads'"):
        _ = vrp.roads.Roads


def test_docstring_example_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert doctest.testmod(vrp.roads, raise_on_error=True).attempted >= 6


def test_answers_are_shown_in_a_line() -> None:
    seconds = np.zeros((2, 2), dtype=np.float32)
    matrices = RoadMatrices(seconds, seconds, "roads of a test")
    assert repr(matrices) == "<RoadMatrices: 2 × 2 from roads of a test>"
    way = RoadRoute([(2.0, 54.0)] * 30, 61.2, 400.6)
    assert repr(way) == "<RoadRoute: 401 m, 61 s, 30 points>"
