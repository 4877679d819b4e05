import pytest
from vrplib_text import Changes, split

from vrp.errors import ReadError
from vrp.read.vrplib_data import Nodes
from vrp.read.vrplib_nodes import numbering, read_depots, read_nodes


def nodes_of(
    changes: Changes | None = None, depots: tuple[int, ...] = (0,)
) -> tuple[Nodes, list[str]]:
    problems: list[str] = []
    file = split(changes)
    return read_nodes(file, numbering(file), depots, problems), problems


def test_node_numbers_keep_the_order_of_their_coordinates() -> None:
    assert numbering(split({"NODE_COORD_SECTION": "7 0 0\n3 1 1\n5 2 2\n1 3 3"})) == {
        "7": 0,
        "3": 1,
        "5": 2,
        "1": 3,
    }
    assert numbering(split({"NODE_COORD_SECTION": None, "DIMENSION": "2"})) == {"1": 0, "2": 1}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"DIMENSION": None}, "DIMENSION is missing"),
        ({"DIMENSION": "1"}, "line 3: DIMENSION is '1', expected a whole number from 2 up"),
        ({"DIMENSION": "many"}, "DIMENSION is 'many'"),
        ({"DIMENSION": "5"}, "NODE_COORD_SECTION has 4 rows, expected DIMENSION = 5"),
    ],
)
def test_a_wrong_dimension_is_refused(changes: Changes, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        numbering(split(changes))


def test_a_node_given_twice_is_reported() -> None:
    _, problems = nodes_of({"NODE_COORD_SECTION": "1 0 0\n2 3 4\n2 6 8\n4 0 8"})
    assert "NODE_COORD_SECTION has number '2' twice" in problems[0]


def test_demands_pickups_windows_and_prizes() -> None:
    nodes, problems = nodes_of(
        {
            "DEMAND_SECTION": None,
            "LINEHAUL_SECTION": "1 0\n2 4\n3 5\n4 6",
            "BACKHAUL_SECTION": "1 0\n2 1\n3 2\n4 3",
            "TIME_WINDOW_SECTION": "1 0 100\n2 1 2\n3 3.5 4\n4 5 6",
            "PRIZE_SECTION": "1 0\n2 10\n3 11\n4 12.5",
        }
    )
    assert not problems
    assert nodes.deliveries == [0, 4, 5, 6]
    assert nodes.pickups == [0, 1, 2, 3]
    assert nodes.windows is not None
    assert nodes.windows[2].tolist() == [3.5, 4]
    assert nodes.prizes is not None
    assert nodes.prizes.tolist() == [0, 10, 11, 12.5]


def test_one_service_time_is_everybodys_but_the_depots() -> None:
    assert nodes_of({"SERVICE_TIME": "90"})[0].services.tolist() == [0, 90, 90, 90]
    assert nodes_of({"SERVICE_TIME": "5"}, depots=(0, 2))[0].services.tolist() == [0, 5, 0, 5]
    section = {"SERVICE_TIME_SECTION": "1 0\n2 1\n3 2\n4 3"}
    assert nodes_of(section)[0].services.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"DEMAND_SECTION": "1 0\n2 -4\n3 5\n4 6"},
            "line 13: DEMAND_SECTION, row 2: demand is",
        ),
        ({"DEMAND_SECTION": "1 0\n2 4.5\n3 5\n4 6"}, "demand is '4.5', expected a whole number"),
        ({"DEMAND_SECTION": "1 3\n2 4\n3 5\n4 6"}, "line 12: DEMAND_SECTION: node 1 is a depot"),
        ({"NODE_COORD_SECTION": "1 0 0\n2 -inf 4\n3 6 8\n4 0 8"}, "row 2: x is '-inf'"),
        ({"LINEHAUL_SECTION": "1 0\n2 4\n3 5\n4 6"}, "exclude each other"),
        (
            {"TIME_WINDOW_SECTION": "1 0 9\n2 3 2\n3 0 9\n4 0 9"},
            "TIME_WINDOW_SECTION, row 2: window ends at 2, before it starts at 3",
        ),
    ],
)
def test_wrong_values_are_noted(changes: Changes, problem: str) -> None:
    _, problems = nodes_of(changes)
    assert len(problems) == 1
    assert problem in problems[0]


@pytest.mark.parametrize(
    ("rows", "depots"), [("1\n-1", (0,)), ("3\n1\n-1", (2, 0)), ("2 4 -1", (1, 3)), ("4", (3,))]
)
def test_depots_are_a_list(rows: str, depots: tuple[int, ...]) -> None:
    file = split({"DEPOT_SECTION": rows})
    assert read_depots(file, numbering(file), []) == depots


def test_the_first_node_is_the_depot_of_files_without() -> None:
    file = split({"DEPOT_SECTION": None})
    assert read_depots(file, numbering(file), []) == (0,)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("9\n-1", "there is no node '9'"),
        ("1\n1\n-1", "has depot '1' twice"),
        ("-1", "names no depot"),
    ],
)
def test_wrong_depots_are_noted(rows: str, problem: str) -> None:
    file = split({"DEPOT_SECTION": rows})
    problems: list[str] = []
    read_depots(file, numbering(file), problems)
    assert len(problems) == 1
    assert problem in problems[0]
