from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

MAX_LOAD_DIMENSIONS: int
DEBUG_CHECKS: bool

class Problem:
    def __init__(
        self, distances: npt.NDArray[np.int32], timed: bool, load_dimensions: int
    ) -> None: ...
    def add_durations(self, durations: npt.NDArray[np.int32]) -> None: ...
    def add_stop(
        self,
        delivery: Sequence[int],
        pickup: Sequence[int],
        service: int,
        windows: Sequence[tuple[int, int]],
        prize: int,
        priority: int,
    ) -> None: ...
    def add_kind(
        self,
        slots: int,
        start: int,
        end: int,
        leave: tuple[int, int],
        finish: tuple[int, int],
        capacity: Sequence[int],
        max_distance: int,
        max_duration: int,
        max_stops: int,
        fixed: int,
        per_distance: int,
        per_duration: int,
        profile: int,
        barred: Sequence[int],
    ) -> None: ...
    def finish(self, neighbours: int) -> None: ...
    @property
    def slots(self) -> list[int]: ...
    def distances_to(self, stop: int) -> list[int]: ...
    def part(self, stops: Sequence[int], slots: Sequence[int]) -> Problem: ...

class SearchSettings:
    hot: float
    cold: float
    mean_removed: float
    longest_string: int
    insertion_neighbours: int
    blink_rate: float
    move_neighbours: int
    def __init__(self) -> None: ...

class Search:
    def __init__(self, problem: Problem, settings: SearchSettings, seed: int) -> None: ...
    def construct(self) -> None: ...
    def run(self, seconds: float, iterations: int, begin: float, end: float) -> int: ...
    def start_from(self, plan: Sequence[tuple[int, Sequence[int]]]) -> None: ...
    def take_scale_from(self, other: Search) -> None: ...
    def current(self) -> list[tuple[int, list[int]]]: ...
    def best(self) -> list[tuple[int, list[int]]]: ...
    def current_value(self) -> tuple[int, int]: ...
    def best_value(self) -> tuple[int, int]: ...
    def best_routes(self) -> int: ...
    def best_unassigned(self) -> int: ...
