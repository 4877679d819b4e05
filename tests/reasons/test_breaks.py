"""Breaks that take the time of a stop."""

from __future__ import annotations

from dataclasses import replace

from stops_on_a_line import HOUR, MINUTE, line, only_reason

from vrp.instance import Break, Depot, Stop, Vehicle


def with_break(vehicle: Vehicle, start: str, minutes: int) -> Vehicle:
    hours, past = map(int, start.split(":"))
    second = hours * HOUR + past * MINUTE
    return replace(vehicle, breaks=(Break(second, second, minutes * MINUTE),))


def test_a_break_that_makes_a_stop_late_is_named() -> None:
    van = Vehicle("van", shift_s=(8 * HOUR, 9 * HOUR))
    stop = Stop("a", windows=((8 * HOUR, 8 * HOUR + 20 * MINUTE),), service_s=40 * MINUTE)
    instance = line([stop], [with_break(van, "08:05", 30)])
    reason = only_reason(instance)
    assert reason.constraint == "time window"
    assert reason.text == (
        "window ends 08:20, earliest service from any vehicle 08:40: 20 min late; "
        "back at the depot 09:30, shift ends 09:00: 30 min over; "
        "without its break van could serve it"
    )


def test_a_break_that_takes_the_time_of_a_place_is_named() -> None:
    van = with_break(Vehicle("van", shift_s=(8 * HOUR, 9 * HOUR + 10 * MINUTE)), "08:05", 30)
    reason = only_reason(line([Stop("a", service_s=15 * MINUTE), Stop("b")], [van]), (1,))
    assert reason.constraint == "shift"
    assert reason.text == (
        "fits van, between the depot and b, only if it ends 15 min after the shift ends; "
        "without its break van could serve it"
    )


def test_a_break_that_is_not_all_that_is_in_the_way_is_not_named() -> None:
    van = with_break(Vehicle("van", shift_s=(8 * HOUR, 9 * HOUR)), "08:05", 30)
    reason = only_reason(line([Stop("a", service_s=HOUR)], [van]))
    assert reason.text == "back at the depot 09:50, shift ends 09:00: 50 min over"


def test_a_break_that_ends_after_the_depot_closes_is_no_opening() -> None:
    van = with_break(Vehicle("van", end=None, shift_s=(8 * HOUR, 9 * HOUR)), "07:55", 30)
    depot = Depot("base", window=(0, 8 * HOUR + 5 * MINUTE))
    reason = only_reason(line([Stop("a")], [van], depots=(depot,)))
    assert reason.text == (
        "its break ends 08:25, depot closes 08:05: 20 min over; "
        "without its break van could serve it"
    )
