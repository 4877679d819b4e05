"""Hierarchies kept for the next run."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from random_roads import random_network

from vrp.roads import path_graph as path_graph_module
from vrp.roads.elimination import Elimination
from vrp.roads.network import RoadNetwork
from vrp.roads.warning import RoadWarning


@pytest.fixture
def network() -> RoadNetwork:
    return random_network(np.random.default_rng(5), most_nodes=200)


def same(one: Elimination, other: Elimination) -> bool:
    names = ("rank", "low", "high", "first_arc", "edge_arc", "edge_up")
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in (*names, "triangles", "first_triangle")
    )


def kept(network: RoadNetwork, folder: Path) -> RoadNetwork:
    """The same roads, without what has been worked out for them."""
    return replace(network, cache=folder)


def test_a_hierarchy_is_built_once(
    network: RoadNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = kept(network, tmp_path / "new").path_graph.hierarchy
    monkeypatch.setattr(path_graph_module, "complete", None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert same(kept(network, tmp_path / "new").path_graph.hierarchy, first)


def test_other_roads_have_another_one(network: RoadNetwork, tmp_path: Path) -> None:
    assert kept(network, tmp_path).path_graph.hierarchy is not None
    assert kept(random_network(np.random.default_rng(6)), tmp_path).path_graph.hierarchy is not None
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("damage", ["nothing", "half", "one array less", "one bit"])
def test_damage_is_warned_of_and_repaired(
    network: RoadNetwork, tmp_path: Path, damage: str
) -> None:
    first = kept(network, tmp_path).path_graph.hierarchy
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    if damage == "one array less":
        arrays = dict(np.load(file))
        del arrays["low"]
        np.savez(file, **arrays)
    elif damage == "one bit":
        middle = len(content) // 2
        file.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    else:
        file.write_bytes(b"" if damage == "nothing" else content[:500])
    with pytest.warns(RoadWarning, match="is damaged and made anew"):
        assert same(kept(network, tmp_path).path_graph.hierarchy, first)
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_warned_of(network: RoadNetwork, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.warns(RoadWarning, match="cannot be written"):
        assert kept(network, tmp_path / "file" / "in").path_graph.hierarchy is not None


def test_without_a_folder_nothing_is_kept(network: RoadNetwork) -> None:
    assert network.cache is None
    assert same(network.path_graph.hierarchy, replace(network).path_graph.hierarchy)
