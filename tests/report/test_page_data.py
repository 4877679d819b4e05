"""What report.html is drawn from."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from overtime_plans import overtime_plan
from rested_plans import at, rested_plan

from vrp.clock import format_clock
from vrp.instance import Depot, Instance, Stop, Vehicle
from vrp.report.page_data import page_data
from vrp.report.plan import Plan
from vrp.solution import Route, Solution


def test_visits_equal_the_schedules(plan: Any) -> None:
    instance, solution = plan
    data = page_data(Plan.of(instance, solution))
    for shown, schedule in zip(data["routes"], solution.schedules(instance), strict=True):
        assert [visit["stop"] for visit in shown["visits"]] == [v.stop for v in schedule.visits]
        for entry, visit in zip(shown["visits"], schedule.visits, strict=True):
            ready = visit.arrival_s + visit.setup_s
            assert entry["times"] == [visit.arrival_s, ready, visit.start_s, visit.departure_s]
            assert entry["arrival"] == format_clock(visit.arrival_s, None)
            assert bool(entry["wait"]) == bool(visit.wait_s)
        assert (shown["startS"], shown["endS"]) == (schedule.departure_s, schedule.return_s)


def test_figures_show_totals_and_what_is_estimated(make_plan: Any) -> None:
    instance, solution = make_plan(40, 4)
    figures = {
        figure["label"]: figure for figure in page_data(Plan.of(instance, solution))["figures"]
    }
    assert figures["Vehicles used"]["value"] == str(len(solution.routes))
    assert figures["Stops served"]["value"] == str(40 - len(solution.unassigned))
    assert figures["Unserved"]["alert"] is True
    assert figures["Distance"]["estimated"] is True
    assert "Gap" not in figures


def test_gap_is_shown_when_the_best_known_is_given(make_plan: Any) -> None:
    instance, solution = make_plan(8, 3, planar=True)
    instance = dataclasses.replace(instance, best_known_cost=solution.cost.total * 4 // 5)
    data = page_data(Plan.of(instance, solution))
    figures = {figure["label"]: figure for figure in data["figures"]}
    assert figures["Gap"]["value"] == "+25.00%"
    assert data["trace"]["isGap"] is True


def test_no_gap_is_shown_where_stops_are_left_out(make_plan: Any) -> None:
    instance, solution = make_plan(planar=True)
    assert solution.unserved
    instance = dataclasses.replace(instance, best_known_cost=solution.cost.total * 4 // 5)
    data = page_data(Plan.of(instance, solution))
    assert "Gap" not in {figure["label"] for figure in data["figures"]}
    assert data["trace"]["isGap"] is False
    cost = solution.cost.total / instance.scale.cost
    assert abs(data["trace"]["points"][-1][1] - cost) < 0.01 * cost


def test_the_time_axis_spans_all_routes_with_few_marks(make_plan: Any) -> None:
    for planar in (False, True):
        instance, solution = make_plan(40, 4, planar=planar)
        ticks = page_data(Plan.of(instance, solution))["ticks"]
        schedules = solution.schedules(instance)
        assert ticks[0][0] <= min(schedule.departure_s for schedule in schedules)
        assert ticks[-1][0] >= max(schedule.return_s for schedule in schedules)
        assert 2 <= len(ticks) <= 16


def test_a_plan_without_routes_still_makes_a_page(plan: Any) -> None:
    instance, _ = plan
    data = page_data(Plan.of(instance, Solution.of(instance, [])))
    assert data["routes"] == []
    assert data["ticks"] == []
    assert len(data["unassigned"]) == len(instance.stops)


def test_only_limited_dimensions_have_a_capacity(plan: Any) -> None:
    instance, solution = plan
    stops = tuple(
        dataclasses.replace(stop, delivery=(*stop.delivery, 2)) for stop in instance.stops
    )
    instance = dataclasses.replace(
        instance,
        stops=stops,
        load_names=("boxes", "kg"),
        scale=dataclasses.replace(instance.scale, load=(1, 1)),
        vehicles=(Vehicle("a", count=9, capacity=(999, None)), Vehicle("b")),
    )
    routes = page_data(Plan.of(instance, Solution.of(instance, solution.routes)))["routes"]
    assert {route["capacity"] for route in routes} == {"999 boxes", ""}


def test_a_date_is_named_once_and_times_are_times_of_day(plan: Any) -> None:
    instance, solution = plan
    dated = page_data(Plan.of(dataclasses.replace(instance, epoch="2026-05-01"), solution))
    plain = page_data(Plan.of(instance, solution))
    assert (dated["date"], plain["date"]) == ("2026-05-01", "")
    assert dated["routes"] == plain["routes"]
    assert dated["ticks"] == plain["ticks"]


def test_reloads_say_after_how_many_visits_they_are(trips_plan: Any, plan: Any) -> None:
    data = page_data(Plan.of(*trips_plan))
    (reload,) = (reload for route in data["routes"] for reload in route.get("reloads", ()))
    assert reload["after"] == 2
    assert reload["times"][3] - reload["times"][2] == 600
    assert not any("reloads" in route for route in page_data(Plan.of(*plan))["routes"])


def test_goods_of_a_shipment_are_those_of_no_depot(shipment_plan: Any) -> None:
    data = page_data(Plan.of(*shipment_plan))
    shown = [(stop["delivery"], stop["pickup"], stop["shipment"]) for stop in data["stops"]]
    assert shown == [
        ("1 kg", "2 kg", "5 kg to B"),
        ("", "", "5 kg from A"),
        ("", "", "9 kg to D"),
        ("", "", "9 kg from C"),
        ("1 kg", "", ""),
    ]
    assert [visit["load"] for visit in data["routes"][0]["visits"]] == ["8 kg", "3 kg", "2 kg"]


def test_a_shipment_of_nothing_still_has_two_ends(shipment_plan: Any) -> None:
    instance, _ = shipment_plan
    first, second, *others = instance.stops
    empty = dataclasses.replace(second, delivery=())
    instance = dataclasses.replace(instance, stops=(first, empty, *others))
    data = page_data(Plan.of(instance, Solution.of(instance, [])))
    assert [stop["shipment"] for stop in data["stops"][:2]] == ["to B", "from A"]


def test_stops_of_a_group_are_counted_as_one(group_plan: Any) -> None:
    data = page_data(Plan.of(*group_plan))
    figures = {figure["label"]: figure for figure in data["figures"]}
    assert (figures["Stops served"]["value"], figures["Stops served"]["notes"]) == ("2", ["of 3"])
    assert (figures["Unserved"]["value"], figures["Unserved"]["alert"]) == ("1", True)
    assert [stop["group"] for stop in data["stops"]] == [*["parcel 1"] * 2, *["parcel 2"] * 2, ""]
    assert [entry["stop"] for entry in data["unassigned"]] == [2, 3]


def test_a_break_says_where_it_is_and_after_how_many_visits() -> None:
    data = page_data(rested_plan("waiting at B"))
    (route,) = data["routes"]
    (pause,) = route["breaks"]
    assert (pause["after"], pause["stop"], pause["where"]) == (1, 1, "B, on arrival")
    assert pause["text"] == "10:30–11:15, on arrival"
    assert pause["times"] == [at(10, 30), at(11, 15)]
    (duration,) = (figure for figure in data["figures"] if figure["label"] == "Duration")
    assert duration["notes"] == ["4 h 00 min driving", "35 min waiting", "45 min breaks"]
    assert (route["waiting"], route["service"]) == ("35 min", "20 min")
    (road,) = page_data(rested_plan("on the road home"))["routes"][0]["breaks"]
    assert (road["after"], road["stop"], road["where"]) == (2, None, "on the road")


def test_a_break_before_leaving_is_no_service() -> None:
    route = page_data(rested_plan("before leaving A"))["routes"][0]
    assert (route["service"], route["breaks"][0]["where"]) == ("20 min", "A, before leaving")


def test_without_a_break_on_the_way_nothing_is_said_of_any() -> None:
    data = page_data(rested_plan("at home"))
    assert "breaks" not in data["routes"][0]
    assert not any("breaks" in note for figure in data["figures"] for note in figure["notes"])


def test_overtime_is_shown_where_there_is_any() -> None:
    data = page_data(overtime_plan())
    assert [route["overtime"] for route in data["routes"]] == ["", "1 h 00 min"]
    (duration,) = (figure for figure in data["figures"] if figure["label"] == "Duration")
    assert duration["notes"][-1] == "1 h 00 min overtime"


def test_setup_is_shown_where_it_takes_time() -> None:
    metres = np.array([0, 60, 60])
    metres = np.abs(metres[:, None] - metres)
    stops = [Stop("a", 49.1, 8.0, setup_s=300), Stop("b", 49.1, 8.0, setup_s=300)]
    instance = Instance([Depot("d", 49.0, 8.0)], stops, [Vehicle("van")], metres, metres)
    plan = Plan.of(instance, Solution.of(instance, [Route(0, (0, 1))]))
    first, second = page_data(plan)["routes"][0]["visits"]
    assert (first["setup"], second["setup"]) == ("5 min", "")
    assert (first["times"], second["times"]) == ([60, 360, 360, 360], [360] * 4)
