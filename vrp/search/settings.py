"""The knobs of the search; the defaults are what ``benchmarks/`` measured best."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

from vrp.search._engine import SearchSettings as EngineSettings

__all__ = ["SearchSettings"]

_MOST = 10**6
_WHOLE = (
    "longest_string",
    "insertion_neighbours",
    "move_neighbours",
    "ranked_neighbours",
    "policy_rollouts",
    "guided_neighbours",
)


@dataclass(frozen=True)
class SearchSettings:
    """Knobs of ruin and recreate under simulated annealing.

    Parameters
    ----------
    hot, cold
        First and last temperature, in mean leg costs of the first plan.
    hot_from_construction
        First temperature when a classical construction or a policy made the first plan.
    hot_from_plan
        First temperature when a plan is given to start from, which a hot start would forget, or
        where room costs no more on small vehicles than on large ones, which a hot start would fill.
    emptying_share
        Where vehicles count first: share of the search that empties one route after another.
    mean_removed, longest_string
        Stops removed per ruin on average, and from one route at most; with time windows and more
        than three times ``longest_string`` stops a route, both grow, to one and a half at most.
    insertion_neighbours
        A removed stop is inserted beside one of that many nearest stops.
    blink_rate
        Share of feasible insertion places that are overlooked.
    move_neighbours
        Nearest stops beside which the local search tries its moves.
    ranked_neighbours
        Nearest stops known to the engine: the ruin looks for further routes among them.
    policy_rollouts
        Plans that a policy makes at most, for the search to start from the best of them.
    guided_neighbours
        Where a policy is given: stops that it names for every stop to be looked beside first. None
        are worth it with less than about ten milliseconds for every stop.

    Raises
    ------
    ValueError
        Naming the knob, its value and the bound it broke.
    TypeError
        Naming the knob and its value, if that has to be a whole number and is none.
    """

    hot: float = 3.0
    hot_from_construction: float = 1.0
    hot_from_plan: float = 0.1
    cold: float = 0.03
    emptying_share: float = 0.3
    mean_removed: float = 10.0
    longest_string: int = 10
    insertion_neighbours: int = 40
    blink_rate: float = 0.01
    move_neighbours: int = 12
    ranked_neighbours: int = 100
    policy_rollouts: int = 8
    guided_neighbours: int = 10

    def __post_init__(self) -> None:
        for name in ("hot", "hot_from_construction", "hot_from_plan", "cold"):
            if not 0 < getattr(self, name) < math.inf:
                raise ValueError(f"{name} is {getattr(self, name)}, expected more than 0")
        if not 0 <= self.emptying_share <= 1:
            raise ValueError(f"emptying_share is {self.emptying_share}, expected 0 to 1")
        if not 0 <= self.blink_rate < 1:
            raise ValueError(f"blink_rate is {self.blink_rate}, expected 0 to less than 1")
        for name in _WHOLE:
            try:
                operator.index(getattr(self, name))
            except TypeError:
                value = getattr(self, name)
                raise TypeError(f"{name} is {value!r}, expected a whole number") from None
        for name in ("mean_removed", *_WHOLE):
            least = 0 if name == "guided_neighbours" else 1
            if not least <= getattr(self, name) <= _MOST:
                raise ValueError(f"{name} is {getattr(self, name)}, expected {least} to {_MOST}")

    def to_engine(
        self,
        *,
        from_plan: bool,
        from_construction: bool = False,
        vehicles_first: bool = False,
        small_vehicles: bool = False,
    ) -> EngineSettings:
        """Settings of the native engine: its temperature follows who made the first plan.

        Parameters
        ----------
        from_plan, from_construction
            Whether a plan is given to start from, or a classical construction or a policy makes it.
        vehicles_first
            Whether vehicles count first.
        small_vehicles
            Whether room costs no more on small vehicles than on large ones.
        """
        settings = EngineSettings()
        if from_plan or small_vehicles:
            settings.hot = self.hot_from_plan
        elif from_construction:
            settings.hot = self.hot_from_construction
        else:
            settings.hot = self.hot
        settings.cold = self.cold
        settings.emptying_share = self.emptying_share if vehicles_first else 0.0
        settings.mean_removed = self.mean_removed
        settings.longest_string = self.longest_string
        settings.insertion_neighbours = self.insertion_neighbours
        settings.blink_rate = self.blink_rate
        settings.move_neighbours = self.move_neighbours
        return settings
