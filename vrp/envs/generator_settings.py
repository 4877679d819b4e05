"""What instances of a city are like: the distributions that they are drawn from."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vrp.envs.problems import PROBLEMS

__all__ = ["MOST_STOPS", "QUARTER_S", "GeneratorSettings"]

#: Of an instance: its two matrices take 200 MB.
MOST_STOPS = 5_000
#: Shifts and windows begin at a quarter of an hour.
QUARTER_S = 900
_DAY_S = 24 * 3600
_MINUTE_S, _HOUR_S = 60, 3600

Range = tuple[float, float]


@dataclass(frozen=True)
class GeneratorSettings:
    """Distributions of instances; a range (low, high) is drawn from evenly, both ends included.

    The depot lies at the city's edge or anywhere. Of the stops, a share is scattered over all
    points, and the others lie in clusters around seed points, where the probability of a point
    falls as exp(-t/τ) with the drive time t from the seed (as the distance-based clusters of Uchoa,
    Pecin, Pessoa, Poggi, Vidal & Subramanian 2017, "New benchmark instances for the Capacitated
    Vehicle Routing Problem", EJOR 257, section 4.1). No point is drawn twice, nor the depot's,
    unless there are more stops than points. Demands are skewed towards small ones; the capacity is
    what a target number of mean stops fills, as ibid., section 4.3.

    ``acvrptw`` adds a shift, service times and windows. Windows lie evenly over what a vehicle of
    its own could keep. A shift too short to serve some stop and come back is made as long as that
    takes, so that every stop can be served alone.

    With ``from_history``, the depot, hours and capacity are those of a day at random of the city's
    history; places are drawn by how often stops lay at them or about a minute away; and demand,
    service time and window together from one stop at random, its window moved by a quarter of an
    hour, earlier or later, or not at all. Settings of the above stand in for what the history does
    not know.

    Parameters
    ----------
    problem
        One of :data:`vrp.envs.problems.PROBLEMS`. ``atsp`` has neither loads nor times, ``acvrp``
        no times.
    stops
        Of every instance, 1 to :data:`MOST_STOPS`; ``None``: as many as on a day at random of the
        history.
    depot
        The point that is the depot every day; ``None``: drawn.
    edge_depots
        Share of instances whose depot is one of the tenth of points that are farthest from all
        others on average.
    clustered
        Range of the share of stops that lie in clusters, drawn for every instance.
    clusters
        Range of their number.
    cluster_spread_s
        Range of τ, drawn for every cluster.
    demands
        Smallest and largest, in load units.
    demand_skew
        Demands are ``low + (high - low + 1) · u^skew`` with u even from 0 to 1, rounded down; 1:
        evenly distributed.
    stops_per_route
        Range of the mean number of stops that fill a vehicle, drawn for every instance.
    shift_begin_s, shift_s
        Ranges of when the shift begins (seconds of the day) and of its length, in whole quarters of
        an hour.
    service_s
        Range of service times.
    windowed
        Range of the share of stops that have a window, drawn for every instance.
    window_widths_s
        Widths of windows, all as likely.
    from_history
        See above.

    Raises
    ------
    ValueError
        Naming the setting, its value and what was expected.
    """

    problem: str = "acvrptw"
    stops: int | None = 100
    depot: int | None = None
    edge_depots: float = 0.3
    clustered: Range = (0.0, 1.0)
    clusters: tuple[int, int] = (2, 8)
    cluster_spread_s: Range = (60.0, 300.0)
    demands: tuple[int, int] = (1, 20)
    demand_skew: float = 2.0
    stops_per_route: Range = (8.0, 30.0)
    shift_begin_s: tuple[int, int] = (6 * _HOUR_S, 9 * _HOUR_S)
    shift_s: tuple[int, int] = (8 * _HOUR_S, 10 * _HOUR_S)
    service_s: tuple[int, int] = (1 * _MINUTE_S, 6 * _MINUTE_S)
    windowed: Range = (0.25, 1.0)
    window_widths_s: tuple[int, ...] = (
        30 * _MINUTE_S,
        1 * _HOUR_S,
        2 * _HOUR_S,
        4 * _HOUR_S,
    )
    from_history: bool = False

    def __post_init__(self) -> None:
        if self.problem not in PROBLEMS:
            raise ValueError(f"problem is {self.problem!r}, expected one of {', '.join(PROBLEMS)}")
        if self.stops is None:
            if not self.from_history:
                raise ValueError(f"stops is None without from_history, expected 1 to {MOST_STOPS}")
        else:
            self._check_value("stops", self.stops, 1, MOST_STOPS)
        if self.depot is not None:
            self._check_value("depot", self.depot, 0, math.inf)
        self._check_value("edge_depots", self.edge_depots, 0, 1)
        self._check_value("demand_skew", self.demand_skew, 0.01, 100)
        self._check_ranges()
        # A narrower window might be over before a vehicle can be there, begun at a quarter.
        if not self.window_widths_s:
            raise ValueError("window_widths_s is empty, expected at least one width")
        for width in self.window_widths_s:
            self._check_value("window_widths_s", width, QUARTER_S, _DAY_S)

    def _check_ranges(self) -> None:
        bounds: dict[str, Range] = {
            "clustered": (0, 1),
            "clusters": (1, 100),
            "cluster_spread_s": (1, _DAY_S),
            "demands": (1, 10**6),
            "stops_per_route": (1, MOST_STOPS),
            "shift_begin_s": (0, _DAY_S),
            "shift_s": (QUARTER_S, _DAY_S),
            "service_s": (0, _DAY_S),
            "windowed": (0, 1),
        }
        for name, (lowest, highest) in bounds.items():
            given = getattr(self, name)
            if len(given) != 2 or not given[0] <= given[1]:
                raise ValueError(f"{name} is {given}, expected a low and a high value")
            for value in given:
                self._check_value(name, value, lowest, highest)
        for name in ("shift_begin_s", "shift_s"):
            for value in getattr(self, name):
                if value % QUARTER_S:
                    raise ValueError(f"{name} has {value}, expected a multiple of {QUARTER_S} s")

    def _check_value(self, name: str, value: float, lowest: float, highest: float) -> None:
        if not lowest <= value <= highest:
            raise ValueError(f"{name} is {value}, expected {lowest} to {highest}")
