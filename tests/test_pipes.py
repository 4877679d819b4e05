"""What another program writes is read like a file."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest
from vroom_json import problem, write_json
from vrplib_text import write

from vrp.errors import ReadError, RoadError
from vrp.pipes import reopenable
from vrp.read import read
from vrp.read.places import read_places
from vrp.read.problems import InputWarning
from vrp.read.solution import read_solution
from vrp.roads.open import open_roads

CSV = "id,kind,lat,lon\nhub,depot,41.15,-8.61\nx,,41.16,-8.62\n"
MATRIX = "from,to,duration_s,distance_m\nhub,x,60,500\nx,hub,70,600\n"

Pipe = Callable[[str], Path]


@pytest.fixture
def pipe(tmp_path: Path) -> Pipe:
    """A pipe into which a text is written once."""

    def make(text: str) -> Path:
        path = tmp_path / "pipe.csv"
        os.mkfifo(path)
        threading.Thread(target=path.write_text, args=(text,), daemon=True).start()
        return path

    return make


def test_stops(pipe: Pipe) -> None:
    instance = read(pipe(CSV), vehicles=1)
    assert (instance.name, [stop.id for stop in instance.stops]) == ("pipe", ["x"])


def test_json(tmp_path: Path, pipe: Pipe) -> None:
    text = write_json(tmp_path, problem()).read_text()
    assert read(pipe(text)).stops == read(write_json(tmp_path, problem())).stops


def test_vrplib(tmp_path: Path, pipe: Pipe) -> None:
    file = write(tmp_path)
    assert read(pipe(file.read_text())).stops == read(file).stops


def test_a_matrix(tmp_path: Path, pipe: Pipe) -> None:
    (tmp_path / "stops.csv").write_text(CSV)
    instance = read(tmp_path / "stops.csv", vehicles=1, matrix=pipe(MATRIX))
    assert instance.distances_m[0, 1] == 500
    assert instance.matrix_source == "given matrix pipe.csv"


def test_places(pipe: Pipe) -> None:
    assert list(read_places(pipe(CSV)).ids) == ["hub", "x"]


def test_a_plan(tmp_path: Path, pipe: Pipe) -> None:
    instance = read(write(tmp_path))
    assert read_solution(pipe("Route #1: 1 2\nRoute #2: 3\nCost 38\n"), instance).routes


def test_problems_name_the_pipe(pipe: Pipe) -> None:
    with pytest.raises(ReadError, match=r"pipe\.csv, row 1: no column 'lat'"):
        read(pipe("id,lon\nx,8\n"), vehicles=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"jobs": [],}', ", line 1, column 13: is not valid JSON"),
        ('{"jobs": [], "vehicles": []}', ": $.jobs has no entries"),
        ("NAME: x\nTYPE: CVRP\nDIMENSION: y\n", ", line 3: DIMENSION is 'y'"),
    ],
    ids=["broken JSON", "JSON", "VRPLIB"],
)
def test_problems_name_the_pipe_and_not_its_copy(pipe: Pipe, text: str, said: str) -> None:
    path = pipe(text)
    with pytest.raises(ReadError, match=re.escape(f"{path}{said}")) as caught:
        read(path)
    assert all(line.startswith(str(path)) for line in caught.value.problems)


def test_problems_of_a_plan_name_the_pipe(tmp_path: Path, pipe: Pipe) -> None:
    instance, path = read(write(tmp_path)), pipe('{"format": "other"}')
    with pytest.raises(ReadError, match=re.escape(f"{path}: is no plan")):
        read_solution(path, instance)


@pytest.mark.parametrize("expected", [pytest.warns, pytest.raises], ids=["shown", "as errors"])
def test_warnings_name_the_pipe(
    tmp_path: Path, pipe: Pipe, expected: Callable[..., AbstractContextManager[object]]
) -> None:
    document = problem()
    document["vehicles"][0]["max_travel_time"] = 500
    path = pipe(write_json(tmp_path, document).read_text())
    with expected(InputWarning, match=re.escape(f"{path}: max_travel_time")):
        read(path)


def test_roads(pipe: Pipe) -> None:
    path = pipe("<osm version='0.6'></osm>")
    with pytest.raises(RoadError, match=re.escape(f"{path}: holds no road")):
        open_roads(path)


def test_a_file_is_not_copied_and_a_copy_does_not_stay(tmp_path: Path, pipe: Pipe) -> None:
    with reopenable(tmp_path) as folder, reopenable(pipe(CSV)) as copy:
        assert folder == tmp_path
        assert copy.read_text() == copy.read_text() == CSV
    assert not copy.parent.exists()


def test_a_pipe_that_cannot_be_read_is_bad_input(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(pipe: BinaryIO, _: object) -> None:
        pipe.read()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("shutil.copyfileobj", fail)
    with (
        pytest.raises(ReadError, match=r"pipe\.csv: cannot be read: Input/output error"),
        reopenable(pipe(CSV)),
    ):
        pass
