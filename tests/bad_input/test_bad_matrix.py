"""Matrices that must be refused, each with one sentence that names what is wrong."""

from pathlib import Path

import numpy as np
import pytest

from vrp.errors import ReadError
from vrp.read.matrix import read_matrix

IDS = ("north", "A", "B")
GOOD = np.array([[0, 1, 2], [3, 0, 4], [5, 6, 0]])
PAIRS = "from,to,duration_s,distance_m\n"
ALL_PAIRS = "".join(f"{i},{j},5,50\n" for i in IDS for j in IDS if i != j)


def with_entry(row: int, column: int, value: float) -> np.ndarray:
    array = GOOD.astype(float)
    array[row, column] = value
    return array


def with_line(value: float, *, row: int | None = None, column: int | None = None) -> np.ndarray:
    array = GOOD.astype(float)
    array[slice(None) if row is None else row, slice(None) if column is None else column] = value
    np.fill_diagonal(array, 0)
    return array


@pytest.mark.parametrize(
    ("arrays", "problem"),
    [
        (
            {"durations_s": GOOD[:, :2]},
            "m.npz: durations_s has shape (3, 2), expected (3, 3): "
            "the instance has 3 locations (depots: 1, stops: 2)",
        ),
        (
            {"durations_s": with_entry(1, 2, np.nan)},
            "m.npz, durations_s, row 'A', column 'B': nan is not a number, "
            "expected seconds from 0 to 536870911",
        ),
        (
            {"distances_m": with_entry(0, 1, np.inf)},
            "m.npz, distances_m, row 'north', column 'A': inf is infinite, "
            "expected metres from 0 to 536870911",
        ),
        (
            {"distances_m": with_entry(0, 1, -5)},
            "m.npz, distances_m, row 'north', column 'A': -5 is negative, "
            "expected metres from 0 to 536870911",
        ),
        (
            {"durations_s": with_entry(2, 1, 2**31 - 1)},
            "m.npz, durations_s, row 'B', column 'A': 2147483647 is too large, "
            "expected seconds from 0 to 536870911",
        ),
        (
            {"durations_s": with_line(np.inf, column=2)},
            "m.npz: stop 'B' cannot be reached: "
            "its whole column of durations_s is infinite or not a number",
        ),
        (
            {"durations_s": with_line(np.nan, row=1)},
            "m.npz: nothing can be reached from stop 'A': "
            "its whole row of durations_s is infinite or not a number",
        ),
        (
            {"distances_m": with_line(np.inf, column=0)},
            "m.npz: depot 'north' cannot be reached: "
            "its whole column of distances_m is infinite or not a number",
        ),
        (
            {"ids": np.array(["north", "A", "C"])},
            "m.npz: has no location 'B', expected every depot and stop",
        ),
        (
            {"ids": np.array(["north", "A", "A"])},
            "m.npz: id 'A' appears twice, expected each location once",
        ),
        (
            {"ids": np.array(["north", "A", "B", "C"])},
            "m.npz: durations_s has shape (3, 3), expected (4, 4): its 'ids' has 4 locations",
        ),
        ({"ids": np.array([["north"]])}, "m.npz: 'ids' has shape (1, 1), expected one dimension"),
        (
            {"durations_s": GOOD.astype(str)},
            "m.npz: durations_s has dtype <U21, expected numbers",
        ),
        (
            {"durations_s": GOOD.astype(complex)},
            "m.npz: durations_s has dtype complex128, expected numbers",
        ),
    ],
)
def test_npz(tmp_path: Path, arrays: dict[str, np.ndarray], problem: str) -> None:
    np.savez(tmp_path / "m.npz", **{"durations_s": GOOD, "distances_m": GOOD, **arrays})
    with pytest.raises(ReadError) as caught:
        read_matrix(tmp_path / "m.npz", IDS, n_depots=1)
    assert problem in caught.value.problems


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_to_do_about_missing_ways_is_said(tmp_path: Path, value: float) -> None:
    np.savez(tmp_path / "m.npz", durations_s=with_entry(1, 2, value), distances_m=GOOD)
    with pytest.raises(ReadError, match="vrp matrix --unreachable drop"):
        read_matrix(tmp_path / "m.npz", IDS, n_depots=1)
    np.savez(tmp_path / "m.npz", durations_s=with_entry(1, 2, -1), distances_m=GOOD)
    with pytest.raises(ReadError) as caught:
        read_matrix(tmp_path / "m.npz", IDS, n_depots=1)
    assert len(caught.value.problems) == 1


def test_npz_without_an_array(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", durations_s=GOOD, distance=GOOD)
    with pytest.raises(ReadError, match="has no array 'distances_m', found 'durations_s', 'dist"):
        read_matrix(tmp_path / "m.npz", IDS, n_depots=1)


def test_npz_of_objects(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", durations_s=GOOD.astype(object), distances_m=GOOD)
    with pytest.raises(ReadError, match=r"m\.npz: is no npz archive of plain arrays"):
        read_matrix(tmp_path / "m.npz", IDS, n_depots=1)


def test_a_single_array(tmp_path: Path) -> None:
    """Whatever it is called."""
    np.save(tmp_path / "m.npy", GOOD)
    (tmp_path / "m.npy").rename(tmp_path / "m.csv")
    problem = r"m\.csv: is a single array \(\.npy\), expected two in an npz archive"
    with pytest.raises(ReadError, match=problem):
        read_matrix(tmp_path / "m.csv", IDS, n_depots=1)


def test_broken_archive(tmp_path: Path) -> None:
    (tmp_path / "m.npz").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(ReadError, match=r"m\.npz: is no npz archive of plain arrays"):
        read_matrix(tmp_path / "m.npz", IDS, n_depots=1)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read: No such file"):
        read_matrix(tmp_path / "m.npz", IDS, n_depots=1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "m.csv: is empty"),
        (
            "0,1\n2,0\n",
            "m.csv, row 1: starts with '0', expected the columns from, to, duration_s, distance_m, "
            "or a square that starts with 'durations_s' and the ids",
        ),
        (
            PAIRS + ALL_PAIRS.replace("A,B,5,50\n", ""),
            "m.csv: no row from 'A' to 'B', expected one for every pair",
        ),
        (
            PAIRS + ALL_PAIRS.replace("A,B,5,50", "A,B,five,50"),
            "m.csv, row 5, column 'duration_s': 'five' is not a number, expected one",
        ),
        (
            PAIRS + ALL_PAIRS.replace("A,north,5,50", 'A,north,0.5,"1,234"'),
            "m.csv, row 4, column 'distance_m': '1,234' has another decimal mark than numbers "
            "before it, expected '.' and no thousands separators",
        ),
        (
            PAIRS + ALL_PAIRS.replace("A,north,5,50", 'A,north,5,"1,234"'),
            "m.csv, row 4, column 'distance_m': '1,234' may be 1234 or 1.234, and no other number "
            "shows what its comma stands for: write 1234 or 1.234",
        ),
        (
            "durations_s;north;A\nnorth;0;1.500\nA;1;0\ndistances_m;north;A\nnorth;0;1\nA;1;0\n",
            "m.csv, row 2, column 'A': '1.500' may be 1500 or 1.5, and no other number shows",
        ),
        (
            'durations_s,north,A\nnorth,0,"1,5"\nA,1,0\ndistances_m,north,A\nnorth,0,1.5\nA,1,0\n',
            "m.csv, row 5, column 'A': '1.5' has another decimal mark",
        ),
        (PAIRS + ALL_PAIRS + "A,B\n", "m.csv, row 8: has 2 cells, expected 4"),
        (
            PAIRS + ALL_PAIRS + "A,B,1,1\n",
            "m.csv, row 8: from 'A' to 'B' is already in row 5, expected each pair once",
        ),
        (
            PAIRS + "north,A,1,1\nA,north,1,1\n",
            "m.csv: has no location 'B', expected every depot and stop",
        ),
        (
            PAIRS + ALL_PAIRS.replace("A,B,5,50", "A,B,5,inf"),
            "m.csv, distances_m, row 'A', column 'B': inf is infinite, "
            "expected metres from 0 to 536870911",
        ),
        (
            "durations_s,north,A\nnorth,0,1\nA,1,0\n",
            "m.csv: has no square 'distances_m', expected durations_s and distances_m",
        ),
        ("durations_s,north,A\nnorth,0\nA,1,0\n", "row 2: has 1 numbers, expected 2"),
        ("durations_s,north,A\nnorth,0,x\nA,1,0\n", "row 2, column 'A': 'x' is not a number"),
        ("durations_s,north,A\nnorth,0,1\n", "m.csv: no row 'A' in its square"),
        ("durations_s,A,A\n", "m.csv, row 1: 'durations_s' has an id twice or a blank one"),
        (
            "durations_s,north,A\nnorth,0,1\nC,1,0\n",
            "m.csv, row 3: 'C', expected each id of the header once",
        ),
        (
            "durations_s,north\nnorth,0\ndurations_s,north\nnorth,0\n",
            "m.csv, row 3: a second square 'durations_s'",
        ),
        (
            "durations_s,north\nnorth,0\ndistances_m,A\nA,0\n",
            "m.csv: 'A' is in one square only, expected the same ids in both",
        ),
    ],
)
def test_csv(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "m.csv").write_text(text)
    with pytest.raises(ReadError) as caught:
        read_matrix(tmp_path / "m.csv", IDS, n_depots=1)
    assert any(problem in found for found in caught.value.problems), caught.value.problems
