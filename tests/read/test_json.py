from pathlib import Path
from typing import Any

import pytest
from fake_roads import Detours
from vroom_json import problem, write_json

from vrp.errors import ReadError, RoadError
from vrp.instance import MAX_VALUE, Break
from vrp.read.json import read_json
from vrp.read.problems import InputWarning
from vrp.read.road_travel import RoadOptions
from vrp.read.start import read_start
from vrp.roads.mix import Mix
from vrp.schedule import make_schedule
from vrp.solution import Route, Solution, evaluate
from vrp.solver import solve


def test_a_problem_with_matrices_becomes_an_instance(tmp_path: Path) -> None:
    instance = read_json(write_json(tmp_path, problem()))
    assert instance.name == "problem"
    assert instance.location_ids == ("depot-1", "depot-2", "7", "8")
    assert [(v.id, v.start, v.end) for v in instance.vehicles] == [("1", 0, 0), ("2", 0, 1)]
    assert instance.durations_s.tolist()[0] == [0, 30, 10, 20]
    assert instance.distances_m.tolist()[3] == [210, 230, 220, 0]
    assert [stop.delivery or (0,) for stop in instance.stops] == [(1,), (0,)]
    assert not instance.estimated
    # One cost unit a second driven by default: 10 + 12 + 21, service is free.
    assert evaluate(instance, [Route(0, (0, 1))]).total == 43
    assert instance.minimised == "time driven"
    assert not instance.is_timed
    # One matrix for both: the search looks legs up in one place.
    assert instance.generalised_m is instance.durations_s


def test_waiting_costs_nothing(tmp_path: Path) -> None:
    document = problem()
    document["jobs"][0]["time_windows"] = [[0, 10]]
    document["jobs"][1]["time_windows"] = [[5000, 6000]]
    instance = read_json(write_json(tmp_path, document))
    assert evaluate(instance, [Route(0, (0, 1))]).total == 43


def test_prices_in_different_proportions_warn_that_waiting_costs(tmp_path: Path) -> None:
    document = problem()
    document["vehicles"][0]["costs"] = {"per_hour": 3600, "per_km": 1000}
    with pytest.warns(InputWarning, match="per_hour is charged for whole routes here"):
        instance = read_json(write_json(tmp_path, document))
    # 10 + 60 + 12 + 21 seconds and 430 metres.
    assert evaluate(instance, [Route(0, (0, 1))]).total == 103 + 430
    assert evaluate(instance, [Route(1, (0,))]).total == 10 + 60 + 13


def test_a_matrix_of_costs_is_charged(tmp_path: Path) -> None:
    document = problem()
    document["matrices"]["car"]["costs"] = [[0, 1, 2, 3], [4, 0, 5, 6], [7, 8, 0, 9], [1, 2, 3, 0]]
    document["vehicles"][0]["costs"] = {"fixed": 30}
    path = write_json(tmp_path, document)
    instance = read_json(path)
    assert evaluate(instance, [Route(0, (0, 1))]).total == 30 + 1 + 5 + 7
    assert instance.durations_s.tolist()[0] == [0, 30, 10, 20]
    with pytest.raises(ReadError, match="have costs, beside which duration cannot be minimised"):
        read_json(path, mix=Mix.parse("duration"))


def test_beside_a_matrix_of_costs_hours_and_kilometres_have_no_price(tmp_path: Path) -> None:
    document = problem()
    document["matrices"]["car"]["costs"] = [[0] * 4] * 4
    document["vehicles"][1]["costs"] = {"per_hour": 20, "per_km": 1}
    with pytest.raises(ReadError) as caught:
        read_json(write_json(tmp_path, document))
    expected = "cannot be charged beside matrices' costs"
    places = [
        problem.removesuffix(expected).rpartition("$.")[2] for problem in caught.value.problems
    ]
    assert places == ["vehicles[1].costs.per_hour ", "vehicles[1].costs.per_km "]


def test_minimising_a_mix_charges_kilometres_on_it(tmp_path: Path) -> None:
    document = problem()
    for vehicle in document["vehicles"]:
        vehicle["costs"] = {"per_hour": 0, "per_km": 1000}
    instance = read_json(write_json(tmp_path, document), mix=Mix.parse("duration"))
    assert instance.minimised == "duration"
    assert [vehicle.cost_per_m for vehicle in instance.vehicles] == [1, 1]


def test_coordinates_alone_are_estimated(tmp_path: Path) -> None:
    document = {
        "vehicles": [{"id": 1, "start": [8.0, 49.0]}],
        "jobs": [{"id": 7, "location": [8.1, 49.0]}],
    }
    instance = read_json(write_json(tmp_path, document))
    assert instance.estimated
    assert instance.vehicles[0].end is None
    assert instance.depots[0].lat == 49
    # 7.3 km of great circle along the parallel, × 1.4.
    assert instance.distances_m[0, 1] == pytest.approx(10_200, rel=0.01)


def test_costs_are_exact_money(tmp_path: Path) -> None:
    document = problem()
    for vehicle in document["vehicles"]:
        vehicle["costs"] = {"fixed": 30, "per_hour": 20, "per_km": 1}
    instance = read_json(write_json(tmp_path, document))
    cost = evaluate(instance, [Route(0, (0, 1))])
    assert cost.total / instance.scale.cost == pytest.approx(30 + 43 * 20 / 3600 + 0.43)
    assert cost.fixed == 30 * instance.scale.cost


def test_unix_timestamps_count_from_midnight(tmp_path: Path) -> None:
    document = problem()
    midnight = 1_700_006_400  # 2023-11-15 in UTC
    document["vehicles"][0]["time_window"] = [midnight + 8 * 3600, midnight + 18 * 3600]
    document["jobs"][0]["time_windows"] = [[midnight + 9 * 3600, midnight + 10 * 3600]]
    instance = read_json(write_json(tmp_path, document))
    assert instance.epoch == "2023-11-15"
    assert instance.stops[0].windows == ((32400, 36000),)
    assert instance.vehicles[0].shift_s == (28800, 64800)
    assert instance.vehicles[1].shift_s == (0, MAX_VALUE)


def test_times_of_breaks_count_from_the_same_midnight(tmp_path: Path) -> None:
    document = problem()
    midnight = 1_700_006_400  # 2023-11-15 in UTC
    pause = {"id": 3, "time_windows": [[midnight + 43_200, midnight + 46_800]], "service": 1800}
    document["vehicles"][1]["breaks"] = [pause]
    with pytest.warns(InputWarning, match="routes back in time for their break, or leaving after"):
        instance = read_json(write_json(tmp_path, document))
    assert instance.epoch == "2023-11-15"
    assert [vehicle.breaks for vehicle in instance.vehicles] == [(), (Break(43200, 46800, 1800),)]
    document["vehicles"][1]["breaks"][0]["time_windows"] = [[600, 2**32 - 1]]
    with pytest.warns(InputWarning, match="routes back in time for their break"):
        instance = read_json(write_json(tmp_path, document))
    assert instance.vehicles[1].breaks == (Break(600, MAX_VALUE, 1800),)


def test_endless_windows_are_cut_off(tmp_path: Path) -> None:
    document = problem()
    document["jobs"][0]["time_windows"] = [[600, 2**32 - 1]]
    instance = read_json(write_json(tmp_path, document))
    assert instance.epoch is None
    assert instance.stops[0].windows == ((600, MAX_VALUE),)


def test_without_a_start_routes_begin_at_their_first_job(tmp_path: Path) -> None:
    document = problem()
    del document["vehicles"][1]["start_index"]
    instance = read_json(write_json(tmp_path, document))
    assert instance.location_ids == ("depot-1", "depot-2", "anywhere", "7", "8")
    assert evaluate(instance, [Route(1, (0, 1))]).total == 12 + 23
    assert evaluate(instance, [Route(0, (0, 1))]).total == 10 + 12 + 21
    del document["vehicles"][0]
    instance = read_json(write_json(tmp_path, document))
    (route,) = solve(instance, iterations=50, threads=1).routes
    assert evaluate(instance, [route]).total == min(12 + 23, 22 + 13)


def test_setup_counts_at_the_first_job_wherever_routes_begin(tmp_path: Path) -> None:
    document = problem()
    del document["vehicles"][1]["start_index"]
    document["jobs"][0]["setup"] = 300
    instance = read_json(write_json(tmp_path, document))
    for vehicle in (0, 1):
        (visit,) = make_schedule(instance, vehicle, [0]).visits
        assert visit.setup_s == 300


def test_on_roads_a_start_anywhere_is_no_place_to_look_for(tmp_path: Path) -> None:
    document = {
        "vehicles": [{"id": 1, "end": [8.0, 49.0]}],
        "jobs": [{"id": n, "location": [8.1, 49.0 + n / 100]} for n in range(3)],
    }
    roads = Detours()
    instance = read_json(write_json(tmp_path, document), roads=RoadOptions(roads))
    assert roads.names == ["depot 'depot-1'", "stop '0'", "stop '1'", "stop '2'"]
    assert not instance.durations_s[1].any()
    assert instance.durations_s[2:, 0].all()
    assert instance.depots[1].lat is None


def test_several_dimensions_are_numbered(tmp_path: Path) -> None:
    document = problem()
    for vehicle in document["vehicles"]:
        vehicle["capacity"] = [4, 9]
    document["jobs"] = [{"id": 1, "location_index": 1, "delivery": [1, 2]}]
    instance = read_json(write_json(tmp_path, document))
    assert instance.load_names == ("1", "2")
    assert instance.deliveries.tolist() == [[1, 2]]


def test_a_travel_time_limit_warns_that_it_is_stricter(tmp_path: Path) -> None:
    document = problem()
    document["vehicles"][0]["max_travel_time"] = 500
    with pytest.warns(InputWarning, match="max_travel_time limits whole routes here"):
        assert read_json(write_json(tmp_path, document)).vehicles[0].max_duration_s == 500


def test_options_of_a_server_of_vroom_are_passed_over_with_a_warning(tmp_path: Path) -> None:
    document = problem() | {"options": {"g": True}}
    with pytest.warns(InputWarning, match="options are passed over"):
        assert len(read_json(write_json(tmp_path, document)).stops) == 2
    read_json(write_json(tmp_path, problem() | {"options": {}}))


def shipment(number: int) -> dict[str, Any]:
    """From the place of the second job to that of the first, whatever ids they have."""
    pickup = {"id": number, "location_index": 2, "service": 30, "description": "Depot Süd"}
    return {"amount": [3], "pickup": pickup, "delivery": {"id": number, "location_index": 1}}


def test_shipments_become_pairs_of_stops(tmp_path: Path) -> None:
    document = problem() | {"shipments": [shipment(7), shipment(1000)]}
    instance = read_json(write_json(tmp_path, document))
    ids = ("7", "8", "pickup-7", "delivery-7", "pickup-1000", "delivery-1000")
    assert tuple(stop.id for stop in instance.stops) == ids
    assert instance.origins == (None, None, None, 2, None, 4)
    assert instance.deliveries.ravel().tolist() == [1, 0, 0, 0, 0, 0]
    assert instance.pickups.ravel().tolist() == [0, 2, 3, -3, 3, -3]
    plan = Solution.of(instance, [Route(0, (2, 3))])
    plan.check(instance)
    assert plan.cost.total == 20 + 22 + 11


def test_a_file_may_have_shipments_alone(tmp_path: Path) -> None:
    document = problem() | {"jobs": [], "shipments": [shipment(1)]}
    assert len(read_json(write_json(tmp_path, document)).stops) == 2


def test_steps_name_both_ends_of_shipments(tmp_path: Path) -> None:
    document = problem() | {"shipments": [shipment(7)]}
    pickup, delivery = ({"type": name, "id": 7} for name in ("pickup", "delivery"))
    document["vehicles"][1]["steps"] = [pickup, {"type": "job", "id": 8}, delivery]
    path = write_json(tmp_path, document)
    instance = read_json(path)
    assert read_start(path, instance).routes == (Route(1, (2, 1, 3)),)
    document["vehicles"][0]["steps"] = [pickup, {"type": "delivery", "id": 8}]
    with pytest.raises(ReadError) as caught:
        read_json(write_json(tmp_path, document))
    assert [text.partition("$.")[2] for text in caught.value.problems] == [
        "vehicles[0].steps name delivery '8', which is not in shipments",
        "vehicles[1].steps name pickup '7' a second time",
    ]


def test_an_end_without_the_other_is_planned_anew(tmp_path: Path) -> None:
    document = problem() | {"shipments": [shipment(7)]}
    document["vehicles"][1]["steps"] = [{"type": "delivery", "id": 7}]
    path = write_json(tmp_path, document)
    with pytest.warns(InputWarning, match="planned anew"):
        assert read_start(path, read_json(path)).routes == ()


def edited(path: list[Any], value: Any) -> dict[str, Any]:
    document = problem()
    *parents, last = path
    item = document
    for key in parents:
        item = item[key]
    item[last] = value
    return document


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (edited(["jobs"], []), "$.jobs has no entries, expected at least one, or shipments"),
        (edited(["vehicles"], None), "$.vehicles has no entries"),
        (edited(["shipments"], [{}]), "$.shipments[0].pickup.id is missing"),
        (
            edited(["vehicles", 0, "capacity"], [4, 9]) | {"shipments": [shipment(1)]},
            "$.shipments[0].amount has 1 entries, expected 2",
        ),
        (edited(["shipments"], [shipment(1), shipment(1)]), "id 'pickup-1' is used twice"),
        (
            edited(["vehicle"], []),
            "$.vehicle is unknown, expected one of jobs, shipments, vehicles",
        ),
        (edited(["matrices", "car", "durations", 0, 1], 0.5), "durations[0][1] is 0.5, expected a"),
        (edited(["jobs", 1, "service"], "5 min"), '$.jobs[1].service is "5 min", expected a whole'),
        (edited(["jobs", 1], 5), "$.jobs[1] is 5, expected an object"),
        (edited(["jobs", 1, "pickup"], [1, 2]), "$.jobs[0].delivery has 1 entries, expected 2"),
        (edited(["vehicles", 1, "capacity"], None), "$.vehicles[1].capacity has 0 entries"),
        (edited(["vehicles", 1, "profile"], "bike"), "$.vehicles have profiles bike, car"),
        (edited(["jobs", 1, "location_index"], 4), "location index 4 is outside the matrices"),
        (edited(["jobs", 1, "service"], 10**30), "stop '8': service_s is 1000000000000000000000"),
        (edited(["jobs", 1, "time_windows"], [[10**30, 10**31]]), "stop '8': window is 1000000000"),
        (edited(["jobs", 1, "id"], 7), "problem.json: id '7' is used twice"),
        (
            edited(["jobs", 1, "time_windows"], [[0, 5], [3, 9]]),
            "stop '8': windows (0, 5) and (3, 9) overlap",
        ),
    ],
)
def test_wrong_problems_name_the_path(
    tmp_path: Path, document: dict[str, Any], message: str
) -> None:
    with pytest.raises(ReadError) as caught:
        read_json(write_json(tmp_path, document))
    assert message in str(caught.value)
    assert "problem.json" in str(caught.value)


def test_limits_and_prices_of_distance_need_distances(tmp_path: Path) -> None:
    document = problem()
    del document["matrices"]["car"]["distances"]
    document["vehicles"][0]["max_distance"] = 5
    document["vehicles"][1]["costs"] = {"per_km": 1}
    with pytest.raises(ReadError) as caught:
        read_json(write_json(tmp_path, document))
    assert [problem.partition(" needs")[0][-26:] for problem in caught.value.problems] == [
        "$.vehicles[0].max_distance",
        "$.vehicles[1].costs.per_km",
    ]


def test_without_matrices_jobs_are_driven_to_on_roads(tmp_path: Path) -> None:
    document = problem()
    del document["matrices"]
    for number, job in enumerate(document["jobs"]):
        del job["location_index"]
        job["location"] = [8.1, 49.1 + 0.1 * number]
    for vehicle in document["vehicles"]:
        del vehicle["start_index"], vehicle["end_index"]
        vehicle["start"] = vehicle["end"] = [8.0, 49.0]
    path = write_json(tmp_path, document)
    roads = Detours()
    instance = read_json(path, roads=RoadOptions(roads))
    assert (instance.matrix_source, instance.attribution) == (roads.source, roads.attribution)
    assert not instance.estimated
    assert roads.names == ["depot 'depot-1'", "stop '7'", "stop '8'"]
    with pytest.raises(RoadError, match="no road leads from depot 'depot-1' to stop '8'"):
        read_json(path, roads=RoadOptions(Detours(missing=[(0, 2)])))


def test_steps_name_jobs_that_there_are_and_each_once(tmp_path: Path) -> None:
    document = problem()
    job = {"type": "job", "id": 8}
    document["vehicles"][0]["steps"] = [{"type": "start"}, job, {"type": "job", "id": 9}]
    document["vehicles"][1]["steps"] = [{"type": "start"}, job, {"type": "end"}]
    with pytest.raises(ReadError) as caught:
        read_json(write_json(tmp_path, document))
    assert [text.partition("$.")[2] for text in caught.value.problems] == [
        "vehicles[0].steps name job '9', which is not in jobs",
        "vehicles[1].steps name job '8' a second time",
    ]


def test_rows_of_the_matrices_are_carried_through(tmp_path: Path) -> None:
    instance = read_json(write_json(tmp_path, problem()))
    places = (*instance.depots, *instance.stops)
    assert [place.extra["location_index"] for place in places] == ["0", "3", "1", "2"]
