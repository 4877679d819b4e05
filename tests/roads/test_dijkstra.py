"""Worker processes that die; the paths themselves are held to networkx with the matrices."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pytest
from random_roads import random_network, random_points

from vrp.errors import RoadError
from vrp.roads import dijkstra as dijkstra_module


class DyingWorkers:
    def __init__(self, *_: object, **__: object) -> None:
        pass

    def map(self, *_: object) -> None:
        raise BrokenProcessPool

    def shutdown(self, *, cancel_futures: bool) -> None:
        assert cancel_futures


def test_workers_that_die_are_reported_with_the_likely_cause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dijkstra_module, "ProcessPoolExecutor", DyingWorkers)
    monkeypatch.setattr(dijkstra_module, "_SOURCES_PER_WORKER", 20)
    rng = np.random.default_rng(0)
    network = random_network(rng)
    with pytest.raises(RoadError, match=r"2 worker processes .*: ask for fewer threads"):
        network.matrix(*random_points(rng, network, 40), threads=3, refuse_m=np.inf, warn_m=np.inf)


def test_few_points_are_not_worth_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dijkstra_module, "ProcessPoolExecutor", DyingWorkers)
    rng = np.random.default_rng(0)
    network = random_network(rng)
    points = random_points(rng, network, 40)
    matrices = network.matrix(*points, threads=2, refuse_m=np.inf, warn_m=np.inf)
    assert matrices.durations_s.shape == (40, 40)
