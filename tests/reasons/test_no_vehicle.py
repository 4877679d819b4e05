"""Stops that no vehicle could serve, not even alone: what the closest of them lacks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from stops_on_a_line import HOUR, MINUTE, SHIFT, line, only_reason

from vrp.instance import MAX_VALUE, Depot, Scale, Stop, Vehicle
from vrp.reasons import Reason, explain
from vrp.solution import Solution

ALONE = [
    (Stop("a", skills=frozenset({"cold"})), {}, "skills", "needs skill 'cold', no vehicle has it"),
    (
        Stop("a", skills=frozenset({"lift", "cold"})),
        {},
        "skills",
        "needs skills 'cold' and 'lift', no vehicle has any of them",
    ),
    (
        Stop("a", skills=frozenset({"cold"}), delivery=(9,)),
        {"capacity": (7,)},
        "skills",
        "needs skill 'cold', no vehicle has it; "
        "demand 9 is more than the largest vehicle holds (7): 2 short",
    ),
    (
        Stop("a", delivery=(120,)),
        {"capacity": (100,)},
        "capacity",
        "demand 120 is more than the largest vehicle holds (100): 20 short",
    ),
    (
        Stop("a", pickup=(120,)),
        {"capacity": (100,)},
        "capacity",
        "pickup 120 is more than the largest vehicle holds (100): 20 short",
    ),
    (
        Stop("a", windows=((7 * HOUR, 8 * HOUR),)),
        {"shift_s": SHIFT},
        "time window",
        "window ends 08:00, earliest arrival from any vehicle 08:10: 10 min late",
    ),
    (
        Stop("a", windows=((7 * HOUR, 8 * HOUR),), setup_s=300),
        {"shift_s": SHIFT},
        "time window",
        "window ends 08:00, earliest service from any vehicle 08:15: 15 min late",
    ),
    (
        Stop("a", windows=((0, HOUR), (2 * HOUR, 8 * HOUR + 30))),
        {"shift_s": SHIFT},
        "time window",
        "window ends 08:00:30, earliest arrival from any vehicle 08:10:00: 9 min 30 s late",
    ),
    (
        Stop("a", service_s=10 * HOUR),
        {"shift_s": SHIFT},
        "shift",
        "back at the depot 18:20, shift ends 18:00: 20 min over",
    ),
    (
        Stop("a", service_s=12 * HOUR),
        {"shift_s": SHIFT, "end": None},
        "shift",
        "done 20:10, shift ends 18:00: 2 h 10 min over",
    ),
    (
        Stop("a", service_s=10 * HOUR - 1190),
        {"shift_s": SHIFT},
        "shift",
        "back at the depot 18:00:10, shift ends 18:00:00: 10 s over",
    ),
    (
        Stop("a"),
        {"max_distance_m": 12_000},
        "max distance",
        "out and back is 20 km, limit 12 km: 8 km over",
    ),
    (
        Stop("a"),
        {"max_distance_m": 9_950, "end": None},
        "max distance",
        "the way there is 10 km, limit 9.95 km: 50 m over",
    ),
    (
        Stop("a", service_s=HOUR),
        {"max_duration_s": HOUR},
        "max duration",
        "out and back takes 80 min, limit 60 min: 20 min over",
    ),
    (Stop("a"), {"max_stops": 0}, "max stops", "a route may have 0 stops: 1 too few"),
]


@pytest.mark.parametrize(
    ("stop", "vehicle", "constraint", "text"), ALONE, ids=lambda v: str(v)[:30]
)
def test_no_vehicle_could_serve_it_alone(
    stop: Stop, vehicle: dict[str, Any], constraint: str, text: str
) -> None:
    vehicles = (Vehicle("van", count=2, **vehicle),)
    assert only_reason(line([stop], vehicles)) == Reason(0, constraint, text)


def test_units_of_the_user() -> None:
    scale = Scale(load=(10, 1000))
    stop = Stop("a", delivery=(0, 1250))
    vehicles = (Vehicle("van", capacity=(5, 1000)),)
    instance = line([stop], vehicles, load_names=("", "volume"), scale=scale)
    text = "demand of volume 1.25 is more than the largest vehicle holds (1): 0.25 short"
    assert only_reason(instance).text == text


def test_dates_where_the_input_has_them() -> None:
    stop = Stop("a", windows=((0, 8 * HOUR),))
    instance = line([stop], (Vehicle("van", shift_s=SHIFT),), epoch="2025-03-31")
    assert "2025-03-31T08:10: 10 min late" in only_reason(instance).text


def test_planar_instances_have_bare_numbers() -> None:
    matrix = np.array([[0, 105], [105, 0]])
    instance = line(
        [Stop("a", windows=((0, 90),))],
        planar=True,
        distances_m=matrix,
        durations_s=matrix,
        scale=Scale(distance=10, duration=10),
    )
    assert only_reason(instance).text == (
        "window ends 9, earliest arrival from any vehicle 10.5: 1.5 late"
    )


def test_depot_that_opens_after_the_shift() -> None:
    depot = Depot("base", window=(9 * HOUR, 20 * HOUR))
    vehicles = (Vehicle("van", end=None, shift_s=(6 * HOUR, 8 * HOUR)),)
    reason = only_reason(line([Stop("a")], vehicles, depots=(depot,)))
    assert reason.constraint == "shift"
    assert "done 09:10, shift ends 08:00: 70 min over" in reason.text


def test_depot_that_closes_before_the_shift() -> None:
    depot = Depot("base", window=(0, 5 * HOUR))
    vehicles = (Vehicle("van", end=None, shift_s=(6 * HOUR, 8 * HOUR)),)
    reason = only_reason(line([Stop("a")], vehicles, depots=(depot,)))
    assert reason.constraint == "shift"
    assert reason.text == "the shift starts 06:00, depot closes 05:00: 60 min over"


def test_shift_and_depot_both_end_too_early() -> None:
    depot = Depot("base", window=(0, 19 * HOUR))
    stop = Stop("a", service_s=12 * HOUR)
    reason = only_reason(line([stop], (Vehicle("van", shift_s=SHIFT),), depots=(depot,)))
    assert reason.text == (
        "back at the depot 20:20, shift ends 18:00: 2 h 20 min over; "
        "back at the depot 20:20, depot closes 19:00: 80 min over"
    )


def test_the_closest_of_several_vehicles_is_named_where_none_is_best_in_all() -> None:
    stop = Stop("a", delivery=(10,), windows=((0, 8 * HOUR),))
    vehicles = (
        Vehicle("early", capacity=(2,), shift_s=(0, 18 * HOUR)),
        Vehicle("large", capacity=(12,), shift_s=SHIFT),
    )
    reason = only_reason(line([stop], vehicles))
    assert reason.constraint == "time window"
    assert reason.text == (
        "closest is large: window ends 08:00, earliest arrival from large 08:10: 10 min late"
    )


def test_only_vehicles_with_the_skills_are_compared() -> None:
    stop = Stop("a", delivery=(10,), skills=frozenset({"cold"}))
    vehicles = (
        Vehicle("truck", capacity=(20,)),
        Vehicle("cold-van", capacity=(6,), skills=frozenset({"cold"})),
    )
    assert only_reason(line([stop], vehicles)).text == (
        "demand 10 is more than the largest vehicle with its skills holds (6): 4 short"
    )


def test_a_skill_alone_is_not_enough_where_all_vehicles_are_used() -> None:
    stops = [Stop("a", delivery=(6,)), Stop("b", delivery=(6,), skills=frozenset({"cold"}))]
    full = line(stops, [Vehicle("van", capacity=(10,))])
    assert only_reason(full, (0,)) == Reason(
        1,
        "skills",
        "needs skill 'cold', no vehicle has it; "
        "all capacity is used: 2 short on the best-placed vehicle van",
    )
    roomy = replace(full, vehicles=(Vehicle("van", capacity=(12,)),))
    assert only_reason(roomy, (0,)).text == "needs skill 'cold', no vehicle has it"
    another = replace(full, vehicles=(Vehicle("van", count=2, capacity=(10,)),))
    assert only_reason(another, (0,)).text == "needs skill 'cold', no vehicle has it"


def test_no_vehicle_has_all_skills() -> None:
    stop = Stop("a", skills=frozenset({"cold", "lift"}))
    vehicles = tuple(Vehicle(skill, skills=frozenset({skill})) for skill in ("cold", "lift"))
    text = "needs skills 'cold' and 'lift', no vehicle has all of them"
    assert only_reason(line([stop], vehicles)).text == text


def test_unreachable() -> None:
    far = np.array([[0, MAX_VALUE], [5, 0]])
    there = line([Stop("a")], distances_m=far, durations_s=far)
    back = line([Stop("a")], distances_m=far.T, durations_s=far.T)
    assert only_reason(there) == Reason(
        0, "unreachable", "no way leads there from the depot of any vehicle"
    )
    assert only_reason(back).text == "no way leads back from there to the depot of any vehicle"


def test_late_for_the_window_that_has_just_closed() -> None:
    """Waiting for the second one would take hours longer than widening the first."""
    stop = Stop("a", windows=((7 * HOUR, 8 * HOUR + 5 * MINUTE), (13 * HOUR, 14 * HOUR)))
    van = Vehicle("van", shift_s=(8 * HOUR, 12 * HOUR))
    assert only_reason(line([stop], (van,))) == Reason(
        0,
        "time window",
        "window ends 08:05, earliest arrival from any vehicle 08:10: 5 min late",
    )
    nearly = replace(van, shift_s=(8 * HOUR, 13 * HOUR + 8 * MINUTE))
    assert only_reason(line([stop], (nearly,))) == Reason(
        0, "shift", "back at the depot 13:10, shift ends 13:08: 2 min over"
    )


def test_skills_of_which_one_alone_would_not_be_enough_are_all_named() -> None:
    vehicles = [Vehicle(skill, skills=frozenset({skill})) for skill in ("cold", "lift")]
    reason = only_reason(line([Stop("a", skills=frozenset({"cold", "lift", "adr"}))], vehicles))
    assert reason.text == "needs skills 'adr', 'cold' and 'lift', no vehicle has all of them"


@pytest.mark.parametrize(("count", "end"), [(1, "; and the only vehicle is used"), (2, "")])
def test_a_larger_vehicle_that_is_used_is_no_help(count: int, end: str) -> None:
    stops = [Stop("a", delivery=(100,)), Stop("b", delivery=(120,))]
    reason = only_reason(line(stops, (Vehicle("van", count=count, capacity=(100,)),)), (0,))
    assert reason.text == f"demand 120 is more than the largest vehicle holds (100): 20 short{end}"


def test_capacity_is_not_said_to_be_used_where_it_would_not_do_when_free() -> None:
    stops = [Stop("a", delivery=(700,)), Stop("b", delivery=(900,))]
    vehicles = (Vehicle("truck", capacity=(800,)), Vehicle("van", capacity=(300,)))
    assert only_reason(line(stops, vehicles), (0,)).text == (
        "no vehicle could serve it alone: 800 short on the best-placed vehicle truck; closest "
        "unused is van: demand 900 is more than van holds (300): 600 short"
    )


def test_a_skill_spelt_otherwise_is_pointed_at() -> None:
    cold = Vehicle("van", skills=frozenset({"Cold"}))
    instance = line([Stop("a", skills=frozenset({"cold"}))], [cold])
    (reason,) = explain(instance, Solution.of(instance, []))
    assert reason.text == "needs skill 'cold', no vehicle has it (vehicles have 'Cold')"
