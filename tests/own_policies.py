"""A policy of one's own, as small as they get."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from vrp.envs.batch import Batch
from vrp.envs.state import State, rows
from vrp.models.features import features_of
from vrp.models.own import OwnPolicy
from vrp.models.settings import NODE_FEATURES

__all__ = ["Pointer"]


class Pointer(OwnPolicy):
    """Points at a location by its features and its distance, with layers that draw at random."""

    def __init__(self, width: int = 8, dropout: float = 0.1) -> None:
        super().__init__()
        self.node_in = nn.Linear(NODE_FEATURES, width)
        self.dropout = nn.Dropout(dropout)
        self.query = nn.Linear(width + 1, width)
        self.near = nn.Parameter(torch.ones(1))

    def encode(self, batch: Batch, present: Tensor) -> Mapping[str, Tensor]:
        features = features_of(batch, 4, present)
        metres = batch.distances / features.scales.distance[:, None, None]
        return {
            "nodes": self.dropout(self.node_in(features.nodes)),
            "near": -self.near * torch.log(metres + 0.01),
            "present": present,
        }

    def logits(
        self, batch: Batch, known: Mapping[str, Tensor], state: State, mask: Tensor
    ) -> Tensor:
        nodes = known["nodes"]
        here = nodes.gather(1, state.current[..., None].expand(-1, -1, nodes.shape[2]))
        load = state.load_left / batch.capacity[:, None]
        query = self.query(torch.cat([here, load[..., None]], dim=2))
        return query @ nodes.transpose(1, 2) + rows(known["near"], state.current)
