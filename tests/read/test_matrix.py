from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vrp.errors import ReadError
from vrp.read.matrix import read_matrix
from vrp.read.problems import InputWarning

IDS = ("north", "A", "B")
DURATIONS = np.array([[0, 11, 12], [21, 0, 23], [31, 32, 0]])
DISTANCES = 10 * DURATIONS


def save(path: Path, **arrays: npt.ArrayLike) -> Path:
    given = {"durations_s": DURATIONS, "distances_m": DISTANCES, **arrays}
    np.savez(path, **{name: np.asarray(array) for name, array in given.items()})
    return path


def save_pairs(path: Path, ids: tuple[str, ...], delimiter: str = ",") -> Path:
    lines = [delimiter.join(("To", "from", "distance_m", "duration_s", "note"))]
    for i, start in enumerate(ids):
        for j, end in enumerate(ids):
            if i != j:
                row = (end, start, str(DISTANCES[i, j]), str(DURATIONS[i, j]), "x")
                lines.append(delimiter.join(row))
    path.write_text("\n".join(lines))
    return path


def test_npz_without_ids_is_in_the_order_of_the_rows(tmp_path: Path) -> None:
    path = save(tmp_path / "m.npz")
    durations, distances = read_matrix(path, ("B", "north", "A"), n_depots=1, row_ids=IDS)
    order = np.ix_([2, 0, 1], [2, 0, 1])
    np.testing.assert_array_equal(durations, DURATIONS[order])
    np.testing.assert_array_equal(distances, DISTANCES[order])
    assert durations.dtype == np.int32
    assert not durations.flags.writeable


@settings(max_examples=20)
@given(order=st.permutations(range(4)))
def test_npz_with_ids_is_matched_by_id(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    path = tmp_path_factory.mktemp("matrix") / "m.npz"
    wanted = ("p", "q", "r")
    everything = np.arange(16).reshape(4, 4)
    np.fill_diagonal(everything, 0)
    shuffled = everything[np.ix_(order, order)]
    ids = np.array(["p", "q", "r", "not today"])[order]
    save(path, durations_s=shuffled, distances_m=shuffled + 0.4 * (shuffled > 0), ids=ids)
    durations, distances = read_matrix(path, wanted, n_depots=1)
    np.testing.assert_array_equal(durations, everything[:3, :3])
    np.testing.assert_array_equal(distances, everything[:3, :3])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_pairs(tmp_path: Path, delimiter: str) -> None:
    path = save_pairs(tmp_path / "m.csv", IDS, delimiter)
    durations, distances = read_matrix(path, IDS, n_depots=1)
    np.testing.assert_array_equal(durations, DURATIONS)
    np.testing.assert_array_equal(distances, DISTANCES)


def test_pairs_of_other_places_are_passed_over(tmp_path: Path) -> None:
    path = save_pairs(tmp_path / "m.csv", IDS)
    durations, _ = read_matrix(path, ("B", "A"), n_depots=1)
    np.testing.assert_array_equal(durations, [[0, 32], [23, 0]])


def test_squares(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(
        "\ufeffDistances_m;north;A;B\nnorth;0;110;120\nA;210;0;230\nB;310;320;0\n;;;\n"
        "durations_s;B;north;A\nA;23;21;0\nB;0;31;32,4\nnorth;12;0;11\n",
        encoding="utf-8",
    )
    durations, distances = read_matrix(path, IDS, n_depots=1)
    np.testing.assert_array_equal(durations, DURATIONS)
    np.testing.assert_array_equal(distances, DISTANCES)


def test_a_diagonal_is_taken_as_zero_with_a_warning(tmp_path: Path) -> None:
    path = save(tmp_path / "m.npz", durations_s=DURATIONS + 7 * np.eye(3, dtype=int))
    with pytest.warns(InputWarning, match="durations_s from 'north' to itself is 7, expected 0"):
        durations, _ = read_matrix(path, IDS, n_depots=1)
    np.testing.assert_array_equal(durations, DURATIONS)


def test_one_location_needs_no_way(tmp_path: Path) -> None:
    path = save(tmp_path / "m.npz", durations_s=[[0]], distances_m=[[0]])
    durations, _ = read_matrix(path, ("north",), n_depots=1)
    assert durations.shape == (1, 1)


def test_problems_beyond_twenty_are_counted(tmp_path: Path) -> None:
    n = 8
    path = save(tmp_path / "m.npz", durations_s=-np.ones((n, n)) + np.eye(n), distances_m=np.eye(0))
    ids = tuple("abcdefgh")
    with pytest.raises(ReadError, match=r"distances_m has shape \(0, 0\), expected \(8, 8\)"):
        read_matrix(path, ids, n_depots=1)
    save(path, durations_s=-np.ones((n, n)) + np.eye(n), distances_m=np.zeros((n, n)))
    with pytest.raises(ReadError) as caught:
        read_matrix(path, ids, n_depots=1)
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1] == "m.npz, durations_s: 36 more entries like these"


def test_points_between_commas_are_decimal_points(tmp_path: Path) -> None:
    rows = "A,B,93.512,651.125\nB,A,88.417,600.250\n"
    (tmp_path / "m.csv").write_text(f"from,to,duration_s,distance_m\n{rows}")
    durations_s, distances_m = read_matrix(tmp_path / "m.csv", ["A", "B"], n_depots=1)
    assert durations_s.tolist() == [[0, 94], [88, 0]]
    assert distances_m.tolist() == [[0, 651], [600, 0]]
