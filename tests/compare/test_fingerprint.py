from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from small_instances import plain, with_stop, with_vehicle

from vrp.compare.fingerprint import fingerprint
from vrp.instance import Break, Instance

BASE = plain(1, "windows", "skills", "fleet")


def test_the_same_problem_under_another_name() -> None:
    same = dataclasses.replace(with_stop(BASE, 0, id="other", name="x", lat=1.0), name="renamed")
    assert fingerprint(same) == fingerprint(BASE)
    assert len(fingerprint(BASE)) == 16


@pytest.mark.parametrize(
    "other",
    [
        with_stop(BASE, 0, service_s=99),
        with_stop(BASE, 0, setup_s=99),
        with_stop(BASE, 0, windows=((1, 2),)),
        with_stop(BASE, 0, skills=frozenset({"cold", "lift", "x"})),
        with_vehicle(BASE, cost_fixed=99),
        with_vehicle(BASE, breaks=(Break(3, 9, 5),)),
        dataclasses.replace(BASE, distances_m=np.array(BASE.distances_m) + 1),
        dataclasses.replace(BASE, generalised_m=np.array(BASE.distances_m)),
        dataclasses.replace(BASE, stops=BASE.stops[::-1]),
    ],
)
def test_another_problem(other: Instance) -> None:
    assert fingerprint(other) != fingerprint(BASE)


def test_alternatives_are_told_apart_whatever_their_groups_are_called() -> None:
    def grouped(name: str | None, *stops: int) -> Instance:
        instance = BASE
        for stop in stops:
            instance = with_stop(instance, stop, group=name)
        return instance

    assert fingerprint(grouped("x", 0, 1)) != fingerprint(BASE)
    assert fingerprint(grouped("x", 0, 1)) == fingerprint(grouped("y", 0, 1))
    assert fingerprint(grouped("x", 0, 1)) != fingerprint(grouped("x", 0, 2))
    assert fingerprint(grouped("x", 0)) == fingerprint(BASE)


def test_shipments_are_told_apart_whatever_their_stops_are_called() -> None:
    shipment = with_stop(BASE, 1, origin=BASE.stops[0].id)
    assert fingerprint(shipment) != fingerprint(BASE)
    assert fingerprint(shipment) != fingerprint(with_stop(BASE, 1, origin=BASE.stops[2].id))
    first, second, *others = BASE.stops
    renamed = (
        dataclasses.replace(first, id="x"),
        dataclasses.replace(second, origin="x"),
        *others,
    )
    assert fingerprint(dataclasses.replace(BASE, stops=renamed)) == fingerprint(shipment)


def test_groups_are_told_apart_whatever_they_are_called() -> None:
    def grouped(*names: str | None) -> Instance:
        stops = zip(BASE.stops, [*names, *[None] * len(BASE.stops)], strict=False)
        together = tuple(dataclasses.replace(stop, group=name) for stop, name in stops)
        return dataclasses.replace(BASE, stops=together)

    found = {fingerprint(grouped(*names)) for names in ("xx", "xxx", "xyxy", "xyyx")}
    assert len(found | {fingerprint(BASE)}) == 5
    assert fingerprint(grouped("y", "x", "y", "x")) == fingerprint(grouped(*"xyxy"))
    assert fingerprint(grouped("alone")) == fingerprint(BASE)


def test_breaks_are_told_apart() -> None:
    breaks = (Break(3, 9, 5), Break(4, 9, 5), Break(3, 8, 5), Break(3, 9, 6))
    assert len({fingerprint(with_vehicle(BASE, breaks=(each,))) for each in breaks}) == 4


def test_overtime_is_told_apart() -> None:
    paid = [(None, 0), (0, 5), (5, 0), (5, 5), (5, 6)]
    fingerprints = {
        fingerprint(with_vehicle(BASE, overtime_after_s=after, cost_per_overtime_s=cost))
        for after, cost in paid
    }
    assert len(fingerprints) == len(paid)
    assert fingerprint(BASE) in fingerprints


def test_instances_without_groups_breaks_and_setups_keep_the_fingerprints_of_earlier_results() -> (
    None
):
    assert fingerprint(BASE) == "04d899f5197a51f3"
