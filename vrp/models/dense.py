"""The dense policy: an encoder in which every location attends to all others.

Attention (Vaswani et al. 2017) with a bias for every pair of locations, made from distances and
durations both ways and from the windows, as MatNet (Kwon et al. 2021) and RRNCO (2025) mix matrices
into attention. There is no limit to the number of stops but memory, which grows with its square.
The engine runs the same networks without torch.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention, silu

from vrp.envs.batch import Batch
from vrp.models.decoder import Decoder
from vrp.models.encoding import Encoding
from vrp.models.features import PAIR_NEIGHBOURS, Features, features_of, pair_features
from vrp.models.settings import NODE_FEATURES, PAIR_FEATURES, DenseSettings

__all__ = ["DensePolicy"]


class DensePolicy(nn.Module):
    """Encoder over all pairs of locations, and the decoder over all stops.

    Parameters
    ----------
    settings
        Sizes of the network.
    """

    def __init__(self, settings: DenseSettings) -> None:
        super().__init__()
        self.settings = settings
        self.encoder = DenseEncoder(settings)
        self.heads = DenseHeads(settings)
        self.decoder = Decoder(settings.decoder)

    def forward(self, batch: Batch, present: Tensor | None = None) -> Encoding:
        """Encode B instances, or those of their locations that are present (B, N)."""
        features = features_of(batch, PAIR_NEIGHBOURS, present)
        nodes, pairs = self.encoder(features, pair_features(batch, features.scales))
        encoding: Encoding = self.heads(features, nodes, pairs)
        return encoding


class DenseEncoder(nn.Module):
    """From features to what is known of every location (B, N, d) and pair (B, N, N, e)."""

    def __init__(self, settings: DenseSettings) -> None:
        super().__init__()
        self.node_in = nn.Linear(NODE_FEATURES, settings.width)
        self.pair_in = nn.Linear(PAIR_FEATURES, settings.pair_width)
        self.pair_out = nn.Linear(settings.pair_width, settings.pair_width)
        self.layers = nn.ModuleList(DenseLayer(settings) for _ in range(settings.layers))

    def forward(self, features: Features, pairs: Tensor) -> tuple[Tensor, Tensor]:
        """Encode features of locations, and of pairs (B, N, N, 7)."""
        nodes = self.node_in(features.nodes)
        pairs = silu(self.pair_out(silu(self.pair_in(pairs))))
        for layer in self.layers:
            nodes = layer(nodes, pairs, features.present)
        return nodes, pairs


class DenseLayer(nn.Module):
    """Multi-head attention with a bias for every pair and head, then a feed-forward network."""

    def __init__(self, settings: DenseSettings) -> None:
        super().__init__()
        self.n_heads = settings.heads
        self.node_norm = nn.LayerNorm(settings.width)
        self.attention_in = nn.Linear(settings.width, 3 * settings.width, bias=False)
        self.pair_bias = nn.Linear(settings.pair_width, settings.heads, bias=False)
        self.attention_out = nn.Linear(settings.width, settings.width)
        self.feed_norm = nn.LayerNorm(settings.width)
        self.feed_in = nn.Linear(settings.width, 2 * settings.width)
        self.feed_out = nn.Linear(2 * settings.width, settings.width)

    def forward(self, nodes: Tensor, pairs: Tensor, present: Tensor) -> Tensor:
        """Update locations (B, N, d), looking at pairs (B, N, N, e) of those that are present."""
        size, locations, width = nodes.shape
        mixed = self.attention_in(self.node_norm(nodes))
        parts = mixed.view(size, locations, 3, self.n_heads, -1).permute(2, 0, 3, 1, 4)
        query, key, value = parts.unbind(0)
        # Heads first, as the scores lie that it is added to: across them, adding takes far longer.
        bias = self.pair_bias.weight.expand(size, -1, -1) @ pairs.flatten(1, 2).transpose(1, 2)
        bias = bias.view(size, -1, locations, locations).to(query.dtype)
        bias = bias.masked_fill(~present[:, None, None], -math.inf)
        heard = scaled_dot_product_attention(query, key, value, attn_mask=bias)
        nodes = nodes + self.attention_out(heard.transpose(1, 2).reshape(size, locations, width))
        updated: Tensor = nodes + self.feed_out(silu(self.feed_in(self.feed_norm(nodes))))
        return updated


class DenseHeads(nn.Module):
    """From encoded locations and pairs to what the decoder needs: all stops are candidates."""

    def __init__(self, settings: DenseSettings) -> None:
        super().__init__()
        self.node_norm = nn.LayerNorm(settings.width)
        self.key = nn.Linear(settings.width, settings.width, bias=False)
        self.context = nn.Linear(settings.width, settings.width, bias=False)
        self.channel = nn.Linear(settings.pair_width, settings.channels, bias=False)
        self.edge_logit = nn.Linear(settings.pair_width, 1)
        self.edge_source = nn.Linear(settings.width, settings.width, bias=False)
        self.edge_target = nn.Linear(settings.width, settings.width, bias=False)

    def forward(self, features: Features, nodes: Tensor, pairs: Tensor) -> Encoding:
        """Read locations (B, N, d) and pairs (B, N, N, e)."""
        size, locations, width = nodes.shape
        nodes = self.node_norm(nodes)
        channels = self.channel(pairs)
        alike = self.edge_source(nodes) @ self.edge_target(nodes).transpose(1, 2) / width**0.5
        stops = torch.arange(1, locations, device=nodes.device).expand(size, locations, -1)
        own = torch.arange(locations, device=nodes.device)[:, None]
        return Encoding(
            scales=features.scales,
            candidates=stops,
            listed=(stops != own) & features.present[:, None, 1:],
            keys=self.key(nodes),
            contexts=self.context(nodes),
            channels=channels[:, :, 1:],
            to_depot=channels[:, :, 0],
            from_depot=channels[:, 0],
            edge_logits=(self.edge_logit(pairs)[..., 0] + alike)[:, :, 1:],
            complete=True,
        )
