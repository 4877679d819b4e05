"""Where the depot and the stops of instances are drawn to be."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from vrp.envs.city_tensors import CityTensors
from vrp.envs.draws import Draws
from vrp.envs.generator_settings import GeneratorSettings

__all__ = ["draw_depots", "draw_stops"]


def draw_depots(city: CityTensors, settings: GeneratorSettings, draws: Draws, count: int) -> Tensor:
    """Draw the points of depots, int64 of shape (count,), by the settings without history."""
    anywhere = draws.whole((0, city.size - 1), count)
    at_edge = draws.choices(city.edge, count)
    depots = torch.where(draws.shares(count) < settings.edge_depots, at_edge, anywhere)
    return depots if settings.depot is None else torch.full_like(depots, settings.depot)


def draw_stops(
    city: CityTensors,
    settings: GeneratorSettings,
    draws: Draws,
    depots: Tensor,
    stops: int,
    places: Tensor | None,
) -> Tensor:
    """Draw the points of stops.

    Without replacement, by the largest of log-probabilities with Gumbel noise (Efraimidis &
    Spirakis 2006, "Weighted random sampling with a reservoir"), which is all on the device.

    Parameters
    ----------
    city, settings, draws
        What to draw from, and how.
    depots : int64 tensor, shape (B,)
        Points that are no stops, where there are enough others.
    stops
        Of every instance.
    places : float32 tensor, shape (m,), or None
        Log-probabilities of points; ``None``: scattered and clustered by the settings.

    Returns
    -------
    int64 tensor, shape (B, stops)
        Different points where the city has enough of them.
    """
    count = depots.shape[0]
    if places is None:
        logs = _clustered_logs(city, settings, draws, count)
    else:
        logs = places.expand(count, -1).clone()
    if stops < city.size:
        logs.scatter_(1, depots[:, None], -math.inf)
    if stops <= city.size:
        noise = torch.empty_like(logs).exponential_(generator=draws.generator).log()
        chosen: Tensor = (logs - noise).topk(stops, dim=1).indices
        # By falling probability until here: nothing may be read off a stop's number.
        order = draws.shares(count, stops).argsort(dim=1)
        return chosen.gather(1, order)
    reach = logs.double().softmax(dim=1).cumsum(dim=1)
    found = torch.searchsorted(reach, draws.shares(count, stops) * reach[:, -1:], right=True)
    return found.clamp(max=city.size - 1)


def _clustered_logs(
    city: CityTensors, settings: GeneratorSettings, draws: Draws, count: int
) -> Tensor:
    """Log-probabilities of all points, float32 of shape (count, m)."""
    most = settings.clusters[1]
    seeds = draws.whole((0, city.size - 1), count, most)
    spreads = draws.between(settings.cluster_spread_s, count, most).float()
    clusters = draws.whole(settings.clusters, count)
    near = torch.full((count, city.size), -math.inf, device=city.device)
    for number in range(most):
        # One at a time: all at once would take as many times the memory.
        seconds = city.durations[seeds[:, number]].float()
        logs = functional.log_softmax(-seconds / spreads[:, number, None], dim=1)
        is_used = (number < clusters)[:, None]
        near = torch.logaddexp(near, logs.masked_fill(~is_used, -math.inf))
    near = near - clusters.float().log()[:, None]
    share = draws.between(settings.clustered, count)[:, None].float()
    return torch.logaddexp((1 - share).log() - math.log(city.size), share.log() + near)
