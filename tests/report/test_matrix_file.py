"""Files of matrices: what is written is read back, by NumPy alone and by ``--matrix``."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
from fake_roads import Detours

from vrp.errors import ReadError
from vrp.read.matrix import read_matrix
from vrp.read.matrix_origin import read_origin
from vrp.report.matrix_file import MatrixFile, write_matrix
from vrp.roads.matrices import OSM_ATTRIBUTION

IDS = ("base", 'the "old" mill, lower', "c")


@pytest.fixture
def content() -> MatrixFile:
    legs = np.zeros((3, 3), dtype=bool)
    legs[0, 1] = True
    matrices = Detours().matrix([49.40, 49.41, 49.45], [8.60, 8.61, 8.59])
    return MatrixFile(IDS, matrices, legs)


@pytest.mark.parametrize("name", ["matrix.npz", "matrix.csv"])
def test_is_read_back(content: MatrixFile, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_matrix(path, content)
    turned = IDS[::-1]
    durations_s, distances_m = read_matrix(path, turned, n_depots=1)
    np.testing.assert_allclose(durations_s, content.matrices.durations_s[::-1, ::-1], atol=0.6)
    np.testing.assert_allclose(distances_m, content.matrices.distances_m[::-1, ::-1], atol=0.6)
    origin = read_origin(path, turned)
    assert origin.source == content.matrices.source
    assert origin.attribution == OSM_ATTRIBUTION
    assert not origin.estimated
    assert origin.estimated_legs is not None
    assert np.argwhere(origin.estimated_legs).tolist() == [[2, 1]]
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_either_file_gives_the_same_integers(content: MatrixFile, tmp_path: Path) -> None:
    """Rounded to one decimal first, 421.46 would be 422."""
    seconds = np.array([[0, 421.46, 0.1], [2.5, 0, 16777214], [1e-5, 8388607.5, 0]], np.float32)
    matrices = dataclasses.replace(content.matrices, durations_s=seconds)
    for name in ("m.npz", "m.csv"):
        write_matrix(tmp_path / name, MatrixFile(IDS, matrices))
    for archived, written in zip(
        read_matrix(tmp_path / "m.npz", IDS, n_depots=1),
        read_matrix(tmp_path / "m.csv", IDS, n_depots=1),
        strict=True,
    ):
        assert archived.tolist() == written.tolist()
    assert "base,0,421.46,0.1\n" in (tmp_path / "m.csv").read_text()


def test_costs_are_read_back_from_an_archive(content: MatrixFile, tmp_path: Path) -> None:
    costs = np.arange(9, dtype=np.float32).reshape(3, 3)
    matrices = dataclasses.replace(content.matrices, costs=costs)
    write_matrix(tmp_path / "m.npz", MatrixFile(IDS, matrices, minimised="eco"))
    origin = read_origin(tmp_path / "m.npz", IDS[::-1])
    assert origin.minimised == "eco"
    assert origin.costs is not None
    assert origin.costs.tolist() == costs[::-1, ::-1].tolist()


@pytest.mark.parametrize(
    ("name", "array", "expected"),
    [
        ("costs", np.zeros((2, 3)), "(3, 3), as 'ids', and float"),
        ("estimated_legs", np.zeros((3, 3)), "(3, 3), as 'ids', and bool"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(
    tmp_path: Path, name: str, array: np.ndarray, expected: str
) -> None:
    square = np.zeros((3, 3))
    arrays = {"durations_s": square, "distances_m": square, "ids": np.array(IDS), name: array}
    np.savez(tmp_path / "m.npz", **arrays)
    with pytest.raises(ReadError, match=rf"m\.npz: {name} has shape .*{re.escape(expected)}"):
        read_origin(tmp_path / "m.npz", IDS)


def test_numpy_alone_loads_it(content: MatrixFile, tmp_path: Path) -> None:
    write_matrix(tmp_path / "m.npz", content)
    with np.load(tmp_path / "m.npz", allow_pickle=False) as archive:
        assert archive["durations_s"].shape == archive["distances_m"].shape == (3, 3)
        assert archive["ids"].tolist() == list(IDS)
        assert str(archive["attribution"]) == OSM_ATTRIBUTION
        assert str(archive["version"]).startswith("vrp ")
        assert np.datetime64(str(archive["date"])) > np.datetime64("2026-01-01")
        assert not archive["estimated"]


@pytest.mark.parametrize("name", ["matrix.npz", "matrix.csv"])
def test_estimates_of_all_pairs_are_said_once(
    content: MatrixFile, tmp_path: Path, name: str
) -> None:
    matrices = dataclasses.replace(content.matrices, estimated=True)
    write_matrix(tmp_path / name, MatrixFile(IDS, matrices))
    origin = read_origin(tmp_path / name, IDS)
    assert origin.estimated
    assert origin.estimated_legs is None


def test_a_file_that_says_nothing_of_its_origin(tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", durations_s=np.zeros((1, 1)), distances_m=np.zeros((1, 1)))
    (tmp_path / "m.csv").write_text("from,to,duration_s,distance_m\n")
    for name in ("m.npz", "m.csv"):
        origin = read_origin(tmp_path / name, ["a"])
        assert (origin.source, origin.attribution, origin.estimated) == ("", "", False)
