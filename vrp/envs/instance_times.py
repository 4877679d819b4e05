"""When the stops of instances may be served, how long that takes, and the shift around it."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from vrp.entities import MAX_VALUE
from vrp.envs.draws import Draws
from vrp.envs.generator_settings import QUARTER_S, GeneratorSettings
from vrp.envs.instance_demands import Past

__all__ = ["Times", "draw_times"]


class Times(NamedTuple):
    """Hours of instances, int64 tensors of shape (B, N), the depot first.

    Parameters
    ----------
    opens, closes
        Within which service starts; at the depot, the shift.
    service
        Seconds of it, 0 at the depot.
    """

    opens: Tensor
    closes: Tensor
    service: Tensor


class _Reach(NamedTuple):
    """Shift of shape (B, 1), and when a vehicle for each stop alone can begin there, (B, n)."""

    begin: Tensor
    end: Tensor
    earliest: Tensor
    latest: Tensor


def draw_times(
    settings: GeneratorSettings, draws: Draws, out: Tensor, back: Tensor, past: Past | None
) -> Times:
    """Draw shifts, service times and windows with which every stop can be served alone.

    Parameters
    ----------
    settings, draws
        What to draw, and from.
    out, back : int64 tensors, shape (B, n)
        Seconds from the depot to each stop, and from there to the depot.
    past
        Days and stops to take after, if any.
    """
    service = draws.whole(settings.service_s, *out.shape)
    if past is not None:
        service = past.history.service[past.rows]
    begin, end = _shifts(settings, draws, out.shape[0], past)
    # Longer where it must be: a stop that nobody can serve is no part of an instance.
    end = torch.maximum(end, (begin[:, None] + out + service + back).amax(dim=1))
    reach = _Reach(
        begin[:, None],
        end[:, None],
        begin[:, None] + out,
        end[:, None] - service - back,
    )
    draw = _windows(settings, draws, reach) if past is None else _past_windows(draws, past)
    opens = torch.minimum(torch.maximum(draw[0], reach.begin), reach.latest)
    closes = torch.maximum(torch.minimum(draw[1], reach.end), reach.earliest)
    return Times(
        torch.cat([reach.begin, opens], dim=1),
        torch.cat([reach.end, closes], dim=1),
        torch.cat([torch.zeros_like(reach.begin), service], dim=1),
    )


def _shifts(
    settings: GeneratorSettings, draws: Draws, count: int, past: Past | None
) -> tuple[Tensor, Tensor]:
    """When shifts begin and end, of shape (count,)."""
    first, last = settings.shift_begin_s
    shortest, longest = settings.shift_s
    begin = draws.whole((first // QUARTER_S, last // QUARTER_S), count) * QUARTER_S
    length = draws.whole((shortest // QUARTER_S, longest // QUARTER_S), count) * QUARTER_S
    end = begin + length
    if past is None:
        return begin, end
    history, days = past.history, past.days
    begin = begin.clamp(max=history.earliest)
    begin = torch.where(history.knows_begin[days], history.begins[days], begin)
    end = torch.maximum(end, begin + length).clamp(min=history.latest)
    return begin, torch.where(history.knows_end[days], history.ends[days], end)


def _windows(settings: GeneratorSettings, draws: Draws, reach: _Reach) -> tuple[Tensor, Tensor]:
    """Windows that begin at a quarter of an hour, or the whole shift, of shape (B, n)."""
    shape = reach.earliest.shape
    width = draws.constants(settings.window_widths_s, *shape)
    last = torch.maximum(reach.earliest, reach.latest - width)
    start = reach.earliest + (draws.shares(*shape) * (last - reach.earliest + 1)).long()
    start = start.div(QUARTER_S, rounding_mode="floor") * QUARTER_S
    share = draws.between(settings.windowed, shape[0])[:, None]
    is_windowed = draws.shares(*shape) < share
    return (
        torch.where(is_windowed, start, reach.begin),
        torch.where(is_windowed, start + width, reach.end),
    )


def _past_windows(draws: Draws, past: Past) -> tuple[Tensor, Tensor]:
    """Windows of past stops, moved a little, of shape (B, n)."""
    opens, closes = past.history.opens[past.rows], past.history.closes[past.rows]
    moved = draws.whole((-1, 1), *opens.shape) * QUARTER_S
    return (
        torch.where(opens > 0, opens + moved, opens),
        torch.where(closes < MAX_VALUE, closes + moved, closes),
    )
