"""Real OSRM and Valhalla servers on the sample city, held to what their engines say when embedded.

Both come as wheels for Python 3.12 and newer (``osrm-bindings``, ``pyvalhalla``). Tests on an older
Python use those of another one where ``VRP_ENGINES_PYTHON`` names it.
"""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vrp.roads.http import server
from vrp.roads.matrices import RoadMatrices
from vrp.roads.osrm import Osrm
from vrp.roads.road_server import RoadServer
from vrp.roads.valhalla import Valhalla

DATA = Path(__file__).parents[2] / "data"
CITY = DATA / "city.osm.pbf"
ENGINES = os.environ.get("VRP_ENGINES_PYTHON", sys.executable)
STARTED_WITHIN_S = 30

OSRM_TABLE = """
import json, sys, osrm
engine = osrm.OSRM(storage_config=sys.argv[1], algorithm="MLD", use_shared_memory=False,
                   max_locations_distance_table=-1)
points = [tuple(point) for point in json.load(sys.stdin)]
table = engine.Table(osrm.TableParameters(coordinates=points, annotations=["duration", "distance"]))
rows = lambda name: [[value for value in row] for row in table[name]]
print(json.dumps({"durations": rows("durations"), "distances": rows("distances")}))
"""
VALHALLA_TABLE = """
import json, sys, valhalla
points = [{"lon": lon, "lat": lat} for lon, lat in json.load(sys.stdin)]
question = {"sources": points, "targets": points, "costing": "auto", "verbose": False}
table = valhalla.Actor(sys.argv[1]).matrix(question)["sources_to_targets"]
kilometres = table["distances"]
table["distances"] = [[km if km is None else 1000 * km for km in row] for row in kilometres]
print(json.dumps(table))
"""
VALHALLA_CONFIG = """
import json, sys, valhalla
folder, port, pairs = sys.argv[1:]
config = valhalla.get_config(tile_extract="", tile_dir=folder + "/tiles", verbose=False)
config["mjolnir"]["concurrency"] = 1
config["httpd"]["service"]["listen"] = f"tcp://127.0.0.1:{port}"
for name in ("loopback", "interrupt"):
    config["httpd"]["service"][name] = f"ipc://{folder}/{name}"
for stage in ("loki", "thor", "odin"):
    config[stage]["service"]["proxy"] = f"ipc://{folder}/{stage}"
for limits in config["service_limits"].values():
    if isinstance(limits, dict) and "max_matrix_location_pairs" in limits:
        limits["max_matrix_location_pairs"] = int(pairs)
json.dump(config, sys.stdout)
"""


def python(*arguments: str, given: str = "") -> str:
    command = [ENGINES, *arguments]
    folder = str(Path(ENGINES).parent)
    path = {"PATH": os.pathsep.join([folder, os.environ.get("PATH", "")])}
    run = subprocess.run(
        command, input=given, capture_output=True, text=True, env={**os.environ, **path}
    )
    assert run.returncode == 0, f"{command}: {run.stdout[-2_000:]}{run.stderr[-2_000:]}"
    return run.stdout


def need(package: str, module: str, program: str) -> Path:
    """The folder of the package, or a skip that says what would be needed."""
    script = f"import pathlib, {module}; print(pathlib.Path({module}.__file__).parent)"
    found = subprocess.run([ENGINES, "-c", script], capture_output=True, text=True)
    folder = Path(found.stdout.strip())
    if found.returncode or not (folder / "bin" / program).exists():
        pytest.skip(
            f"no {package} with {program} in {ENGINES}: it has wheels for Python 3.12 and newer; "
            "VRP_ENGINES_PYTHON may name a Python that has it"
        )
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], url: str) -> Iterator[str]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(STARTED_WITHIN_S * 10):
                assert process.poll() is None, f"{command} has ended with {process.returncode}"
                try:
                    urllib.request.urlopen(f"{url}/status", timeout=1).close()
                except urllib.error.HTTPError as error:
                    error.close()
                    break
                except OSError:
                    time.sleep(0.1)
                else:
                    break
            yield url
        finally:
            process.kill()  # they drain for half a minute otherwise


@pytest.fixture(scope="module")
def points() -> list[tuple[float, float]]:
    with (DATA / "stops.csv").open(encoding="utf-8-sig") as file:
        return [(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def osrm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = need("osrm-bindings", "osrm", "osrm-routed")
    city = tmp_path_factory.mktemp("osrm") / "city.osm.pbf"
    city.write_bytes(CITY.read_bytes())
    prepared = city.with_name("city.osrm")
    python("-m", "osrm", "extract", "-t", "1", "-p", f"{folder}/share/profiles/car.lua", str(city))
    # Contraction hierarchies of this city take half a minute, a partition a second.
    python("-m", "osrm", "partition", "-t", "1", str(prepared))
    python("-m", "osrm", "customize", "-t", "1", str(prepared))
    port = free_port()
    routed = [str(folder / "bin" / "osrm-routed"), "--algorithm", "mld", "--ip", "127.0.0.1"]
    options = ["--port", str(port), "--threads", "2", "--max-table-size", "20", str(prepared)]
    with running([*routed, *options], f"http://127.0.0.1:{port}") as url:
        yield url, prepared


@pytest.fixture(scope="module")
def valhalla(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    bin_folder = need("pyvalhalla", "valhalla", "valhalla_service") / "bin"
    folder = tmp_path_factory.mktemp("valhalla")
    (folder / "tiles").mkdir()
    port = free_port()
    configs = []
    for name, pairs in (("embedded", 10**6), ("service", 400)):
        config = folder / f"{name}.json"
        config.write_text(python("-c", VALHALLA_CONFIG, str(folder), str(port), str(pairs)))
        configs.append(config)
    subprocess.run(
        [bin_folder / "valhalla_build_tiles", "-c", configs[0], CITY],
        check=True,
        capture_output=True,
    )
    service = [str(bin_folder / "valhalla_service"), str(configs[1]), "1"]
    with running(service, f"http://127.0.0.1:{port}") as url:
        yield url, configs[0]


def table(script: str, prepared: Path, points: list[tuple[float, float]]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(
        python("-c", script, str(prepared), given=json.dumps(points))
    )
    return {name: np.array(answer[name], dtype=float) for name in ("durations", "distances")}


def ask(source: RoadServer, points: list[tuple[float, float]]) -> RoadMatrices:
    lon, lat = zip(*points, strict=True)
    return source.matrix(lat, lon)


def assert_ways_agree(
    source: RoadServer, points: list[tuple[float, float]], matrices: RoadMatrices
) -> None:
    """Ways take as long as the matrix says, and begin and end near their points."""
    pairs = [(a, (a * 7 + 3) % len(points)) for a in range(0, len(points), 5)]
    ways = source.routes([(points[a], points[b]) for a, b in pairs])
    for (a, b), way in zip(pairs, ways, strict=True):
        assert way is not None
        assert way.distance_m == pytest.approx(matrices.distances_m[a, b], abs=2, rel=0.01)
        assert way.duration_s == pytest.approx(matrices.durations_s[a, b], abs=2, rel=0.05)
        np.testing.assert_allclose(way.points[0], points[a], atol=0.002)
        np.testing.assert_allclose(way.points[-1], points[b], atol=0.002)
    assert any(way.streets for way in ways if way is not None)


@pytest.mark.filterwarnings("ignore::vrp.roads.warning.RoadWarning")
def test_osrm(osrm: tuple[str, Path], points: list[tuple[float, float]]) -> None:
    url, prepared = osrm
    source = server(url)
    assert isinstance(source, Osrm)
    embedded = table(OSRM_TABLE, prepared, points)
    for asked in (source, Osrm(url, max_side=7)):  # the first one has to find the limit
        matrices = ask(asked, points)
        np.testing.assert_allclose(matrices.durations_s, embedded["durations"], rtol=1e-6)
        np.testing.assert_allclose(matrices.distances_m, embedded["distances"], rtol=1e-6)
    assert not np.allclose(matrices.durations_s, matrices.durations_s.T)
    assert_ways_agree(source, points, matrices)


@pytest.mark.filterwarnings("ignore::vrp.roads.warning.RoadWarning")
def test_valhalla(valhalla: tuple[str, Path], points: list[tuple[float, float]]) -> None:
    url, config = valhalla
    source = server(url)
    assert isinstance(source, Valhalla)
    embedded = table(VALHALLA_TABLE, config, points)
    for asked in (source, Valhalla(url, max_side=7)):
        matrices = ask(asked, points)
        assert np.array_equal(np.isnan(matrices.durations_s), np.isnan(embedded["durations"]))
        # Valhalla gives up its search early, so that few entries depend on what else is asked for.
        close = np.isclose(matrices.durations_s, embedded["durations"], atol=1)
        close &= np.isclose(matrices.distances_m, embedded["distances"], atol=2)
        assert close.mean() > 0.99
        np.testing.assert_allclose(matrices.durations_s, embedded["durations"], rtol=0.2)
    assert not np.allclose(matrices.durations_s, matrices.durations_s.T)
    assert_ways_agree(source, points, matrices)
