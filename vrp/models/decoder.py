"""The decoder: from where a vehicle stands to a score of every location it may drive to next.

A pointer network (Kool et al. 2019) with a little network that looks at every move: how long to
wait, how much of the window and of the load is left, how far it is. What of that depends on nothing
but the leg is computed once for all steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import linear, silu

from vrp.envs.batch import Batch
from vrp.envs.state import State, rows
from vrp.models.encoding import Encoding
from vrp.models.features import Scales, take
from vrp.models.settings import MOVE_FEATURES, STATE_FEATURES, DecoderSettings

__all__ = ["Decoder", "Moves"]

#: Moves whose hidden layers a processor computes together: they stay in its caches.
_MOVES_AT_A_TIME = 2**15
#: Devices that find the moves that are allowed without anyone waiting for them.
_COUNTING = frozenset({"cpu"})
#: Where the moves' features stand in the weights of ``move_feature``.
_DURATION, _WAIT, _SLACK, _LOAD, _DISTANCE, _DETOUR = range(MOVE_FEATURES)
#: Tensors of :class:`Moves` that gradients go through.
_LEARNED = "keys", "queries", "hidden", "matches", "bias", "from_depot"


@dataclass(frozen=True)
class Moves:
    """What can be said of all moves before the first one; C = K + 1 targets, the depot first.

    Parameters
    ----------
    encoding
        Of the instances.
    keys : tensor, shape (B, N, d)
        Those of the encoding, scaled, as the query's hidden layer meets them.
    queries : tensor, shape (B, N, d)
        The part of the query's hidden layer that a location alone decides.
    targets : int64 tensor, shape (B, N, C)
        Where to drive from a location.
    hidden : tensor, shape (B, N, C, hidden)
        The part of the moves' hidden layer that the leg alone decides.
    windows : float32 tensor, shape (B, N, C, 2)
        How long before the window opens and closes a vehicle arrives that leaves when the shift
        begins, in shifts.
    matches : float32 tensor, shape (B, N, N)
        What the logit of every location owes to the present one's context.
    bias : float32 tensor, shape (B, N, C)
        The logit's terms for the distance and for the match.
    from_depot : tensor, shape (B, N)
        Logits of the first moves of routes, without their compatibility.
    """

    encoding: Encoding
    keys: Tensor
    queries: Tensor
    targets: Tensor
    hidden: Tensor
    windows: Tensor
    matches: Tensor
    bias: Tensor
    from_depot: Tensor

    def part(self, instances: slice) -> Moves:
        """The same of some of the instances."""
        return Moves(
            encoding=self.encoding.part(instances),
            keys=self.keys[instances],
            queries=self.queries[instances],
            targets=self.targets[instances],
            hidden=self.hidden[instances],
            windows=self.windows[instances],
            matches=self.matches[instances],
            bias=self.bias[instances],
            from_depot=self.from_depot[instances],
        )

    def learned(self) -> list[Tensor]:
        """Tensors that gradients go through of all that logits are computed of."""
        return [getattr(self, name) for name in _LEARNED]

    def apart(self) -> Moves:
        """The same with gradients that end here."""
        tensors = {name: getattr(self, name).detach().requires_grad_() for name in _LEARNED}
        return replace(self, **tensors)


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
        keys = encoding.keys / math.sqrt(self.width)
        # The query is linear in its hidden layer and in the context: both meet the keys here, once,
        # rather than in every decision.
        matches = ((encoding.contexts + self.query_out.bias) @ keys.transpose(1, 2)).float()
        hidden, windows, bias = self._legs(batch, encoding.scales, slice(None), targets, channels)
        return Moves(
            encoding=encoding,
            keys=keys @ self.query_out.weight,
            queries=linear(
                encoding.contexts, self.query_in.weight[:, : self.width], self.query_in.bias
            ),
            targets=targets,
            hidden=hidden,
            windows=windows,
            matches=matches,
            bias=bias + matches.gather(2, targets),
            from_depot=self._from_depot(batch, encoding) + matches[:, 0],
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
        if moves.encoding.complete:
            scores = fit + self._scores_of_moves(moves, state.current, states, mask)
        else:
            at_depot = (state.current == 0)[..., None]
            scores = self._scores_of_moves(moves, state.current, states, mask & ~at_depot)
            scores = fit + torch.where(mask & at_depot, moves.from_depot[:, None], scores)
        if batch.problem == "atsp" and not moves.encoding.complete:
            scores = self._with_unlisted(batch, moves, state, mask, fit, scores)
        return scores

    def _states(self, batch: Batch, moves: Moves, state: State) -> Tensor:
        """Share of the load left, of the shift gone by, and of the stops unserved: (B, S, 3)."""
        scales = moves.encoding.scales
        elapsed = (state.time - batch.opens[:, :1]) / scales.horizon[:, None]
        load = scales.loaded * state.load_left / scales.capacity[:, None]
        return torch.stack([load, elapsed, state.unserved / scales.stops[:, None]], dim=2)

    def _fit(self, moves: Moves, state: State, states: Tensor) -> Tensor:
        """How well all locations fit the state, before the move is looked at: (B, S, N).

        But for what the leg alone decides, which is among the scores of the moves.
        """
        rows = _rows(state.current, moves.keys.shape[1]).flatten()
        weight = self.query_in.weight[:, self.width :].t()
        hidden = moves.queries.flatten(0, 1).index_select(0, rows)
        hidden = silu(torch.addmm(hidden, states.flatten(0, 1), weight))
        fit = hidden.view(*state.current.shape, -1) @ moves.keys.transpose(1, 2)
        return fit.float()

    def _scores_of_moves(
        self, moves: Moves, current: Tensor, states: Tensor, mask: Tensor
    ) -> Tensor:
        """Scores of S states' moves by themselves, (B, S, N): minus infinity where not allowed.

        A processor looks at moves that are allowed alone, which are fewer than half of all. A GPU
        would have to wait until these are counted.
        """
        _, locations, count = moves.targets.shape
        targets = None if moves.encoding.complete else take(moves.targets, current)
        allowed = (mask if targets is None else mask.gather(2, targets)).flatten()
        numbers = torch.arange(current.numel(), device=current.device)
        counts = current.device.type in _COUNTING
        if counts:
            # Ten times as fast as torch's own.
            chosen = torch.from_numpy(np.flatnonzero(allowed.numpy()))
            owners = numbers.repeat_interleave(allowed.view(-1, count).sum(dim=1))
            at_a_time = _MOVES_AT_A_TIME
        else:
            chosen = torch.arange(allowed.numel(), device=current.device)
            owners = numbers.repeat_interleave(count, output_size=allowed.numel())
            at_a_time = max(1, allowed.numel())
        shifts = (_rows(current, locations).flatten() - numbers) * count
        legs = chosen + shifts.index_select(0, owners)
        seen = states.flatten(0, 1).t().contiguous()
        found = torch.cat(
            [
                self._scores_of_legs(moves, some, seen, whose)
                for some, whose in zip(
                    torch.split(legs, at_a_time), torch.split(owners, at_a_time), strict=True
                )
            ]
        )
        if not counts:
            found = found.masked_fill(~allowed, -math.inf)
        places = chosen
        if targets is not None:
            places = owners * mask.shape[2] + targets.flatten().index_select(0, chosen)
        scores = torch.full((mask.numel(),), -math.inf, device=mask.device)
        return scores.scatter_(0, places, found).view(mask.shape)

    def _scores_of_legs(self, moves: Moves, legs: Tensor, states: Tensor, owners: Tensor) -> Tensor:
        """Scores of moves, (M,), by the numbers of their legs and those of all states (3, B S)."""
        scales = moves.encoding.scales
        return self._scores(
            scales,
            moves.hidden.flatten(0, 2).index_select(0, legs),
            moves.windows.flatten(0, 2).index_select(0, legs) if scales.timed else moves.windows,
            moves.bias.flatten().index_select(0, legs),
            states[0].index_select(0, owners),
            states[1].index_select(0, owners) if scales.timed else states[1],
        )

    def _scores(
        self,
        scales: Scales,
        hidden: Tensor,
        windows: Tensor,
        bias: Tensor,
        load: Tensor,
        elapsed: Tensor,
    ) -> Tensor:
        """Scores of M moves with so much on board at so late a time, (M,): see :class:`Moves`.

        The hidden layers (M, hidden) are overwritten.
        """
        features, columns = [load], [_LOAD]
        if scales.timed:
            opens, closes = windows.unbind(1)
            features += [(opens - elapsed).clamp(min=0), (closes - elapsed).clamp(max=1)]
            columns += [_WAIT, _SLACK]
        with torch.autocast(bias.device.type, enabled=False):
            weight = self.move_feature.weight[:, columns].t()
            hidden = hidden.float().addmm_(torch.stack(features, dim=1), weight)
        # As a product with a vector: gradients of one with a matrix of one column take far longer.
        scores: Tensor = (silu(hidden) @ self.move_score.weight[0]).float() + bias
        return scores

    def _legs(
        self, batch: Batch, scales: Scales, origins: slice, targets: Tensor, channels: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Hidden layers, windows and biases of legs from origins to targets; see :class:`Moves`."""
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
        windows = torch.stack([(opens - seconds) / horizon, (closes - seconds) / horizon], dim=3)
        return hidden, windows, bias

    def _from_depot(self, batch: Batch, encoding: Encoding) -> Tensor:
        """:attr:`Moves.from_depot`: every route leaves fully loaded when the shift begins."""
        targets = torch.arange(batch.n_stops + 1, device=batch.device).expand(len(batch), 1, -1)
        hidden, windows, bias = self._legs(
            batch, encoding.scales, slice(1), targets, encoding.from_depot[:, None]
        )
        legs = hidden.flatten(0, 2), windows.flatten(0, 2), bias.flatten()
        none = torch.zeros_like(legs[2])
        scores = self._scores(encoding.scales, *legs, none + float(encoding.scales.loaded), none)
        return scores.view(len(batch), -1)

    def _with_unlisted(
        self, batch: Batch, moves: Moves, state: State, mask: Tensor, fit: Tensor, scores: Tensor
    ) -> Tensor:
        """Let a tour that may not end go on where all candidates are visited, to any stop left."""
        metres = rows(batch.distances, state.current) + 1
        distance = moves.encoding.scales.distance[:, None, None]
        matches = fit + rows(moves.matches, state.current)
        unlisted = matches - self.distance_weight * torch.log(metres / distance)
        stuck = (scores == -math.inf).all(dim=2, keepdim=True)
        return torch.where(stuck, unlisted.masked_fill(~mask, -math.inf), scores)


def _rows(current: Tensor, locations: int) -> Tensor:
    """Numbers of locations (B, S) among those of all instances."""
    firsts = torch.arange(0, len(current) * locations, locations, device=current.device)
    return firsts[:, None] + current
