"""What an encoder hands to the decoder."""

from __future__ import annotations

from dataclasses import dataclass, fields

from torch import Tensor

from vrp.models.features import Scales

__all__ = ["Encoding"]


@dataclass(frozen=True)
class Encoding:
    """Everything a decoder knows of B instances, computed once for all of its steps.

    Parameters
    ----------
    scales
        What lengths, times and loads are divided by.
    candidates, listed : int64 and bool tensors, shape (B, N, K)
        Stops that come into question after a location, and where a list is filled up.
    keys, contexts : tensors, shape (B, N, d)
        Of a location as the next one, and as the present one.
    channels : tensor, shape (B, N, K, z)
        Of the edges to the candidates.
    to_depot, from_depot : tensors, shape (B, N, z)
        Of the edges from every location to the depot, and back.
    edge_logits : tensor, shape (B, N, K)
        Of the chance that a candidate comes just before or after a location in a good solution.
    complete
        Whether all stops are candidates everywhere, in the order of their numbers.
    """

    scales: Scales
    candidates: Tensor
    listed: Tensor
    keys: Tensor
    contexts: Tensor
    channels: Tensor
    to_depot: Tensor
    from_depot: Tensor
    edge_logits: Tensor
    complete: bool

    def part(self, instances: slice) -> Encoding:
        """The same of some of the instances."""
        tensors = {
            field.name: getattr(self, field.name)[instances]
            for field in fields(self)
            if field.name not in ("scales", "complete")
        }
        return Encoding(scales=self.scales.part(instances), complete=self.complete, **tensors)
