"""Gap to the best known solutions on public benchmark instances, as a Markdown table.

    python benchmarks/gaps.py ../shared/instances/CVRP ../shared/instances/VRPTW --seconds 10

One row per folder; with ``--csv FILE`` one line per run as well, appended as it ends, so that a run
that is interrupted and started again does only what is missing. Every solution is checked.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from rich.progress import track

import vrp
from vrp.report.units import gap


@dataclass(frozen=True)
class Result:
    """One run."""

    family: str
    instance: str
    stops: int
    seconds: float
    seed: int
    threads: int
    gap_percent: float | None
    cost: float
    routes: int
    unassigned: int
    iterations: int
    wall_s: float
    version: str
    machine: str


Key = tuple[str, str, float, int, int]


def key(result: Result) -> Key:
    """What tells one run from another."""
    return result.family, result.instance, result.seconds, result.seed, result.threads


def run(path: Path, seconds: float, seed: int, threads: int) -> Result | None:
    """Solve one instance; ``None`` if it comes without a best known cost."""
    instance = vrp.read(path)
    if not instance.best_known_cost:
        print(f"{path.name}: no best known cost, left out", file=sys.stderr)
        return None
    started = time.perf_counter()
    solution = vrp.solve(instance, time_limit=seconds, seed=seed, threads=threads)
    excess = gap(instance, solution.cost.total, solution.unserved)
    return Result(
        family=path.parent.name,
        instance=path.stem,
        stops=len(instance.stops),
        seconds=seconds,
        seed=seed,
        threads=threads,
        gap_percent=None if excess is None else 100 * excess,
        cost=solution.cost.total / instance.scale.cost,
        routes=len(solution.routes),
        unassigned=len(solution.unassigned),
        iterations=solution.run.iterations,
        wall_s=time.perf_counter() - started,
        version=vrp.__version__,
        machine=f"{platform.machine()}, {os.cpu_count()} cores",
    )


def load(path: Path) -> Iterator[Result]:
    """Results of earlier runs."""
    if not path.exists():
        return
    with path.open(newline="") as lines:
        for row in csv.DictReader(lines):
            kinds = {"stops": int, "seed": int, "threads": int, "routes": int, "unassigned": int}
            kinds |= {"iterations": int}
            numbers = {"seconds": float, "gap_percent": _gap, "cost": float, "wall_s": float}
            yield Result(**{n: (kinds | numbers).get(n, str)(v) for n, v in row.items()})  # type: ignore[arg-type]


def _gap(text: str) -> float | None:
    return float(text) if text else None


def append(path: Path, result: Result) -> None:
    """Add one line, with the header if it is the first."""
    new = not path.exists()
    with path.open("a", newline="") as lines:
        writer = csv.DictWriter(lines, [field.name for field in fields(Result)])
        if new:
            writer.writeheader()
        writer.writerow(asdict(result))


def table(results: list[Result]) -> str:
    """A Markdown row per family, budget and number of threads."""
    lines = [
        "| instances | n | stops | budget | threads | seeds | mean gap | median | worst | k it/s |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    groups: dict[tuple[str, float, int], list[Result]] = {}
    for result in results:
        groups.setdefault((result.family, result.seconds, result.threads), []).append(result)
    for (family, seconds, threads), runs in sorted(groups.items()):
        gaps = [r.gap_percent for r in runs if r.gap_percent is not None]
        stops = [r.stops for r in runs]
        speed = statistics.mean(r.iterations / r.wall_s / 1000 for r in runs)
        lines.append(
            f"| {family} | {len({r.instance for r in runs})} | {min(stops)}–{max(stops)} "
            f"| {seconds:g} s | {threads} | {len({r.seed for r in runs})} "
            f"| {_figures(gaps, len(runs))} | {speed:.0f} |"
        )
    return "\n".join(lines)


def _figures(gaps: list[float], runs: int) -> str:
    """Mean, median and worst gap; and of how many runs, where others leave stops unserved."""
    if not gaps:
        return "stops left out | | "
    share = f" ({len(gaps)}/{runs})" if len(gaps) < runs else ""
    figures = (statistics.mean(gaps), statistics.median(gaps), max(gaps))
    mean, median, worst = (f"{figure:.2f} %" for figure in figures)
    return f"{mean}{share} | {median} | {worst}"


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path, help="VRPLIB files or folders of them")
    parser.add_argument("--seconds", type=float, nargs="+", default=[10.0])
    parser.add_argument("--seeds", type=int, default=1, help="seeds 0 .. SEEDS - 1")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--csv", type=Path, help="one line per run; runs found there are kept")
    options = parser.parse_args()
    results = list(load(options.csv)) if options.csv else []
    done = {key(result) for result in results}
    files = [f for p in options.paths for f in (sorted(p.glob("*.vrp")) if p.is_dir() else [p])]
    wanted = [
        (path, seconds, seed)
        for seconds in options.seconds
        for seed in range(options.seeds)
        for path in files
        if (path.parent.name, path.stem, seconds, seed, options.threads) not in done
    ]
    quiet = not sys.stderr.isatty()
    for path, seconds, seed in track(wanted, "solving", disable=quiet):
        result = run(path, seconds, seed, options.threads)
        if result is None:
            continue
        results.append(result)
        if options.csv:
            append(options.csv, result)
    print(table(results))


if __name__ == "__main__":
    main()
