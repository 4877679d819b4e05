from pathlib import Path
from typing import Any

import pytest
from vroom_json import problem

from vrp.errors import ReadError
from vrp.instance import MAX_VALUE
from vrp.read.json_object import JsonObject
from vrp.read.json_places import Matrices, Place, read_matrices, read_place
from vrp.read.road_travel import RoadOptions
from vrp.roads.haversine import estimate


def matrices_of(document: dict[str, Any]) -> tuple[Matrices, list[str]]:
    problems: list[str] = []
    matrices = read_matrices(JsonObject(document, "$", problems), {"car"}, "a.json")
    return matrices, problems


def test_a_place_is_a_coordinate_or_an_index() -> None:
    item = JsonObject({"start": [8, 49], "start_index": 3}, "$", [])
    assert read_place(item, "start", "start_index") == Place(3, (49, 8))
    assert read_place(item, "end", "end_index") is None


def test_rows_are_picked_by_index_and_may_repeat() -> None:
    matrices, problems = matrices_of(problem())
    places = [Place(3, None), Place(1, None), Place(1, None)]
    travel = matrices.between(places, "abc", 1)
    assert travel.durations_s.tolist() == [[0, 32, 32], [13, 0, 0], [13, 0, 0]]
    assert travel.distances_m.tolist() == [[0, 320, 320], [130, 0, 0], [130, 0, 0]]
    assert (travel.matrix_source, travel.estimated) == ("matrices of the file", False)
    assert problems == []


@pytest.mark.parametrize(
    ("option", "value"), [("traffic", Path("rush.csv")), ("unreachable", "drop")]
)
def test_given_matrices_have_no_use_for_options_of_roads(option: str, value: object) -> None:
    matrices, _ = matrices_of(problem())
    options = RoadOptions("osm", **{option: value})
    with pytest.raises(ReadError, match=f"a.json: has matrices, .* for the option '{option}'"):
        matrices.between([Place(0, None)], "a", 1, options)


def test_the_older_matrix_holds_durations() -> None:
    matrices, _ = matrices_of({"matrix": [[0, 5], [6, 0]]})
    travel = matrices.between([Place(1, None), Place(0, None)], "ab", 1)
    assert travel.durations_s.tolist() == [[0, 6], [5, 0]]
    assert not travel.distances_m.any()
    assert "no distances" in travel.matrix_source


def test_without_matrices_distances_are_estimated() -> None:
    matrices, _ = matrices_of({})
    places = [Place(None, (49.0, 8.0)), Place(None, (49.1, 8.2))]
    travel = matrices.between(places, "ab", 1)
    expected = estimate([49.0, 49.1], [8.0, 8.2])
    assert travel.durations_s.tolist() == expected[0].tolist()
    assert travel.distances_m.tolist() == expected[1].tolist()
    assert travel.estimated
    assert "great circle" in travel.matrix_source


@pytest.mark.parametrize(
    ("document", "places", "message"),
    [
        ({}, [Place(0, None)], "without matrices every job, pickup, delivery and"),
        ({"matrix": [[0]]}, [Place(None, (49, 8))], "with matrices every job, pickup and deliv"),
        ({"matrix": [[0]]}, [Place(1, None)], "index 1 is outside the matrices, expected 0 to 0"),
    ],
)
def test_places_that_have_no_row_are_refused(
    document: dict[str, Any], places: list[Place], message: str
) -> None:
    matrices, _ = matrices_of(document)
    with pytest.raises(ReadError, match=message):
        matrices.between(places, "a", 1)


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ({"matrix": 5}, "$.matrix is no list of lists"),
        ({"matrix": [[0, 1], [1]]}, "$.matrix[1] has 1 values of 2"),
        ({"matrix": [[0, 1], [-1, 0]]}, "$.matrix[1][0] is -1, expected"),
        ({"matrix": [[0, 1.5], [1, 0]]}, "$.matrix[0][1] is 1.5, expected"),
        ({"matrix": [[0, MAX_VALUE + 1], [1, 0]]}, f"$.matrix[0][1] is {MAX_VALUE + 1}, expected"),
        ({"matrix": [[0]], "matrices": {}}, "$.matrix and matrices exclude each other"),
        ({"matrices": {"bike": {}}}, "$.matrices.car is missing: vehicles have this profile"),
        ({"matrices": {"car": {"distances": [[0]]}}}, "$.matrices.car.durations is missing"),
        (
            {"matrices": {"car": {"durations": [[0]], "costs": [[0, 1], [1, 0]]}}},
            "$.matrices.car.costs has 2 rows, expected 1",
        ),
        ({"matrices": {"car": {"durations": [[0]], "cost": [[0]]}}}, "$.matrices.car.cost is unk"),
        (
            {"matrices": {"car": {"durations": [[0]], "distances": [[0, 1], [1, 0]]}}},
            "$.matrices.car.distances has 2 rows, expected 1",
        ),
    ],
)
def test_wrong_matrices_are_noted_with_their_path(document: dict[str, Any], problem: str) -> None:
    _, problems = matrices_of(document)
    assert len(problems) == 1
    assert problems[0].startswith(problem)
