"""Instances on the real roads of a city: stops, loads and windows drawn, the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import vrp
from vrp.envs.city import City

__all__ = ["road_instances"]

#: Of ``torch.Generator``: apart from those of training (63 bits) and of ``learned_runs.SEEDS``.
_FIRST_SEED = 8_000_000


def road_instances(cities: Sequence[Path], sizes: Sequence[int]) -> list[vrp.Instance]:
    """Of every city file one instance of each size, with time windows and asymmetric roads.

    Raises
    ------
    SystemExit
        If torch, which draws them, is not installed.
    """
    try:
        import torch

        from vrp.envs.city_tensors import CityTensors
        from vrp.envs.generator import GeneratorSettings, generate
        from vrp.envs.instances import to_instance
    except ImportError as error:
        raise SystemExit(f"instances of a city are drawn with torch: {error}") from error
    instances = []
    for path in cities:
        city = City.load(path)
        tensors = CityTensors.of(city)
        for stops in sizes:
            settings = GeneratorSettings(problem="acvrptw", stops=stops)
            generator = torch.Generator().manual_seed(_FIRST_SEED + stops)
            drawn = generate(tensors, settings, 1, generator)
            instances.append(to_instance(drawn, 0, city=city))
    return instances
