"""Integers as people read them."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from vrp.instance import MAX_VALUE, Instance, Scale, Vehicle
from vrp.report import units
from vrp.solution import Cost


@pytest.fixture
def city(plan: Any) -> Instance:
    """A real instance: kilometres, hours, money."""
    instance: Instance = plan[0]
    return instance


@pytest.fixture
def planar(make_plan: Any) -> Instance:
    """A benchmark instance kept to one decimal."""
    instance: Instance = make_plan(planar=True)[0]
    return dataclasses.replace(instance, scale=Scale(10, 10, 10, (1,)))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 min"),
        (40, "40 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "1 h 00 min"),
        (3900, "1 h 05 min"),
        (360000, "100 h 00 min"),
    ],
)
def test_durations(city: Instance, seconds: int, text: str) -> None:
    assert units.duration_text(city, seconds) == text


def test_real_distances_and_money(city: Instance) -> None:
    assert units.distance_text(city, 1_234_567) == "1,234.6"
    assert units.distance_unit(city) == "km"
    assert units.cost_text(city, 12_345_678) == "12.35"


def test_planar_numbers_have_no_unit(planar: Instance) -> None:
    assert units.distance_unit(planar) == ""
    assert units.distance_text(planar, 123456) == "12,345.6"
    assert units.duration_text(planar, 125) == "12.5"
    assert units.clock_text(planar, 125) == "12.5"
    assert units.cost_text(planar, 125) == "12.5"


def test_windows(city: Instance) -> None:
    eight, ten = 8 * 3600, 10 * 3600
    assert units.windows_text(city, ()) == "any time"
    assert units.windows_text(city, ((0, MAX_VALUE),)) == "any time"
    assert units.windows_text(city, ((eight, ten),)) == "08:00–10:00"
    assert units.windows_text(city, ((eight, MAX_VALUE),)) == "from 08:00"
    assert units.windows_text(city, ((0, eight), (ten, ten + 60))) == "until 08:00 or 10:00–10:01"


def test_a_shared_date_is_written_once(city: Instance) -> None:
    dated = dataclasses.replace(city, epoch="2026-05-01")
    assert units.span_text(dated, 28800, 36000) == "2026-05-01T08:00–10:00"
    assert units.span_text(dated, 28800, 90000) == "2026-05-01T08:00–2026-05-02T01:00"
    assert units.span_text(city, 28800, 90000) == "08:00–01:00 +1d"


def test_loads_are_shown_in_the_units_of_the_user(city: Instance) -> None:
    two = dataclasses.replace(
        city,
        load_names=("", "kg"),
        scale=Scale(load=(1, 1000)),
        stops=(),
        vehicles=(Vehicle("v", capacity=(4, None)), Vehicle("w")),
        distances_m=city.distances_m[:1, :1],
        durations_s=city.durations_s[:1, :1],
    )
    assert units.load_text(two, (12, 3500)) == "12, 3.5 kg"
    assert units.load_numbers(two, (12, 3000)) == ("12", "3")
    assert units.utilisation(two, 0, (3, 9000)) == 0.75
    assert units.utilisation(two, 1, (3, 9000)) is None


def test_gap_needs_a_best_known_cost(city: Instance) -> None:
    assert units.gap(city, 100, 0) is None
    assert units.gap(dataclasses.replace(city, best_known_cost=80), 100, 0) == 0.25


def test_a_plan_that_leaves_stops_unserved_has_no_gap(city: Instance) -> None:
    assert units.gap(dataclasses.replace(city, best_known_cost=80), 40, 1) is None


def test_cost_parts_leave_out_zeros(city: Instance) -> None:
    cost = Cost(fixed=1_000_000, duration=2_500_000)
    assert units.cost_parts(city, cost) == (("vehicles", "1.00"), ("time", "2.50"))
