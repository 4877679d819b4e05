"""Instances of a city, drawn by the batch on a device."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from vrp.argument_types import check_type, whole_number
from vrp.entities import MAX_LOAD, MAX_VALUE
from vrp.envs.batch import Batch
from vrp.envs.city import City
from vrp.envs.city_tensors import CityTensors
from vrp.envs.draws import Draws
from vrp.envs.generator_settings import GeneratorSettings
from vrp.envs.instance_demands import Past, draw_demands
from vrp.envs.instance_places import draw_depots, draw_stops
from vrp.envs.instance_times import draw_times
from vrp.envs.sample import Sample

__all__ = ["GeneratorSettings", "draw_sample", "generate"]


def generate(
    city: City | CityTensors,
    settings: GeneratorSettings,
    count: int,
    generator: torch.Generator,
    device: torch.device | str = "cpu",
) -> Batch:
    """Draw instances of a city.

    Parameters
    ----------
    city
        Where. Who draws more than once makes a :class:`vrp.envs.city_tensors.CityTensors` of it
        first, and spares the copy to the device.
    settings
        The distributions.
    count
        How many instances.
    generator
        Of random numbers, on the device: the same state gives the same instances.
    device
        Where to make them, unless the city is on one already.

    Returns
    -------
    Batch
        In which every stop can be served alone. Nothing waits for the device, unless the number of
        stops is drawn from a history.

    Raises
    ------
    TypeError
        For anything but a city, a generator such as ``torch.Generator().manual_seed(0)``, and so
        on, naming it.
    ValueError
        For a count below 1, a generator on another device, a depot that the city does not have, or
        settings that ask for a history where there is none.
    """
    check_type("city", city, City, CityTensors)
    tensors = CityTensors.of(city, device) if isinstance(city, City) else city
    return draw_sample(tensors, settings, count, generator).batch(tensors)


def draw_sample(
    city: CityTensors, settings: GeneratorSettings, count: int, generator: torch.Generator
) -> Sample:
    """Draw instances without their matrices; see :func:`generate`.

    Parameters
    ----------
    city, settings, count, generator
        As of :func:`generate`, the city on its device.

    Raises
    ------
    ValueError
        As of :func:`generate`.
    """
    _check(city, settings, count, generator)
    draws, count = Draws(generator), whole_number("count", count)
    past, stops = None, settings.stops
    if settings.from_history and city.history is not None:
        if stops is None:
            stops = int(draws.choices(city.history.day_sizes, 1))
        past = Past.drawn(city.history, draws, count, stops)
    if stops is None:
        raise ValueError("stops is None, expected a number")
    points = _points(city, settings, draws, count, stops, past)
    if settings.problem == "atsp":
        nothing = torch.zeros_like(points)
        return _sample(settings, points, nothing, torch.full_like(points[:, 0], MAX_LOAD))
    demands, capacity = draw_demands(settings, draws, count, stops, past)
    demands = functional.pad(demands, (1, 0))
    if settings.problem == "acvrp":
        return _sample(settings, points, demands, capacity)
    depots, others = points[:, :1], points[:, 1:]
    out, back = city.durations[depots, others], city.durations[others, depots]
    times = draw_times(settings, draws, out.long(), back.long(), past)
    return _sample(settings, points, demands, capacity, *times)


def _check(
    city: CityTensors, settings: GeneratorSettings, count: int, generator: torch.Generator
) -> None:
    check_type("settings", settings, GeneratorSettings)
    check_type("generator", generator, torch.Generator)
    if whole_number("count", count) < 1:
        raise ValueError(f"count is {count}, expected at least 1")
    if generator.device.type != city.device.type:
        raise ValueError(f"generator is on {generator.device}, the city on {city.device}")
    if settings.depot is not None and settings.depot >= city.size:
        raise ValueError(f"depot is {settings.depot}, expected a point from 0 to {city.size - 1}")
    if settings.from_history and city.history is None:
        raise ValueError(
            "from_history is set and the city has no history: make it with 'vrp city --history'"
        )


def _points(
    city: CityTensors,
    settings: GeneratorSettings,
    draws: Draws,
    count: int,
    stops: int,
    past: Past | None,
) -> Tensor:
    """Points of depots and stops, int64 of shape (count, stops + 1)."""
    depots = draw_depots(city, settings, draws, count)
    if past is not None and settings.depot is None:
        depots = past.history.depots[past.days]
    places = None if past is None else past.history.place_logs
    chosen = draw_stops(city, settings, draws, depots, stops, places)
    return torch.cat([depots[:, None], chosen], dim=1)


def _sample(
    settings: GeneratorSettings,
    points: Tensor,
    demands: Tensor,
    capacity: Tensor,
    opens: Tensor | None = None,
    closes: Tensor | None = None,
    service: Tensor | None = None,
) -> Sample:
    """What was drawn, with any time for what was not."""
    nothing = torch.zeros_like(points)
    return Sample(
        problem=settings.problem,
        points=points.int(),
        demands=demands.int(),
        capacity=capacity.int(),
        opens=(nothing if opens is None else opens).int(),
        closes=(nothing + MAX_VALUE if closes is None else closes).int(),
        service=(nothing if service is None else service).int(),
    )
