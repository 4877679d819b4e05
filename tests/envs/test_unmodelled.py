"""What environments do not know is refused by name, never left out in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from small_cities import small_city

from vrp.entities import NO_WAY, Break, Depot, Stop, Vehicle
from vrp.envs.generator import generate
from vrp.envs.generator_settings import GeneratorSettings
from vrp.envs.instances import to_batch, to_instance
from vrp.envs.unmodelled import check_modelled, problem_of
from vrp.errors import InstanceError
from vrp.instance import Instance

Change = Callable[[Instance], Instance]


def _instance(problem: str = "acvrptw") -> Instance:
    drawn = GeneratorSettings(problem=problem, stops=5)
    return to_instance(generate(small_city(), drawn, 1, torch.Generator().manual_seed(0)), 0)


def _vehicle(**change: object) -> Change:
    return lambda instance: replace(instance, vehicles=(replace(instance.vehicles[0], **change),))


def _stop(**change: object) -> Change:
    return lambda instance: replace(
        instance, stops=(*instance.stops[:-1], replace(instance.stops[-1], **change))
    )


def _another(**parts: object) -> Change:
    """The instance with a depot or vehicle more."""

    def change(instance: Instance) -> Instance:
        grown = {name: (*getattr(instance, name), part) for name, part in parts.items()}
        if "depots" in parts:
            n = instance.n_locations + 1
            grown |= {"distances_m": np.zeros((n, n), int), "durations_s": np.zeros((n, n), int)}
        return replace(instance, **grown)

    return change


def _group(instance: Instance) -> Instance:
    first, *others, last = instance.stops
    alike = [replace(stop, group="parcel") for stop in (first, last)]
    return replace(instance, stops=(alike[0], *others, alike[1]))


def _no_way(instance: Instance) -> Instance:
    distances_m = instance.distances_m.copy()
    distances_m[1, 2] = NO_WAY
    return replace(instance, distances_m=distances_m)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (_vehicle(max_reloads=2), "has reloads of vehicle 'vehicle'"),
        (
            _vehicle(breaks=(Break(0, 9, 5),)),
            "has a break for the driver of vehicle 'vehicle'",
        ),
        (_stop(release_s=5), "has a release time of stop '5'"),
        (_stop(origin="2"), "has a shipment from stop '2' to stop '5'"),
        (_group, "has 2 alternatives of group 'parcel'"),
        (_another(depots=Depot("other")), "has 2 depots"),
        (_another(vehicles=Vehicle("bike")), "has 2 kinds of vehicles"),
        (_vehicle(count=4), "has 4 vehicles for 5 stops"),
        (_vehicle(end=None), "has routes of vehicle 'vehicle' that end elsewhere than they start"),
        (_vehicle(max_stops=9), "has a max_stops of 9 for vehicle 'vehicle'"),
        (_vehicle(max_duration_s=9), "has a max_duration_s of 9 for vehicle 'vehicle'"),
        (_vehicle(cost_fixed=7), "has a cost_fixed of 7 for vehicle 'vehicle'"),
        (_vehicle(cost_per_s=2), "has a cost_per_s of 2 for vehicle 'vehicle'"),
        (
            _vehicle(overtime_after_s=60, cost_per_overtime_s=3),
            "has a cost_per_overtime_s of 3 for vehicle 'vehicle'",
        ),
        (_vehicle(cost_per_m=0), "has no cost_per_m for vehicle 'vehicle'"),
        (_stop(pickup=(1,)), "has a pickup at stop '5'"),
        (_stop(windows=((0, 9), (20, 99))), "has 2 windows at stop '5'"),
        (_stop(prize=4), "has a prize at stop '5'"),
        (_stop(skills=frozenset({"lift"})), "has skills that stop '5' needs: lift"),
        (_stop(delivery=(10**6,)), "has a demand of 1000000 at stop '5' above any capacity"),
        (_stop(windows=((0, 9),)), "has a stop '5' that cannot be served in time"),
        (_stop(service_s=10**6), "has a stop '5' that cannot be served in time"),
        (_no_way, "has legs that cannot be driven"),
        (
            lambda instance: replace(instance, generalised_m=instance.distances_m, minimised="eco"),
            "charges eco rather than distance",
        ),
    ],
)
def test_everything_is_named(change: Change, text: str) -> None:
    with pytest.raises(InstanceError) as caught:
        to_batch([change(_instance())], "acvrptw")
    assert str(caught.value) == f"instance-acvrptw-n5-0: {text}, which acvrptw does not model"


def test_several_shortcomings_are_all_named() -> None:
    instance = _stop(prize=4)(_vehicle(cost_fixed=7)(_instance()))
    with pytest.raises(InstanceError, match=r"has a prize at .*\n.*cost_fixed of 7 for "):
        check_modelled(instance, "acvrptw")


def test_no_stops_are_no_instance() -> None:
    instance = replace(
        _instance(), stops=(), distances_m=np.zeros((1, 1), int), durations_s=np.zeros((1, 1), int)
    )
    with pytest.raises(InstanceError, match="has no stops"):
        to_batch([instance])


def test_a_problem_that_is_too_simple_is_refused() -> None:
    with pytest.raises(InstanceError, match="has times, which acvrp does not model"):
        check_modelled(_instance(), "acvrp")
    with pytest.raises(InstanceError, match="has 5 vehicles, which atsp does not model"):
        check_modelled(_instance("acvrp"), "atsp")
    overfull = replace(_instance("atsp"), vehicles=(Vehicle("van", capacity=(2,)),))
    full = replace(overfull, stops=tuple(Stop(str(n), delivery=(1,)) for n in range(5)))
    with pytest.raises(InstanceError, match="has more demand than the capacity of 2"):
        check_modelled(full, "atsp")
    with pytest.raises(ValueError, match="problem is 'cvrp', expected one of"):
        check_modelled(_instance(), "cvrp")


def test_the_simplest_problem_is_found() -> None:
    assert [problem_of(_instance(name)) for name in ("atsp", "acvrp", "acvrptw")] == [
        "atsp",
        "acvrp",
        "acvrptw",
    ]


def test_speed_and_opening_hours_are_kept() -> None:
    instance = _instance()
    begin, end = instance.vehicles[0].shift_s
    changed = replace(
        _vehicle(speed_factor=2.0)(instance),
        depots=(replace(instance.depots[0], window=(begin + 60, end + 60)),),
    )
    batch = to_batch([changed])
    assert (int(batch.opens[0, 0]), int(batch.closes[0, 0])) == (begin + 60, end)
    assert np.array_equal(batch.durations[0], instance.durations_for(2.0))


def test_setups_are_a_part_of_the_ways() -> None:
    instance = _instance()
    stops = tuple(replace(stop, setup_s=7) for stop in instance.stops)
    batch = to_batch([replace(_vehicle(speed_factor=2.0)(instance), stops=stops)])
    ways = instance.durations_for(2.0).copy()
    ways[:, 1:] += 7
    np.fill_diagonal(ways, 0)
    assert np.array_equal(batch.durations[0], ways)
