"""The sparse policy: an encoder that looks along the edges to every location's candidates.

Memory and time grow linearly with the number of stops, beside the matrices. The layers are gated
graph convolutions (Bresson & Laurent 2018) with a term for the mean of all locations. Every
location has the same number of edges, so that they are plain arrays and need no scatter.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn.functional import linear, silu

from vrp.envs.batch import Batch
from vrp.models.decoder import Decoder
from vrp.models.encoding import Encoding
from vrp.models.features import Features, features_of, take
from vrp.models.settings import EDGE_FEATURES, NODE_FEATURES, SparseSettings

__all__ = ["SparsePolicy"]

#: Added to the sum of the gates, which may all be shut.
_LEAST_GATE = 1e-6


class SparsePolicy(nn.Module):
    """Encoder over candidate lists, and the decoder.

    Parameters
    ----------
    settings
        Sizes of the network.
    """

    def __init__(self, settings: SparseSettings) -> None:
        super().__init__()
        self.settings = settings
        self.encoder = SparseEncoder(settings)
        self.heads = SparseHeads(settings)
        self.decoder = Decoder(settings.decoder)

    def forward(self, batch: Batch, present: Tensor | None = None) -> Encoding:
        """Encode B instances, or those of their locations that are present (B, N)."""
        features = features_of(batch, self.settings.candidates, present)
        nodes, edges = self.encoder(features)
        encoding: Encoding = self.heads(features, nodes, edges)
        return encoding


class SparseEncoder(nn.Module):
    """From features to what is known of every location (B, N, d) and edge (B, N, K, e)."""

    def __init__(self, settings: SparseSettings) -> None:
        super().__init__()
        self.node_in = nn.Linear(NODE_FEATURES, settings.width)
        self.edge_in = nn.Linear(EDGE_FEATURES, settings.edge_width)
        self.layers = nn.ModuleList(SparseLayer(settings) for _ in range(settings.layers))

    def forward(self, features: Features) -> tuple[Tensor, Tensor]:
        """Encode features of B instances."""
        nodes, edges = self.node_in(features.nodes), self.edge_in(features.edges)
        for layer in self.layers:
            nodes, edges = layer(nodes, edges, features)
        return nodes, edges


class SparseLayer(nn.Module):
    """Edges look at both of their ends, and gate what locations hear from their candidates."""

    def __init__(self, settings: SparseSettings) -> None:
        super().__init__()
        node, edge = settings.width, settings.edge_width
        self.node_norm = nn.LayerNorm(node)
        self.edge_norm = nn.LayerNorm(edge)
        self.edge_edge = nn.Linear(edge, edge)
        self.edge_source = nn.Linear(node, edge, bias=False)
        self.edge_target = nn.Linear(node, edge, bias=False)
        self.node_value = nn.Linear(node, node, bias=False)
        self.node_self = nn.Linear(node, node)
        self.node_mean = nn.Linear(node, node, bias=False)
        self.feed_norm = nn.LayerNorm(node)
        self.feed_in = nn.Linear(node, 2 * node)
        self.feed_out = nn.Linear(2 * node, node)

    def forward(self, nodes: Tensor, edges: Tensor, features: Features) -> tuple[Tensor, Tensor]:
        """Update locations (B, N, d) and edges (B, N, K, e)."""
        known = self.node_norm(nodes)
        candidates = features.candidates
        edges = edges + silu(
            self.edge_edge(self.edge_norm(edges))
            + self.edge_source(known)[:, :, None]
            + take(self.edge_target(known), candidates)
        )
        gates = edges.sigmoid() * features.listed[..., None]
        there = features.present[..., None]
        mean = (known * there).sum(dim=1, keepdim=True) / there.sum(dim=1, keepdim=True)
        heard = self._heard(known, gates, candidates)
        nodes = nodes + silu(self.node_self(known) + heard + self.node_mean(mean))
        nodes = nodes + self.feed_out(silu(self.feed_in(self.feed_norm(nodes))))
        return nodes, edges

    def _heard(self, known: Tensor, gates: Tensor, candidates: Tensor) -> Tensor:
        """Mean of the candidates' values, each gate weighing ``d / e`` neighbouring channels."""
        # The channels of each gate are pulled apart, so that those side by side have gates side by
        # side: products with a short last dimension take twice as long.
        weight = self.node_value.weight.view(gates.shape[3], -1, known.shape[2])
        values = take(linear(known, weight.transpose(0, 1).flatten(0, 1)), candidates)
        grouped = values.view(*gates.shape[:3], -1, gates.shape[3])
        sums = (gates[..., None, :] * grouped).sum(dim=2)
        heard: Tensor = sums / (gates.sum(dim=2) + _LEAST_GATE)[:, :, None]
        return heard.transpose(2, 3).flatten(2)


class SparseHeads(nn.Module):
    """From encoded locations and edges to what the decoder needs."""

    def __init__(self, settings: SparseSettings) -> None:
        super().__init__()
        node, edge = settings.width, settings.edge_width
        self.node_norm = nn.LayerNorm(node)
        self.edge_norm = nn.LayerNorm(edge)
        self.key = nn.Linear(node, node, bias=False)
        self.context = nn.Linear(node, node, bias=False)
        self.channel = nn.Linear(edge, settings.channels, bias=False)
        self.channel_to_depot = nn.Linear(node, settings.channels, bias=False)
        self.channel_from_depot = nn.Linear(node, settings.channels, bias=False)
        self.edge_logit = nn.Linear(edge, 1)

    def forward(self, features: Features, nodes: Tensor, edges: Tensor) -> Encoding:
        """Read locations (B, N, d) and edges (B, N, K, e)."""
        nodes, edges = self.node_norm(nodes), self.edge_norm(edges)
        return Encoding(
            scales=features.scales,
            candidates=features.candidates,
            listed=features.listed,
            keys=self.key(nodes),
            contexts=self.context(nodes),
            channels=self.channel(edges),
            to_depot=self.channel_to_depot(nodes),
            from_depot=self.channel_from_depot(nodes),
            edge_logits=self.edge_logit(edges)[..., 0],
            complete=False,
        )
