"""Policies of one's own: any module of torch that scores where a vehicle may drive next.

:func:`vrp.train.loop.train` trains them as it does ours, by imitation and by reinforcement, and
:func:`vrp.models.decoding.decode` lets them plan. The engine runs ours alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from vrp.envs.batch import Batch
from vrp.envs.state import State
from vrp.models.settings import OwnSettings

__all__ = ["Known", "OwnPolicy"]


class OwnPolicy(nn.Module):
    """To derive from: two methods make a policy, beside the layers that ``__init__`` makes.

    Weights are float32. Whatever :meth:`encode` and :meth:`logits` draw at random (dropout) comes
    from torch's global random numbers, which training seeds before every step.

    Examples
    --------
    >>> class Nearest(OwnPolicy):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.sharpness = nn.Parameter(torch.ones(1))
    ...
    ...     def encode(self, batch, present):
    ...         metres = batch.distances.float()
    ...         return {"near": -self.sharpness * metres / metres.mean((1, 2), keepdim=True)}
    ...
    ...     def logits(self, batch, known, state, mask):
    ...         return rows(known["near"], state.current)
    """

    def encode(self, batch: Batch, present: Tensor) -> Mapping[str, Tensor]:
        """Compute once what all decisions of an instance share.

        Parameters
        ----------
        batch
            B instances of N locations; :mod:`vrp.models.features` describes them in numbers about
            one.
        present : bool tensor, shape (B, N)
            The locations that count: stops served already are looked at no more where a rollout
            encodes the stops left anew (``encodings`` above 1). May be passed over: masks allow
            none of them.

        Returns
        -------
        mapping of str to tensor
            For :meth:`logits`; the first dimension of each is B. Gradients go through those that
            have them.
        """
        raise NotImplementedError(f"{type(self).__name__} has no method encode")

    def logits(
        self, batch: Batch, known: Mapping[str, Tensor], state: State, mask: Tensor
    ) -> Tensor:
        """Score the next locations.

        Parameters
        ----------
        batch, known
            The instances, and what :meth:`encode` said of them: in training, some of the instances
            at a time.
        state
            Where S rollouts, or S decisions of rollouts, of each instance stand.
        mask : bool tensor, shape (B, S, N)
            Where they may drive.

        Returns
        -------
        tensor, shape (B, S, N)
            Logits. What the mask forbids is left out by whoever asks.
        """
        raise NotImplementedError(f"{type(self).__name__} has no method logits")

    @property
    def settings(self) -> OwnSettings:
        """What the card of its weights says of it."""
        shapes = {name: tuple(tensor.shape) for name, tensor in self.state_dict().items()}
        return OwnSettings(type(self).__name__, shapes)

    @property
    def decoder(self) -> Any:
        """Itself, as whoever decodes asks our policies."""
        return _Decoder(self)

    def forward(self, batch: Batch, present: Tensor | None = None) -> Known:
        """Encode B instances, or those of their locations that are present (B, N)."""
        if present is None:
            present = torch.ones_like(batch.demands, dtype=torch.bool)
        known = self.encode(batch, present)
        for name, tensor in known.items():
            if tensor.dim() < 1 or tensor.shape[0] != len(batch):
                raise ValueError(
                    f"{type(self).__name__}.encode: {name} has shape {tuple(tensor.shape)}, "
                    f"expected {len(batch)} instances first"
                )
        return Known(dict(known))


@dataclass(frozen=True, eq=False)
class Known:
    """What a policy of one's own has said of B instances.

    Parameters
    ----------
    tensors
        By name, instances first.
    """

    tensors: dict[str, Tensor]

    def part(self, instances: slice) -> Known:
        """The same of some of the instances."""
        return Known({name: tensor[instances] for name, tensor in self.tensors.items()})

    def learned(self) -> list[Tensor]:
        """Tensors that gradients go through."""
        return [tensor for tensor in self.tensors.values() if tensor.requires_grad]

    def apart(self) -> Known:
        """The same with gradients that end here."""
        return replace(
            self,
            tensors={
                name: tensor.detach().requires_grad_(tensor.requires_grad)
                for name, tensor in self.tensors.items()
            },
        )


class _Decoder:
    """A policy of one's own as :class:`vrp.models.decoder.Decoder` is asked."""

    def __init__(self, policy: OwnPolicy) -> None:
        self._policy = policy

    def parameters(self) -> Iterator[nn.Parameter]:
        """All weights: any may be used in a decision."""
        return self._policy.parameters()

    def moves(self, batch: Batch, known: Known) -> Known:
        """What all steps share, which is all that is known."""
        del batch
        return known

    def logits(self, batch: Batch, known: Known, state: State, mask: Tensor) -> Tensor:
        """Logits as asked for, float32, and minus infinity where the mask forbids to drive."""
        found = self._policy.logits(batch, known.tensors, state, mask)
        if found.shape != mask.shape:
            raise ValueError(
                f"{type(self._policy).__name__}.logits has shape {tuple(found.shape)}, expected "
                f"{tuple(mask.shape)}: instances, rollouts, locations"
            )
        return found.float().masked_fill(~mask, -torch.inf)
