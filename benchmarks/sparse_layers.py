"""How fast a layer of the sparse policy is as plain arrays, and with torch-geometric's scatter.

    pip install torch-geometric
    python benchmarks/sparse_layers.py --stops 1000 5000

Both compute the same from the same weights, which is checked first. Every location looks at its K
nearest stops on a square, as arrays (N, K) on our side, as a list of N · K edges on the other.
Times are medians of a forward and a backward pass on one instance and one thread.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import silu
from torch_geometric.nn import MessagePassing

from vrp.models.features import Features
from vrp.models.settings import SparseSettings
from vrp.models.sparse import SparseLayer


class ScatterLayer(MessagePassing):
    """The same layer on a list of edges."""

    def __init__(self, layer: SparseLayer) -> None:
        super().__init__(aggr="add")
        self.layer = layer

    def forward(self, nodes: Tensor, edges: Tensor, ends: Tensor) -> tuple[Tensor, Tensor]:
        layer = self.layer
        known = layer.node_norm(nodes)
        target, source = ends
        edges = edges + silu(
            layer.edge_edge(layer.edge_norm(edges))
            + layer.edge_source(known)[source]
            + layer.edge_target(known)[target]
        )
        found = self.propagate(ends, value=layer.node_value(known), gates=edges.sigmoid())
        heard, total = found[:, : known.shape[1]], found[:, known.shape[1] :]
        groups = heard.view(len(nodes), edges.shape[1], -1)
        heard = (groups / (total + 1e-6)[..., None]).flatten(1)
        mean = layer.node_mean(known.mean(dim=0, keepdim=True))
        nodes = nodes + silu(layer.node_self(known) + heard + mean)
        return nodes + layer.feed_out(silu(layer.feed_in(layer.feed_norm(nodes)))), edges

    def message(self, value_j: Tensor, gates: Tensor) -> Tensor:
        groups = value_j.view(len(gates), gates.shape[1], -1) * gates[..., None]
        return torch.cat([groups.flatten(1), gates], dim=1)


def lists(stops: int, candidates: int) -> Tensor:
    places = torch.rand(stops + 1, 2)
    apart = torch.cdist(places, places).fill_diagonal_(torch.inf)
    apart[:, 0] = torch.inf
    return apart.topk(candidates, largest=False).indices


def seconds(step: Callable[[], tuple[Tensor, Tensor]], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        begin = time.process_time()
        nodes, edges = step()
        (nodes.sum() + edges.sum()).backward()
        times.append(time.process_time() - begin)
    return statistics.median(times)


def measure(stops: int, repeats: int) -> None:
    settings = SparseSettings()
    torch.manual_seed(0)
    layer = SparseLayer(settings)
    scatter = ScatterLayer(layer)
    found = lists(stops, settings.candidates)
    nodes = torch.randn(1, stops + 1, settings.width, requires_grad=True)
    edges = torch.randn(*found.shape, settings.edge_width, requires_grad=True)
    features = Features(
        scales=None,
        nodes=nodes,
        edges=edges,
        candidates=found[None],
        listed=torch.ones(1, *found.shape, dtype=torch.bool),
        present=torch.ones(1, stops + 1, dtype=torch.bool),
    )
    own = torch.arange(stops + 1)[:, None].expand(found.shape)
    ends = torch.stack([found.flatten(), own.flatten()])

    def regular() -> tuple[Tensor, Tensor]:
        return layer(nodes, edges[None], features)

    def scattered() -> tuple[Tensor, Tensor]:
        return scatter(nodes[0], edges.flatten(0, 1), ends)

    for one, other in zip(regular(), scattered(), strict=True):
        torch.testing.assert_close(one.flatten(), other.flatten(), rtol=1e-4, atol=1e-4)
    ours, theirs = seconds(regular, repeats), seconds(scattered, repeats)
    print(
        f"{stops:,} stops: {1e3 * ours:.1f} ms as arrays, {1e3 * theirs:.1f} ms with scatter, ",
        end="",
    )
    print(f"{theirs / ours:.2f} ×")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stops", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--repeats", type=int, default=15)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for stops in arguments.stops:
        measure(stops, arguments.repeats)


if __name__ == "__main__":
    main()
