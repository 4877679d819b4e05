"""The knobs of the search: bounded, and handed over one by one."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from vrp.search._engine import SearchSettings as EngineSettings
from vrp.search.settings import SearchSettings

_SAME_NAMES = (
    "hot",
    "cold",
    "mean_removed",
    "longest_string",
    "insertion_neighbours",
    "blink_rate",
    "move_neighbours",
)
_OTHER_VALUES = SearchSettings(
    hot=0.75,
    hot_from_construction=0.5,
    hot_from_plan=0.25,
    cold=0.125,
    mean_removed=6.5,
    longest_string=7,
    insertion_neighbours=8,
    blink_rate=0.375,
    move_neighbours=9,
    ranked_neighbours=11,
    policy_rollouts=3,
    guided_neighbours=5,
    emptying_share=0.625,
)


@pytest.mark.parametrize("name", _SAME_NAMES)
def test_every_knob_reaches_the_engine(name: str) -> None:
    engine = _OTHER_VALUES.to_engine(from_plan=False)
    assert getattr(engine, name) == getattr(_OTHER_VALUES, name)


def test_no_knob_is_forgotten() -> None:
    names = {field.name for field in dataclasses.fields(SearchSettings)}
    first_temperatures = {"hot_from_construction", "hot_from_plan"}
    where_vehicles_count = {"emptying_share"}
    of_the_loop = {"ranked_neighbours", "policy_rollouts", "guided_neighbours"}
    assert names == {*_SAME_NAMES, *first_temperatures, *where_vehicles_count, *of_the_loop}
    of_the_engine = {name for name in dir(EngineSettings) if not name.startswith("_")}
    assert of_the_engine == {*_SAME_NAMES, *where_vehicles_count}


def test_routes_are_emptied_only_where_vehicles_count_first() -> None:
    settings = SearchSettings(emptying_share=0.5)
    assert settings.to_engine(from_plan=False).emptying_share == 0
    assert settings.to_engine(from_plan=False, vehicles_first=True).emptying_share == 0.5


@pytest.mark.parametrize("name", _SAME_NAMES)
def test_defaults_are_those_of_the_engine(name: str) -> None:
    assert getattr(SearchSettings(), name) == getattr(EngineSettings(), name)


def test_a_search_from_a_plan_starts_at_its_own_temperature() -> None:
    assert _OTHER_VALUES.to_engine(from_plan=True).hot == 0.25
    assert _OTHER_VALUES.to_engine(from_plan=True).cold == 0.125
    assert _OTHER_VALUES.to_engine(from_plan=False, from_construction=True).hot == 0.5
    assert _OTHER_VALUES.to_engine(from_plan=True, from_construction=True).hot == 0.25
    assert _OTHER_VALUES.to_engine(from_plan=False, small_vehicles=True).hot == 0.25


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("hot", 0.0, "expected more than 0"),
        ("hot_from_plan", -1.0, "expected more than 0"),
        ("cold", math.nan, "expected more than 0"),
        ("hot", math.inf, "expected more than 0"),
        ("blink_rate", -0.1, "expected 0 to less than 1"),
        ("blink_rate", 1.0, "expected 0 to less than 1"),
        ("mean_removed", 0.5, "expected 1 to 1000000"),
        ("longest_string", 0, "expected 1 to 1000000"),
        ("insertion_neighbours", -1, "expected 1 to 1000000"),
        ("move_neighbours", 10**7, "expected 1 to 1000000"),
        ("ranked_neighbours", 0, "expected 1 to 1000000"),
        ("policy_rollouts", 0, "expected 1 to 1000000"),
        ("guided_neighbours", -1, "expected 0 to 1000000"),
    ],
)
def test_knobs_out_of_bounds_are_refused(name: str, value: float, expected: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} is {value}, {expected}$"):
        SearchSettings(**{name: value})


_WHOLE = [field.name for field in dataclasses.fields(SearchSettings) if field.type == "int"]


@pytest.mark.parametrize("name", _WHOLE)
@pytest.mark.parametrize("value", [2.5, 3.0, "4"])
def test_fractions_and_texts_are_no_counts(name: str, value: float | str) -> None:
    with pytest.raises(TypeError, match=f"^{name} is {value!r}, expected a whole number$"):
        SearchSettings(**{name: value})  # type: ignore[arg-type]


def test_numpy_integers_will_do() -> None:
    settings = SearchSettings(**{name: np.int64(3) for name in _WHOLE})  # type: ignore[arg-type]
    engine = settings.to_engine(from_plan=False)
    assert (engine.longest_string, engine.move_neighbours) == (3, 3)


def test_unknown_knobs_are_refused() -> None:
    with pytest.raises(TypeError, match="warmth"):
        SearchSettings(warmth=1.0)  # type: ignore[call-arg]
