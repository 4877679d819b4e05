"""What a policy sees of an instance: scales, locations, and edges to each location's candidates.

Every length is divided by a mean of the instance itself, so that one policy serves cities of all
sizes; what the division hides of the size of the problem, the number of stops gives back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from vrp.envs.batch import Batch

__all__ = [
    "PAIR_NEIGHBOURS",
    "Features",
    "Scales",
    "candidate_lists",
    "features_of",
    "pair_features",
    "take",
]


#: Stops whose mean distance tells of a location how remote it is, where all pairs are looked at.
PAIR_NEIGHBOURS = 24
#: Rows of the matrix that are ranked at a time, which bounds the memory that it takes.
_ROWS_AT_A_TIME = 512
#: Seconds of waiting that count as much as one of driving.
_DRIVING = 25.0
#: What coming too late counts for, beyond all distances, and waiting at most.
_LATE = 2**31
#: Where the rank in the list stands among the features of an edge.
_RANK = 6


@dataclass(frozen=True)
class Scales:
    """What lengths, times and loads are divided by, each a float32 tensor of shape (B,).

    Parameters
    ----------
    distance, duration
        Mean over all stops of the mean of the ways from and to the depot; 1 at least.
    horizon
        Length of the shift; ``duration`` where nothing is timed.
    capacity
        Of a vehicle.
    stops
        How many there are.
    timed
        Whether there are windows.
    loaded
        Whether there are demands.
    """

    distance: Tensor
    duration: Tensor
    horizon: Tensor
    capacity: Tensor
    stops: Tensor
    timed: bool
    loaded: bool

    def part(self, instances: slice) -> Scales:
        """The same of some of the instances."""
        return replace(
            self,
            distance=self.distance[instances],
            duration=self.duration[instances],
            horizon=self.horizon[instances],
            capacity=self.capacity[instances],
            stops=self.stops[instances],
        )


@dataclass(frozen=True)
class Features:
    """Inputs of an encoder.

    Parameters
    ----------
    scales
        What was divided by.
    nodes : float32 tensor, shape (B, N, 12)
        Of every location, the depot first.
    edges : float32 tensor, shape (B, N, K, 9)
        Of every location's edges to its candidates.
    candidates : int64 tensor, shape (B, N, K)
        Stops that come into question after a location, nearest first; the location itself where
        there are fewer than K.
    listed : bool tensor, shape (B, N, K)
        False where a list was filled up.
    present : bool tensor, shape (B, N)
        Which locations there are: the depot, and the stops that are looked at.
    """

    scales: Scales
    nodes: Tensor
    edges: Tensor
    candidates: Tensor
    listed: Tensor
    present: Tensor


@dataclass(frozen=True)
class _Windows:
    """Seconds since the shift began within which a stop can really be served, int64, (B, N)."""

    opens: Tensor
    closes: Tensor
    service: Tensor

    def at(self, index: Any) -> _Windows:
        """The same of some locations, in other dimensions."""
        return _Windows(self.opens[index], self.closes[index], self.service[index])


def features_of(batch: Batch, candidates: int, present: Tensor | None = None) -> Features:
    """Compute the inputs of an encoder.

    Parameters
    ----------
    batch
        B instances of n stops.
    candidates
        How many stops every location looks at (K).
    present : bool tensor, shape (B, N), optional
        Which stops to look at, the depot always among them: what is said of these is what would be
        said if there were no others. By default, all.
    """
    if present is None:
        present = torch.ones_like(batch.demands, dtype=torch.bool)
    scales = _scales(batch, present)
    lists, listed = candidate_lists(batch, candidates, present)
    windows = _windows(batch)
    return Features(
        scales=scales,
        nodes=_node_features(batch, scales, windows, lists, listed),
        edges=_edge_features(batch, scales, windows, lists, listed),
        candidates=lists,
        listed=listed,
        present=present,
    )


def pair_features(batch: Batch, scales: Scales) -> Tensor:
    """Compute features of all pairs: those of edges but ranks, float32 (B, N, N, 7)."""
    everywhere = torch.arange(batch.n_stops + 1, device=batch.device)
    targets = everywhere.expand(len(batch), batch.n_stops + 1, -1)
    columns = _edge_columns(batch, scales, _windows(batch), targets)
    return torch.stack(columns, dim=3)


def candidate_lists(
    batch: Batch, length: int, present: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Choose the stops that every location looks at: those that are least remote.

    Remoteness is the distance in the better direction. Between stops with windows, a second of the
    least wait counts for what is driven in a 25th of a second, and stops that cannot follow one
    another in time are the most remote ones. (Of the neighbours in good plans of Porto, lists of 24
    so hold 95 per cent; by Vidal et al. 2013, section 4.4, with durations, a fifth of the wait and
    lateness, they hold 92.) Of equals, the stop with the lower number comes first.

    Returns
    -------
    candidates : int64 tensor, shape (B, N, length)
        Nearest first; the location itself where there are too few stops.
    listed : bool tensor, shape (B, N, length)
        False where the list was filled up.
    """
    locations = batch.n_stops + 1
    if present is None:
        present = torch.ones_like(batch.demands, dtype=torch.bool)
    own = torch.arange(locations, device=batch.device)[:, None]
    rows = torch.split(own[:, 0], _ROWS_AT_A_TIME)
    found = torch.cat(
        [_nearest(batch, some, min(length, locations - 1), present) for some in rows], dim=1
    )
    found = torch.nn.functional.pad(found, (0, length - found.shape[2]), value=-1)
    # Locations that never are candidates come last, where there was nothing else left.
    listed = (found != own) & (found > 0) & take(present, found.clamp(min=0))
    return torch.where(listed, found, own), listed


def _nearest(batch: Batch, rows: Tensor, length: int, present: Tensor) -> Tensor:
    """The least remote stops of some locations, int64, shape (B, rows, length)."""
    locations = batch.n_stops + 1
    columns = torch.arange(locations, device=batch.device)
    remoteness = _remoteness(batch, rows, present)
    # Unique keys: which of two equals a selection finds first would depend on the device.
    keys = remoteness * locations + columns
    never = (columns == rows[:, None]) | (columns == 0) | ~present[:, None]
    keys = keys.masked_fill(never, torch.iinfo(torch.int64).max)
    return keys.topk(length, dim=2, largest=False, sorted=True).indices


def _remoteness(batch: Batch, rows: Tensor, present: Tensor) -> Tensor:
    """Metres, or what counts like them, of all locations from some, int64, shape (B, rows, N)."""
    there, back = batch.distances[:, rows].to(torch.int64), batch.distances[:, :, rows]
    shorter = torch.minimum(there, back.transpose(1, 2))
    if batch.problem != "acvrptw":
        return shorter
    windows = _windows(batch)
    stops = present[:, 1:]
    metres, seconds = ((_ways(way) * stops).sum(1) for way in (batch.distances, batch.durations))
    # Of a second, in metres. Whatever the device, the same doubles come of whole numbers.
    waiting = (metres.double() / seconds.clamp(min=1) / _DRIVING)[:, None, None]

    def one_way(metres: Tensor, legs: Tensor, before: _Windows, after: _Windows) -> Tensor:
        wait = after.opens - (before.closes + before.service) - legs
        is_late = legs > after.closes - (before.opens + before.service)
        return metres + (wait * waiting).clamp(0, _LATE).to(torch.int64) + is_late * _LATE

    every = slice(None)
    own, others = windows.at((every, rows, None)), windows.at((every, None))
    forwards = one_way(there, batch.durations[:, rows], own, others)
    own, others = windows.at((every, None, rows)), windows.at((every, every, None))
    backwards = one_way(back, batch.durations[:, :, rows], others, own)
    timed = torch.minimum(forwards, backwards.transpose(1, 2))
    return torch.where((rows == 0)[:, None], shorter, timed)


def _ways(matrix: Tensor) -> Tensor:
    """From the depot to every stop and back, int64 of shape (B, n)."""
    return matrix[:, 0, 1:].to(torch.int64) + matrix[:, 1:, 0]


def _scales(batch: Batch, present: Tensor) -> Scales:
    timed = batch.problem == "acvrptw"
    stops = present[:, 1:]
    distance = _mean_way(batch.distances, stops)
    duration = _mean_way(batch.durations, stops)
    shift = (batch.closes[:, 0] - batch.opens[:, 0]).clamp(min=1)
    return Scales(
        distance=distance,
        duration=duration,
        horizon=shift.to(torch.float32) if timed else duration,
        capacity=batch.capacity.clamp(min=1).to(torch.float32),
        stops=stops.sum(dim=1).clamp(min=1).to(torch.float32),
        timed=timed,
        loaded=batch.problem != "atsp",
    )


def _mean_way(matrix: Tensor, stops: Tensor) -> Tensor:
    mean = (_ways(matrix).to(torch.float64) * stops).sum(dim=1) / stops.sum(dim=1).clamp(min=1)
    return (mean / 2).clamp(min=1.0).to(torch.float32)


def _windows(batch: Batch) -> _Windows:
    """Windows without what no route from and to the depot can use; the depot's is the shift."""
    begin = batch.opens[:, :1].to(torch.int64)
    end = batch.closes[:, :1].to(torch.int64)
    service = batch.service.to(torch.int64)
    opens = torch.maximum(batch.opens.to(torch.int64), begin + batch.durations[:, 0])
    closes = torch.minimum(batch.closes.to(torch.int64), end - service - batch.durations[:, :, 0])
    opens, closes = opens - begin, closes - begin
    return _Windows(
        opens=torch.cat([torch.zeros_like(begin), opens[:, 1:]], dim=1),
        closes=torch.cat([end - begin, closes[:, 1:]], dim=1),
        service=service,
    )


def _node_features(
    batch: Batch, scales: Scales, windows: _Windows, candidates: Tensor, listed: Tensor
) -> Tensor:
    distance, duration = scales.distance[:, None], scales.duration[:, None]
    horizon = scales.horizon[:, None]
    there, back = _both_ways(batch.distances, candidates)
    shorter = torch.minimum(there, back) * listed
    is_depot = torch.zeros_like(batch.demands)
    is_depot[:, 0] = 1
    columns = [
        batch.distances[:, 0] / distance,
        batch.distances[:, :, 0] / distance,
        batch.durations[:, 0] / duration,
        batch.durations[:, :, 0] / duration,
        batch.demands / scales.capacity[:, None],
        windows.service / duration,
        scales.timed * windows.opens / horizon,
        scales.timed * windows.closes / horizon,
        scales.timed * (windows.closes - windows.opens) / horizon,
        is_depot,
        shorter.sum(dim=2) / listed.sum(dim=2).clamp(min=1) / distance,
        (torch.log(scales.stops) / 10)[:, None].expand(batch.demands.shape),
    ]
    nodes = torch.stack([column.to(torch.float32) for column in columns], dim=2)
    # Matrices may have a diagonal, which says nothing.
    nodes[:, 0, :4] = 0
    return nodes


def _edge_features(
    batch: Batch, scales: Scales, windows: _Windows, candidates: Tensor, listed: Tensor
) -> Tensor:
    length = candidates.shape[2]
    columns = _edge_columns(batch, scales, windows, candidates)
    rank = torch.arange(length, device=batch.device) / length
    columns.insert(_RANK, rank.expand(candidates.shape))
    columns.append(_ranks_seen_from_there(candidates) / length)
    return torch.stack(columns, dim=3) * listed[..., None]


def _ranks_seen_from_there(candidates: Tensor) -> Tensor:
    """Where a location stands in the list of its candidate; K: nowhere; int64 of (B, N, K)."""
    _, locations, length = candidates.shape
    own = torch.arange(locations, device=candidates.device)[:, None, None]
    is_there = take(candidates, candidates) == own
    # Of the places where it stands, the largest of these numbers belongs to the first one.
    counted_down = length - torch.arange(length, device=candidates.device)
    return length - (is_there * counted_down).amax(dim=3)


def _edge_columns(batch: Batch, scales: Scales, windows: _Windows, targets: Tensor) -> list[Tensor]:
    """Features of the ways from all locations to their targets, float32 of shape (B, N, K)."""
    distance, duration, horizon = (
        scale[:, None, None] for scale in (scales.distance, scales.duration, scales.horizon)
    )
    metres_there, metres_back = _both_ways(batch.distances, targets)
    seconds_there, seconds_back = _both_ways(batch.durations, targets)
    opens, closes = (take(times, targets) for times in (windows.opens, windows.closes))
    latest = (windows.closes + windows.service)[:, :, None] + seconds_there
    earliest = (windows.opens + windows.service)[:, :, None] + seconds_there
    to_depot = batch.distances[:, :, 0, None]
    from_depot = take(batch.distances[:, 0], targets)
    return [
        metres_there / distance,
        metres_back / distance,
        seconds_there / duration,
        seconds_back / duration,
        scales.timed * (opens - latest).clamp(min=0) / horizon,
        scales.timed * ((earliest - closes).clamp(min=0) / horizon).clamp(max=1),
        (to_depot + from_depot - metres_there) / distance,
    ]


def _both_ways(matrix: Tensor, candidates: Tensor) -> tuple[Tensor, Tensor]:
    """Entries from every location to its candidates, and back from them."""
    return matrix.gather(2, candidates), matrix.transpose(1, 2).gather(2, candidates)


def take(values: Tensor, indices: Tensor) -> Tensor:
    """Rows of every instance: of values (B, N, …) at indices (B, …), giving (B, …, …).

    The rows of all instances are looked up in one list, which backwards is several times as fast as
    indexing with two tensors.
    """
    size, locations = values.shape[:2]
    first = torch.arange(0, size * locations, locations, device=values.device)
    chosen = first.view(-1, *[1] * (indices.dim() - 1)) + indices
    rows = values.flatten(0, 1).index_select(0, chosen.flatten())
    return rows.view(*indices.shape, *values.shape[2:])
