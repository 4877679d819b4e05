"""The decoder: from where a vehicle stands to a score of every location it may drive to next.

A pointer network (Kool et al. 2019) with a little network that looks at every move: how long to
wait, how much of the window and of the load is left, how far it is. What of that depends on nothing
but the leg is computed once for all steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import linear, silu

from vrp.envs.batch import Batch
from vrp.envs.state import State, rows
from vrp.models.encoding import Encoding
from vrp.models.features import Scales, take
from vrp.models.settings import MOVE_FEATURES, STATE_FEATURES, DecoderSettings

__all__ = ["Decoder", "Moves"]

#: Where the moves' features stand in the weights of ``move_feature``.
_DURATION, _WAIT, _SLACK, _LOAD, _DISTANCE, _DETOUR = range(MOVE_FEATURES)


@dataclass(frozen=True)
class Moves:
    """What can be said of all moves before the first one; C = K + 1 targets, the depot first.

    Parameters
    ----------
    encoding
        Of the instances.
    queries : tensor, shape (B, N, d)
        The part of the query's hidden layer that a location alone decides.
    targets : int64 tensor, shape (B, N, C)
        Where to drive from a location.
    hidden : tensor, shape (B, N, C, hidden)
        The part of the moves' hidden layer that the leg alone decides.
    legs : float32 tensor, shape (B, N, C, 3)
        How long before the window opens and closes a vehicle arrives that leaves when the shift
        begins, in shifts, and the logit's term for the distance.
    from_depot : tensor, shape (B, N)
        Logits of the first moves of routes, without their compatibility.
    """

    encoding: Encoding
    queries: Tensor
    targets: Tensor
    hidden: Tensor
    legs: Tensor
    from_depot: Tensor


class Decoder(nn.Module):
    """Scores the next location.

    Parameters
    ----------
    settings
        Sizes of the network.
    """

    def __init__(self, settings: DecoderSettings) -> None:
        super().__init__()
        self.width = settings.width
        self.query_in = nn.Linear(settings.width + STATE_FEATURES, settings.width)
        self.query_out = nn.Linear(settings.width, settings.width)
        self.move_channel = nn.Linear(settings.channels, settings.hidden, bias=False)
        self.move_feature = nn.Linear(MOVE_FEATURES, settings.hidden)
        self.move_score = nn.Linear(settings.hidden, 1, bias=False)
        self.distance_weight = nn.Parameter(torch.ones(1))

    def moves(self, batch: Batch, encoding: Encoding) -> Moves:
        """Compute what all steps share."""
        depot = torch.zeros_like(encoding.candidates[..., :1])
        targets = torch.cat([depot, encoding.candidates], dim=2)
        channels = torch.cat([encoding.to_depot[:, :, None], encoding.channels], dim=2)
        hidden, legs = self._legs(batch, encoding.scales, slice(None), targets, channels)
        return Moves(
            encoding=encoding,
            queries=linear(
                encoding.contexts, self.query_in.weight[:, : self.width], self.query_in.bias
            ),
            targets=targets,
            hidden=hidden,
            legs=legs,
            from_depot=self._from_depot(batch, encoding),
        )

    def logits(self, batch: Batch, moves: Moves, state: State, mask: Tensor) -> Tensor:
        """Score the next locations of S rollouts or states of each instance.

        Parameters
        ----------
        batch, moves
            The instances, and what was computed of them.
        state
            Where the rollouts stand.
        mask : bool tensor, shape (B, S, N)
            Where they may drive.

        Returns
        -------
        float32 tensor, shape (B, S, N)
            Minus infinity where the mask forbids to drive, and at stops that are no candidates of
            the location; from the depot, all stops come into question.
        """
        states = self._states(batch, moves, state)
        fit = self._fit(moves, state, states)
        targets = take(moves.targets, state.current)
        hidden, legs = take(moves.hidden, state.current), take(moves.legs, state.current)
        listed = fit.gather(2, targets) + self._scores(moves.encoding.scales, hidden, legs, states)
        scores = torch.full_like(fit, -math.inf).scatter(2, targets, listed)
        scores = torch.where(
            (state.current == 0)[..., None], fit + moves.from_depot[:, None], scores
        ).masked_fill(~mask, -math.inf)
        if batch.problem == "atsp":
            scores = self._with_unlisted(batch, moves, state, mask, fit, scores)
        return scores

    def _states(self, batch: Batch, moves: Moves, state: State) -> Tensor:
        """Share of the load left, of the shift gone by, and of the stops unserved: (B, S, 3)."""
        scales = moves.encoding.scales
        elapsed = (state.time - batch.opens[:, :1]) / scales.horizon[:, None]
        load = scales.loaded * state.load_left / scales.capacity[:, None]
        return torch.stack([load, elapsed, state.unserved / scales.stops[:, None]], dim=2)

    def _fit(self, moves: Moves, state: State, states: Tensor) -> Tensor:
        """How well all locations fit the state, before the move is looked at: (B, S, N)."""
        hidden = take(moves.queries, state.current) + linear(
            states, self.query_in.weight[:, self.width :]
        )
        queries = take(moves.encoding.contexts, state.current) + self.query_out(silu(hidden))
        fit = queries @ moves.encoding.keys.transpose(1, 2)
        scaled: Tensor = fit.float() / math.sqrt(self.width)
        return scaled

    def _scores(self, scales: Scales, hidden: Tensor, legs: Tensor, states: Tensor) -> Tensor:
        """Scores of moves of S states: (B, S, C), of what :class:`Moves` has of their legs."""
        opens, closes, bias = legs.unbind(-1)
        weight = self.move_feature.weight
        hidden = hidden + (states[..., :1] * weight[:, _LOAD])[:, :, None]
        if scales.timed:
            elapsed = states[..., 1:2]
            wait = (opens - elapsed).clamp(min=0)
            slack = (closes - elapsed).clamp(max=1)
            hidden = (
                hidden + wait[..., None] * weight[:, _WAIT] + slack[..., None] * weight[:, _SLACK]
            )
        scores: Tensor = self.move_score(silu(hidden))[..., 0].float() + bias
        return scores

    def _legs(
        self, batch: Batch, scales: Scales, origins: slice, targets: Tensor, channels: Tensor
    ) -> tuple[Tensor, Tensor]:
        """:attr:`Moves.hidden` and :attr:`Moves.legs` of legs from origins to targets."""
        distance, duration, horizon, capacity = (
            scale[:, None, None]
            for scale in (scales.distance, scales.duration, scales.horizon, scales.capacity)
        )
        seconds = batch.durations[:, origins].gather(2, targets)
        metres = batch.distances[:, origins].gather(2, targets)
        demands, opens, closes, back = (
            take(values, targets)
            for values in (
                batch.demands,
                batch.opens - batch.opens[:, :1],
                batch.closes - batch.opens[:, :1],
                batch.distances[:, :, 0],
            )
        )
        features = [torch.zeros_like(metres / distance)] * MOVE_FEATURES
        features[_DURATION] = seconds / duration
        features[_LOAD] = -demands / capacity
        features[_DISTANCE] = torch.log1p(metres / distance)
        features[_DETOUR] = (metres + back - batch.distances[:, origins, :1]) / distance
        hidden = self.move_channel(channels) + self.move_feature(torch.stack(features, dim=3))
        bias = -self.distance_weight * torch.log((metres + 1) / distance)
        legs = torch.stack([(opens - seconds) / horizon, (closes - seconds) / horizon, bias], dim=3)
        return hidden, legs

    def _from_depot(self, batch: Batch, encoding: Encoding) -> Tensor:
        """:attr:`Moves.from_depot`: every route leaves fully loaded when the shift begins."""
        targets = torch.arange(batch.n_stops + 1, device=batch.device).expand(len(batch), 1, -1)
        hidden, legs = self._legs(
            batch, encoding.scales, slice(1), targets, encoding.from_depot[:, None]
        )
        full = torch.tensor([float(encoding.scales.loaded), 0.0, 0.0], device=batch.device)
        return self._scores(encoding.scales, hidden, legs, full.expand(len(batch), 1, -1))[:, 0]

    def _with_unlisted(
        self, batch: Batch, moves: Moves, state: State, mask: Tensor, fit: Tensor, scores: Tensor
    ) -> Tensor:
        """Let a tour that may not end go on where all candidates are visited, to any stop left."""
        metres = rows(batch.distances, state.current) + 1
        distance = moves.encoding.scales.distance[:, None, None]
        unlisted = fit - self.distance_weight * torch.log(metres / distance)
        stuck = (scores == -math.inf).all(dim=2, keepdim=True)
        return torch.where(stuck, unlisted.masked_fill(~mask, -math.inf), scores)
