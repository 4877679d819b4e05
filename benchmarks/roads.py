"""How fast roads become matrices, as a Markdown table.

    python benchmarks/roads.py ../shared/osm/porto_portugal.osm.pbf

Every row is measured in a process of its own, on one thread, with points drawn beside the roads.
"First" includes all that a process does once; "again" is the same question asked a second time.
The cache is a temporary folder. networkx gets both metrics in one pass, as we do: it is timed on
some of the points and scaled to all of them.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from vrp.compare.machine import machine_name
from vrp.roads.network import RoadNetwork

#: Metres of noise around the junctions that points are drawn at.
_NOISE_DEG = 3e-4
_NETWORKX_SOURCES = 12
_LEGS = 1000


@dataclass(frozen=True)
class Timing:
    """Seconds on the clock and of the processor, first and again, and memory at the most."""

    what: str
    wall_s: float
    cpu_s: float
    again_wall_s: float | None
    again_cpu_s: float | None
    peak_mb: float


def timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def points(network: RoadNetwork, size: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    nodes = rng.choice(np.flatnonzero(network.main), size)
    noise = rng.normal(0, _NOISE_DEG, (2, size))
    return network.node_lat[nodes] + noise[0], network.node_lon[nodes] + noise[1]


def once(what: str, work: Callable[[], object]) -> Timing:
    return Timing(what, *timed(work), None, None, peak_mb())


def measure(task: str, extract: Path, cache: Path, size: int) -> Timing:
    """Do one task, in this process."""
    warnings.simplefilter("ignore")
    if task == "build":
        return once("graph: build", lambda: RoadNetwork.from_osm(extract, cache=None))
    if task == "load":
        return once("graph: cached load", lambda: RoadNetwork.from_osm(extract, cache=cache))
    network = RoadNetwork.from_osm(extract, cache=cache)
    if task == "prepare":
        return once("hierarchy: made, once per network", lambda: network.path_graph.hierarchy)
    lat, lon = points(network, size)
    if task == "routes":
        places = list(zip(lon.tolist(), lat.tolist(), strict=True))
        near = nearest_other(lat, lon)
        pairs = [(places[a], places[b]) for a, b in enumerate(near)]
        work, what = (lambda: network.routes(pairs)), f"{size:,} legs of a plan as lines"
    elif task == "networkx":
        return networkx_timing(network, lat, lon)
    else:
        work = lambda: network.matrix(lat, lon, engine=task, refuse_m=np.inf)  # noqa: E731
        what = f"{size:,} × {size:,}, {task}"
    return Timing(what, *timed(work), *timed(work), peak_mb())


def nearest_other(lat: np.ndarray, lon: np.ndarray) -> list[int]:
    """For each point the third nearest other one: about as far as a plan drives."""
    from scipy.spatial import KDTree

    plane = np.column_stack([lat, lon * np.cos(np.radians(lat.mean()))])
    return KDTree(plane).query(plane, k=4)[1][:, 3].tolist()


def networkx_timing(network: RoadNetwork, lat: np.ndarray, lon: np.ndarray) -> Timing:
    """Time networkx from some of the points, at their nearest junctions, to everywhere."""
    import networkx as nx
    from scipy.spatial import KDTree

    graph = nx.DiGraph()
    packed = network.duration_ms.astype(np.int64) * 2**24 + network.length_dm
    edges = (network.tail.tolist(), network.head.tolist(), packed.tolist())
    graph.add_weighted_edges_from(zip(*edges, strict=True))
    main = np.flatnonzero(network.main)
    tree = KDTree(np.column_stack([network.node_lat[main], network.node_lon[main]]))
    sources = main[tree.query(np.column_stack([lat, lon])[:_NETWORKX_SOURCES])[1]].tolist()
    wall, cpu = timed(
        lambda: [nx.single_source_dijkstra_path_length(graph, source) for source in sources]
    )
    scale = len(lat) / _NETWORKX_SOURCES
    what = f"{len(lat):,} × {len(lat):,}, networkx (from {_NETWORKX_SOURCES} points, scaled)"
    return Timing(what, wall * scale, cpu * scale, None, None, peak_mb())


def tasks() -> list[tuple[str, int]]:
    matrices = [(engine, size) for size in (500, 1000) for engine in ("dijkstra", "hierarchy")]
    return [
        ("build", 0),
        ("load", 0),
        ("prepare", 0),
        *matrices,
        ("networkx", 500),
        ("networkx", 1000),
        ("routes", _LEGS),
    ]


def in_own_process(task: str, extract: Path, cache: Path, size: int) -> Timing:
    command = [sys.executable, __file__, str(extract), "--task", task, "--size", str(size)]
    done = subprocess.run(
        [*command, "--cache", str(cache)], check=True, capture_output=True, text=True
    )
    return Timing(**json.loads(done.stdout))


def table(timings: list[Timing]) -> str:
    rows = [
        "| | first, s | (processor) | again, s | (processor) | peak, MB |",
        "|---|---|---|---|---|---|",
    ]
    for each in timings:
        cells = [each.wall_s, each.cpu_s, each.again_wall_s, each.again_cpu_s]
        shown = ["" if cell is None else f"{cell:.2f}" for cell in cells]
        rows.append(f"| {each.what} | {' | '.join(shown)} | {each.peak_mb:.0f} |")
    return "\n".join(rows)


def ratios(timings: list[Timing]) -> str:
    """How many times the processor's work of ours networkx needs, all preparation included."""
    by_what = {each.what: each for each in timings}
    texts = []
    for size in ("500", "1,000"):
        theirs = next(t for what, t in by_what.items() if what.startswith(f"{size} × {size}, netw"))
        for engine in ("dijkstra", "hierarchy"):
            ours = by_what[f"{size} × {size}, {engine}"]
            texts.append(f"{size} × {size}, {engine}: {theirs.cpu_s / ours.cpu_s:.0f} ×")
    return "networkx takes, in processor time: " + "; ".join(texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("extract", type=Path, help="an OpenStreetMap extract")
    parser.add_argument("--task", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        done = measure(options.task, options.extract, options.cache, options.size)
        print(json.dumps(asdict(done)))
        return
    with tempfile.TemporaryDirectory(prefix="vrp-roads-") as cache:
        # Fills the cache. Nothing large is done here: a process inherits its parent's peak.
        in_own_process("load", options.extract, Path(cache), 0)
        timings = [
            in_own_process(task, options.extract, Path(cache), size) for task, size in tasks()
        ]
    print(f"{options.extract.name}. {machine_name()}, one thread.\n")
    print(table(timings), ratios(timings), sep="\n\n")


if __name__ == "__main__":
    main()
