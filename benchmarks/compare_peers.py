"""Ours against each peer on public instances, by class and size, as Markdown tables.

    python benchmarks/compare_peers.py ../shared/instances --budgets 1 10 60 --out results/peers
    python benchmarks/compare_peers.py --cities porto.npz heidelberg.npz --out results/peers

``INSTANCES`` has a folder of VRPLIB files per class; from a file of ``vrp city``, instances on real
roads are drawn. Every run has a process of its own, results are kept in ``--out`` as they come, and
a comparison that was stopped goes on where it was. Let nothing else run meanwhile. ``--count 2``
takes two instances of each set, spread over their sizes.
"""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rich.progress import Progress
from road_instances import road_instances

import vrp
from vrp.compare import Result, Standing, compare, losses, matches, save_plot, standings
from vrp.compare.result import REFUSED, VALID
from vrp.compare.standings import Gaps
from vrp.read import InputWarning

ROUTING = ("vrp", "ortools", "vroom", "pyvrp")
#: Times its budget, when a solver's time is worth a mention.
_LATE = 1.5


@dataclass(frozen=True)
class Set:
    """Instances of a folder with a number of stops up to a bound."""

    name: str
    folder: str
    more_than: int = 0
    up_to: int = 10**9

    def paths(self, instances: Path) -> list[Path]:
        """Its files, smallest first."""
        files = sorted((instances / self.folder).glob("*.vrp"), key=lambda path: (size(path), path))
        return [path for path in files if self.more_than < size(path) <= self.up_to]


SETS = (
    Set("X to 250", "CVRP", up_to=250),
    Set("X to 500", "CVRP", more_than=250, up_to=500),
    Set("X to 1,000", "CVRP", more_than=500),
    Set("VRPTW", "VRPTW"),
    Set("HFVRP", "HFVRP"),
    Set("MDVRPTW", "MDVRPTW"),
    Set("PCVRPTW", "PCVRPTW"),
    Set("VRPB", "VRPB"),
    Set("MTVRPTWR", "MTVRPTWR"),
    Set("GVRP", "GVRP"),
)


def size(path: Path) -> int:
    """Number of nodes that the file says it has."""
    found = re.search(r"^\s*DIMENSION\s*:\s*(\d+)", path.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def spread(paths: Sequence[Path], count: int | None) -> list[Path]:
    """So many of them: the middle one of as many runs of neighbours."""
    if count is None or count >= len(paths):
        return list(paths)
    return [paths[(2 * place + 1) * len(paths) // (2 * count)] for place in range(count)]


def read(path: Path) -> vrp.Instance:
    """Read without remarks on what the file leaves open."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        return vrp.read(path)


def table(name: str, results: Sequence[Result]) -> Iterable[str]:
    """One set's rows: gaps, the difference to ours with its interval, and who won how often.

    A mean over fewer runs than there are says over how many.
    """
    stops = [result.stops for result in results]
    instances = len({result.fingerprint for result in results})
    yield f"\n### {name}: {instances} instances, {min(stops):,}–{max(stops):,} stops\n"
    yield "| budget | solver | valid | gap | less ours [95 %] | best | +/=/− | wall | MiB |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for row in standings(results):
        yield line(row)
    played = sum(match.comparable for match in matches(results))
    yield f"\nLost: {len(losses(results))} of {played} comparisons of means per instance."


def line(row: Standing) -> str:
    """One solver at one budget."""
    difference = versus = ""
    if row.solver != ROUTING[0]:
        versus = f"{row.ahead}/{row.level}/{row.behind}"
        if row.gap_to_ours is not None:
            difference = f"{100 * row.gap_to_ours:+.2f}" + share(row.pairs, row.runs)
        if row.interval is not None:
            low, high = (100 * bound for bound in row.interval)
            difference += f" [{low:+.2f}, {high:+.2f}]"
    gap = "" if row.mean_gap is None else f"{100 * row.mean_gap:.2f} %"
    gap += share(row.with_gap, row.runs) if gap else ""
    wall = "" if row.wall_s is None else f"{row.wall_s:.1f} s"
    memory = "" if row.peak_mib is None else f"{row.peak_mib:.0f}"
    return (
        f"| {row.budget_s:g} s | {row.solver} {row.version} | {row.valid}/{row.runs} | {gap} "
        f"| {difference} | {row.best} | {versus} | {wall} | {memory} |"
    )


def share(of: int, runs: int) -> str:
    """Of how many runs a mean is, where that is not all."""
    return f" ({of}/{runs})" if of < runs else ""


def wanted(options: argparse.Namespace) -> Iterator[tuple[str, list[vrp.Instance]]]:
    """The sets that are asked for, by name, and their instances."""
    for one in SETS if options.instances else ():
        if options.sets and one.name not in options.sets:
            continue
        paths = spread(one.paths(options.instances), options.count)
        if paths:
            yield one.name, [read(path) for path in paths]
        else:
            print(f"{one.name}: no instances in {options.instances}", file=sys.stderr)
    if options.cities:
        yield "Real roads", road_instances(options.cities, options.stops)


def overview(sets: Mapping[str, Sequence[Result]], solvers: Sequence[str]) -> Iterable[str]:
    """All sets at a glance: a row for every budget, a column of mean gaps for every solver."""
    yield f"\n| set | budget | {' | '.join(solvers)} |"
    yield f"|---|---|{'---|' * len(solvers)}"
    for name, results in sets.items():
        gaps = Gaps(results)
        for budget in sorted({result.budget_s for result in results}):
            some = [result for result in results if result.budget_s == budget]
            cells = (glance([r for r in some if r.solver == solver], gaps) for solver in solvers)
            yield f"| {name} | {budget:g} s | {' | '.join(cells)} |"


def glance(runs: Sequence[Result], gaps: Gaps) -> str:
    """A mean gap, with the longest run where that is much longer than asked; or why none."""
    if all(run.status == REFUSED for run in runs):
        return "refused" if runs else ""
    if any(run.status != VALID for run in runs):
        return "no plan"
    found = [gap for gap in map(gaps.of, runs) if gap is not None]
    if len(found) < len(runs):
        return "stops left out"
    longest = max(run.wall_s for run in runs)
    late = f" in {longest:.0f} s" if longest > _LATE * runs[0].budget_s else ""
    return f"{100 * fmean(found):.2f} %{late}"


def run(
    name: str, instances: Sequence[vrp.Instance], out: Path, options: argparse.Namespace
) -> tuple[Result, ...]:
    """Run what is missing of a set, with a bar on a terminal."""
    with Progress(disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(name, total=None)
        return compare(
            instances,
            solvers=options.solvers,
            budgets=options.budgets,
            seeds=options.seeds,
            threads=options.threads,
            out=out,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("instances", type=Path, nargs="?", help="folder with a folder per class")
    parser.add_argument(
        "--cities", type=Path, nargs="+", default=[], metavar="NPZ", help="files of vrp city"
    )
    parser.add_argument(
        "--stops", type=int, nargs="+", default=[200, 400, 700], help="of instances of a city"
    )
    parser.add_argument("--sets", nargs="+", choices=[s.name for s in SETS], metavar="NAME")
    parser.add_argument("--solvers", nargs="+", default=list(ROUTING))
    parser.add_argument("--budgets", type=float, nargs="+", default=[1.0, 10.0, 60.0])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--count", type=int, help="take so many instances of each set")
    parser.add_argument("--out", type=Path, default=Path("results/peers"))
    options = parser.parse_args()
    if not (options.instances or options.cities):
        parser.error("name a folder of instances, or city files with --cities")
    sets: dict[str, tuple[Result, ...]] = {}
    for name, instances in wanted(options):
        out = options.out / re.sub(r"[^a-z0-9]+", "-", name.lower())
        results = sets[name] = run(name, instances, out, options)
        print("\n".join(table(name, results)), flush=True)
        save_plot(results, out)
    print("\n".join(overview(sets, options.solvers)))


if __name__ == "__main__":
    main()
