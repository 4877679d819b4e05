"""Which constraint keeps a stop out of a plan.

A stop that no vehicle could serve even on a route of its own is blocked by what breaks there,
unless the order of stops only wants another one before it. Any other stop competes with those that
are served, and the best place left for it tells what is missing. Amounts are rounded up: a change
by what the sentence says is always enough, of what a vehicle of its own breaks for a vehicle that
is free. Of several windows, the last one counts as the limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from vrp.instance import Instance
from vrp.labels import route_labels, unused_labels
from vrp.reasons.excess import Excess, horizon_s, route_excesses, severity
from vrp.reasons.insertion import Insertion, Insertions
from vrp.reasons.phrases import Phrases, listed, stops
from vrp.schedule import make_schedule
from vrp.solution import Route, Solution, route_cost

__all__ = ["Reason", "explain"]


@dataclass(frozen=True)
class Reason:
    """Why a stop is unassigned.

    Parameters
    ----------
    stop
        Index into ``instance.stops``.
    constraint
        ``skills``, ``capacity``, ``time window``, ``shift``, ``max distance``, ``max duration``,
        ``max stops``, ``vehicles`` (all used, and several limits broken in the best place left),
        ``prize``, ``unreachable``, or ``search``: nothing blocks it, the plan just leaves it out.
    text
        One sentence in the user's units, without the name of the stop.
    """

    stop: int
    constraint: str
    text: str


def explain(instance: Instance, solution: Solution) -> tuple[Reason, ...]:
    """Give the reason for every unassigned stop.

    Parameters
    ----------
    instance
        The problem.
    solution
        A valid plan for it.

    Returns
    -------
    tuple of Reason
        In the order of ``solution.unassigned``.
    """
    if not solution.unassigned:
        return ()
    plan = _Plan(instance, solution)
    return tuple(plan.reason(stop) for stop in solution.unassigned)


@dataclass(frozen=True)
class _Alone:
    """One stop as the only one on a route of this vehicle."""

    vehicle: int
    excesses: tuple[Excess, ...]
    cost: int
    needs_company: bool

    @property
    def is_blocked(self) -> bool:
        """Whether no other stop on the route could help."""
        return bool(self.excesses) and not self.needs_company


@dataclass(frozen=True)
class _Option:
    """A way to serve a stop that breaks nothing."""

    cost: int
    vehicle: str
    where: str


class _Plan:
    def __init__(self, instance: Instance, solution: Solution) -> None:
        self._instance = instance
        self._solution = solution
        self._used = Counter(route.vehicle for route in solution.routes)
        self._alike = {alike[0]: alike for alike in instance.alike_vehicles}
        self._labels = route_labels(instance, solution)
        self._unused_labels = unused_labels(instance, solution)
        self._insertions = Insertions(instance, solution)
        self._places = self._insertions.best_of(solution.unassigned)
        self._horizon = horizon_s(instance)
        self._phrases = Phrases(instance)

    def reason(self, stop: int) -> Reason:
        able = [kind for kind in self._alike if self._instance.can_serve(kind, stop)]
        # A schedule takes its time: only those kinds get one that the answer depends on.
        alone = cache(partial(self._alone, stop))
        if not able:
            return self._unskilled(stop, [alone(kind) for kind in self._alike])
        place = self._places[stop]
        options = [option for kind in able for option in self._on_unused(kind, alone)]
        if place is not None and not place.excesses:
            options.append(self._on_route(place))
        if options:
            return self._possible(stop, min(options, key=lambda option: option.cost))
        if place is None or all(alone(kind).is_blocked for kind in able):
            blocked = self._blocked(stop, [alone(kind) for kind in able])
            return replace(blocked, text=blocked.text + self._none_left(able))
        return self._contended(stop, place, able, alone)

    def _alone(self, stop: int, vehicle: int) -> _Alone:
        route = Route(vehicle, (stop,))
        schedule = make_schedule(self._instance, vehicle, route.stops)
        excesses = route_excesses(self._instance, route, schedule, self._horizon)
        barred = any(excess.constraint == "unreachable" for excess in excesses)
        return _Alone(
            vehicle,
            excesses,
            route_cost(self._instance, route, schedule).total,
            needs_company=barred and bool(self._instance.order_rule),
        )

    def _on_unused(self, kind: int, alone: Callable[[int], _Alone]) -> list[_Option]:
        """At most one: any unused vehicle of the kind is as good as another."""
        for vehicle in self._alike[kind]:
            if self._used[vehicle] < self._instance.vehicles[vehicle].count:
                if alone(kind).excesses:
                    return []
                label = self._unused_labels[vehicle]
                where = f"vehicle {label} is not used and could serve it"
                return [_Option(alone(kind).cost, label, where)]
        return []

    def _on_route(self, place: Insertion) -> _Option:
        label = self._labels[place.route]
        where = f"a place is free on {label}, {self._where(place)}"
        return _Option(place.cost, label, where)

    def _possible(self, stop: int, option: _Option) -> Reason:
        """Nothing blocks the stop: compare the cost with its prize, if it has one."""
        prize = self._instance.stops[stop].prize
        searched = self._solution.run.solver != "given"
        if prize is None:
            end = "the search was stopped before it was used" if searched else "it is not used"
            return Reason(stop, "search", f"{option.where}: {end}")
        cost, worth = self._phrases.cost(option.cost), self._phrases.cost(prize)
        if option.cost >= prize:
            return Reason(stop, "prize", f"serving it would cost {cost} more, its prize is {worth}")
        end = "the search did not get to it" if searched else "the plan leaves it out"
        text = f"serving it on {option.vehicle} would cost {cost} more, its prize is {worth}: {end}"
        return Reason(stop, "search", text)

    def _unskilled(self, stop: int, alone: Sequence[_Alone]) -> Reason:
        needed = self._instance.stops[stop].skills
        offered = frozenset[str]().union(*(kind.skills for kind in self._instance.vehicles))
        missing = sorted(needed - offered)
        if not any(needed - kind.skills <= set(missing) for kind in self._instance.vehicles):
            missing = []  # No vehicle has all of the others: these alone would not be enough.
        if len(missing) == 1:
            text = f"needs skill {missing[0]}, no vehicle has it"
        elif missing:
            text = f"needs skills {listed(missing)}, no vehicle has any of them"
        else:
            text = f"needs skills {listed(sorted(needed))}, no vehicle has all of them"
        if all(trial.excesses for trial in alone):
            text += f"; {self._blocked(stop, alone).text}"
        return Reason(stop, "skills", text)

    def _blocked(self, stop: int, alone: Sequence[_Alone]) -> Reason:
        """No vehicle could serve the stop even on a route of its own."""
        if all(trial.needs_company for trial in alone):
            text = f"cannot be served alone: {self._instance.order_rule}"
            return Reason(stop, "unreachable", text)
        way = self._missing_way(stop, [trial.vehicle for trial in alone])
        if way is not None:
            return Reason(stop, "unreachable", way)
        best = min(alone, key=lambda trial: severity(trial.excesses))
        closest = all(
            excess.amount <= _least(excess, trial.excesses)
            for excess in best.excesses
            for trial in alone
        )
        rivals = "vehicle" if len(alone) == len(self._alike) else "vehicle with its skills"
        texts = [
            self._phrases.alone(stop, best.vehicle, excess, rivals if closest else None)
            for excess in best.excesses
        ]
        place = "" if closest else f"closest is {self._instance.vehicles[best.vehicle].id}: "
        return Reason(stop, best.excesses[0].constraint, place + "; ".join(texts))

    def _none_left(self, able: Sequence[int]) -> str:
        """Say that no vehicle is free to serve the stop by itself, whatever else is changed."""
        vehicles = [vehicle for kind in able for vehicle in self._alike[kind]]
        if any(
            self._used[vehicle] < self._instance.vehicles[vehicle].count for vehicle in vehicles
        ):
            return ""
        return f"; and {self._all_used(vehicles, 'with its skills')}"

    def _missing_way(self, stop: int, vehicles: Sequence[int]) -> str | None:
        """Say that no vehicle can drive there or back."""
        place, has_way = self._instance.location(stop), self._instance.has_way
        kinds = [self._instance.vehicles[vehicle] for vehicle in vehicles]
        if not any(has_way(kind.start, place) for kind in kinds):
            return "no way leads there from the depot of any vehicle"
        if not any(kind.end is None or has_way(place, kind.end) for kind in kinds):
            return "no way leads back from there to the depot of any vehicle"
        return None

    def _contended(
        self, stop: int, place: Insertion, able: Sequence[int], alone: Callable[[int], _Alone]
    ) -> Reason:
        """Some vehicle could serve the stop, but not beside what it has to drive already."""
        label = self._labels[place.route]
        first = place.excesses[0]
        constraints = {excess.constraint for excess in place.excesses}
        constraint = first.constraint if len(constraints) == 1 else "vehicles"
        limits = self._insertions.stop_limits(stop)
        if len(place.excesses) > 1:
            broken = listed([self._phrases.over(stop, excess) for excess in place.excesses])
            text = f"{self._used_up(able, alone)}: {label}, the best placed, would be {broken}"
        elif constraint == "capacity" and self._insertions.all_full(stop):
            short = self._phrases.short(first)
            whose = "" if len(able) == len(self._alike) else " of vehicles with its skills"
            text = f"all capacity{whose} is used: {short} on the best-placed vehicle {label}"
        elif constraint == "max stops" and limits:
            limit = f"limit of {stops(first.limit)}" if len(limits) == 1 else "limit of stops"
            text = f"{self._used_up(able, alone)} and every route is at its {limit}"
        else:
            text = self._phrases.inserted(stop, label, self._where(place), first)
        return Reason(stop, constraint, text)

    def _used_up(self, able: Sequence[int], alone: Callable[[int], _Alone]) -> str:
        """Name how many vehicles could serve the stop if they were free."""
        fitting = [kind for kind in able if not alone(kind).is_blocked]
        vehicles = [vehicle for kind in fitting for vehicle in self._alike[kind]]
        if any(
            self._used[vehicle] < self._instance.vehicles[vehicle].count for vehicle in vehicles
        ):
            return "no unused vehicle could serve it alone"
        return self._all_used(vehicles, "that could serve it")

    def _all_used(self, vehicles: Sequence[int], which: str) -> str:
        number = sum(self._instance.vehicles[vehicle].count for vehicle in vehicles)
        others = "" if number == self._instance.n_vehicles else f" {which}"
        if number == 1:
            return f"the only vehicle{others} is used"
        return f"all {number} vehicles{others} are used"

    def _where(self, place: Insertion) -> str:
        route = self._solution.routes[place.route]
        ids = [self._instance.stops[stop].id for stop in route.stops]
        if place.own_trip:
            is_last = place.position == len(ids)
            neighbour = f"after {ids[-1]}" if is_last else f"before {ids[place.position]}"
            return f"on one more trip {neighbour}"
        first = place.position == (0, *route.reloads)[place.trip]
        before = "the depot" if first else ids[place.position - 1]
        if place.position < (*route.reloads, len(ids))[place.trip]:
            return f"between {before} and {ids[place.position]}"
        if place.trip < len(route.reloads):
            return f"between {before} and the depot"
        is_open = self._instance.vehicles[route.vehicle].end is None
        return f"after {before}" if is_open else f"between {before} and the depot"


def _least(excess: Excess, rivals: Sequence[Excess]) -> int:
    """How far another route breaks the same limit, 0 if it keeps it."""
    same = (r.amount for r in rivals if (r.constraint, r.at) == (excess.constraint, excess.at))
    return min(same, default=0)
