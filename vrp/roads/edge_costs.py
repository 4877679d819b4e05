"""What driving an edge costs: its duration, its length, its fuel, a user's figures, or any mix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.roads.edge_weights import EdgeWeights, cost_weights
from vrp.roads.network import RoadNetwork

__all__ = ["FASTEST", "Consumption", "EdgeCost", "edge_cost", "mixed_cost", "path_weights"]

FloatArray = npt.NDArray[np.float64]

#: A name (``"fastest"``, ``"shortest"``, ``"eco"``), a value for each edge, or weights of names.
EdgeCost = str | npt.ArrayLike | Mapping[str, float]

#: The cost that is minimised unless another one is asked for: seconds.
FASTEST = "fastest"

_GRAVITY = 9.81
_AIR_KG_PER_M3 = 1.2041


@dataclass(frozen=True)
class Consumption:
    """How much fuel a vehicle burns: the comprehensive modal emission model.

    Litres per metre are made up of what the engine needs to turn at all (so that slow is costly),
    of rolling and air resistance (so that fast is costly) and of climbing; driving downhill gives
    nothing back, but what it saves of rolling. Formula and values of a light truck with a diesel
    engine are those of Demir, Bektaş & Laporte (2012), European Journal of Operational Research
    223, section 3 and table 1, after Barth, Younglove & Scora (2005). Each edge is driven at one
    speed, its length by its duration, the wait at its end included: accelerating costs nothing.

    Parameters
    ----------
    mass_kg
        Of the vehicle and its load.
    frontal_area_m2, drag, rolling
        Frontal surface, and coefficients of aerodynamic drag and rolling resistance.
    engine_kw
        Spent in the engine while it runs: friction per revolution and litre × revolutions per
        second × displacement.
    efficiency
        Of the drive train and of the engine together.
    kilojoules_per_litre
        Heating value of the fuel.
    """

    mass_kg: float = 6350.0
    frontal_area_m2: float = 3.912
    drag: float = 0.7
    rolling: float = 0.01
    engine_kw: float = 0.2 * 33 * 5
    efficiency: float = 0.4 * 0.9
    kilojoules_per_litre: float = 44.0 * 737

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not 0 < value < np.inf:
                raise RoadError(f"{name} is {value}, expected more than 0")

    def litres_per_m(self, speed_m_s: FloatArray, grade: FloatArray | float = 0.0) -> FloatArray:
        """Litres per metre at a speed and a grade (metres climbed per metre driven).

        Parameters
        ----------
        speed_m_s
            Metres a second.
        grade
            Metres climbed per metre driven; below 0 downhill.
        """
        slope = np.arctan(grade)
        weight_n = self.mass_kg * _GRAVITY * (np.sin(slope) + self.rolling * np.cos(slope))
        air_n = 0.5 * self.drag * self.frontal_area_m2 * _AIR_KG_PER_M3 * speed_m_s**2
        driving_kj = np.maximum(weight_n + air_n, 0.0) / (1000 * self.efficiency)
        litres: FloatArray = (self.engine_kw / speed_m_s + driving_kj) / self.kilojoules_per_litre
        return litres


def fastest(network: RoadNetwork) -> FloatArray:
    """Seconds for each edge."""
    return network.duration_ms / 1000


def shortest(network: RoadNetwork) -> FloatArray:
    """Metres for each edge."""
    return network.length_dm / 10


def eco(network: RoadNetwork, consumption: Consumption | None = None) -> FloatArray:
    """Litres of fuel for each edge, with its grade where both ends have an elevation."""
    metres = network.length_dm / 10
    seconds = network.duration_ms / 1000
    grade: FloatArray | float = 0.0
    if network.elevation_m is not None:
        height = network.elevation_m.astype(np.float64)
        climb = np.nan_to_num(height[network.head] - height[network.tail])
        grade = climb / np.maximum(metres, 1.0)
    # An edge without length still takes the engine's time; a centimetre stands for it.
    driven = np.maximum(metres, 0.01)
    return driven * (consumption or Consumption()).litres_per_m(driven / seconds, grade)


_BY_NAME: Mapping[str, Callable[[RoadNetwork], FloatArray]] = {
    FASTEST: fastest,
    "shortest": shortest,
    "eco": eco,
}


def edge_cost(network: RoadNetwork, cost: EdgeCost) -> FloatArray:
    """Costs of all edges of a network.

    Parameters
    ----------
    network
        The roads.
    cost
        ``"fastest"`` (seconds), ``"shortest"`` (metres), ``"eco"`` (litres, see
        :class:`Consumption`); an array with a value of at least 0 for each edge in any unit, such
        as tolls, risk or the sun that trees leave, where ``inf`` closes an edge; or weights of
        named costs that are added up, such as ``{"fastest": 1, "eco": 900}``.

    Returns
    -------
    ndarray of float64, shape (n_edges,)

    Raises
    ------
    RoadError
        For an unknown name, an array of another shape, or values below 0.
    """
    if isinstance(cost, str):
        if cost not in _BY_NAME:
            raise RoadError(f"cost is {cost!r}, expected {', '.join(_BY_NAME)} or an array")
        return _BY_NAME[cost](network)
    if isinstance(cost, Mapping):
        return mixed_cost(network, [(weight, name) for name, weight in cost.items()])
    values = np.asarray(cost, dtype=np.float64)
    if values.shape != (network.n_edges,):
        raise RoadError(
            f"cost has shape {values.shape}, expected {(network.n_edges,)}: a value for each edge"
        )
    return values


def mixed_cost(network: RoadNetwork, terms: list[tuple[float, EdgeCost]]) -> FloatArray:
    """Add up costs, each times its weight.

    Parameters
    ----------
    network
        The roads.
    terms
        Weights, at least 0, and costs of :func:`edge_cost`.

    Raises
    ------
    RoadError
        For weights below 0, or no terms.
    """
    if not terms:
        raise RoadError("a mix of costs needs at least one of them")
    total = np.zeros(network.n_edges)
    for weight, cost in terms:
        if not 0 <= weight < np.inf:
            raise RoadError(f"the weight of a cost is {weight}, expected at least 0")
        if weight:
            total += weight * edge_cost(network, cost)
    return total


def path_weights(network: RoadNetwork, cost: EdgeCost) -> EdgeWeights:
    """Weights for the paths that are cheapest by a cost; see :func:`edge_cost`.

    Parameters
    ----------
    network
        The roads.
    cost
        As of :func:`edge_cost`.
    """
    if isinstance(cost, str) and cost == FASTEST:
        return network.path_graph.fastest
    return cost_weights(
        network.duration_ms.astype(np.float64),
        network.length_dm.astype(np.float64),
        edge_cost(network, cost),
        network.path_graph.n_nodes,
    )
