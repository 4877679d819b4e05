"""Which constraint keeps a stop out of a plan.

A stop that no vehicle could serve even on a route of its own is blocked by what breaks there,
unless the order of stops only wants another one before it. Any other stop competes with those that
are served, and the best place left for it tells what is missing, unless a vehicle that is not used
needs less. Vehicles that do not reach the stop count only where none does.

Amounts are rounded up: a change by what the sentence says is always enough, of what a vehicle of
its own breaks for a vehicle that is free. Of several windows, that one counts as the limit which
needs least: a stop may be late for one that has just closed, or wait for the next.

Of stops of a shipment, both are asked about together: see :mod:`vrp.reasons.shipments`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vrp.argument_types import check_type
from vrp.instance import Instance
from vrp.labels import route_labels
from vrp.reasons.alone import Alone, alone_on
from vrp.reasons.excess import HOPELESS, horizon_s, severity
from vrp.reasons.fleet import Fleet, Kinds
from vrp.reasons.insertion import Insertion, Insertions
from vrp.reasons.lateness import could_without_break, late_goods, least_excesses
from vrp.reasons.phrases import Phrases, listed, stops
from vrp.reasons.shipments import Shipments
from vrp.solution import Route, Solution, route_schedule

__all__ = ["Reason", "explain"]

#: Worse than any severity: there is no such place, or no such vehicle.
_NEVER = (HOPELESS + 1, 0.0)


@dataclass(frozen=True)
class Reason:
    """Why a stop is unassigned.

    Parameters
    ----------
    stop
        Index into ``instance.stops``.
    constraint
        ``skills``, ``capacity``, ``time window``, ``shift``, ``max distance``, ``max duration``,
        ``max stops``, ``vehicles`` (all used, and the best place left breaks several limits or is
        one that no way leads to), ``prize``, ``unreachable``, or ``search``: nothing blocks it, the
        plan just leaves it out.
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

    Raises
    ------
    TypeError
        For an instance or a solution that is none.
    InfeasibleError
        For a plan that breaks the instance: nothing can be said about what it leaves out.
    """
    check_type("instance", instance, Instance)
    check_type("solution", solution, Solution)
    solution.check(instance)
    if not solution.unassigned:
        return ()
    single = [
        stop
        for stop in solution.unassigned
        if instance.origins[stop] is None and instance.destinations[stop] is None
    ]
    plan = _Plan(instance, solution, single)
    alone = alone_on(instance, plan.fleet.kinds, single, horizon_s(instance))
    reasons = {stop: plan.reason(stop, own) for stop, own in zip(single, alone, strict=True)}
    if len(single) < len(solution.unassigned):
        shipments = plan.shipments()
        rest = (stop for stop in solution.unassigned if stop not in reasons)
        reasons |= {stop: Reason(stop, *shipments.reason(stop)) for stop in rest}
    return tuple(reasons[stop] for stop in solution.unassigned)


@dataclass(frozen=True)
class _Option:
    """A way to serve a stop that breaks nothing."""

    cost: int
    vehicle: str
    where: str


class _Plan:
    """A plan, asked about stops that it leaves out; ``single`` ones are of no shipment."""

    def __init__(self, instance: Instance, solution: Solution, single: Sequence[int]) -> None:
        self._instance = instance
        self._solution = solution
        self._single = single
        self.fleet = Fleet(instance, solution)
        self._labels = route_labels(instance, solution)
        self._insertions = Insertions(instance, solution)
        self._places = self._insertions.best_of(single)
        self._horizon = horizon_s(instance)
        self._phrases = Phrases(instance)

    def shipments(self) -> Shipments:
        """The plan, asked about stops in pairs."""
        return Shipments(self._instance, self._solution, self.fleet, self._insertions)

    def reason(self, stop: int, alone: Alone) -> Reason:
        able = self.fleet.able(self._instance.stops[stop].skills)
        if not len(able):
            return self._unskilled(stop, alone)
        place = self._places[stop]
        options = self._on_unused(able, alone)
        if place is not None and not place.excesses:
            options.append(self._on_route(place))
        if options:
            return self._possible(stop, min(options, key=lambda option: option.cost))
        reach = self._within_reach(able, alone)
        free = reach[self.fleet.has_unused[reach]]
        on_its_own = alone.severity(alone.closest(free)) if len(free) else _NEVER
        on_route = _NEVER if place is None else severity(place.excesses)
        if place is not None and on_route <= on_its_own:
            if not self._is_blocked(alone)[able].all():
                return self._contended(stop, place, able, alone)
            if on_route < on_its_own < (HOPELESS, 0.0):
                return self._either(stop, place, able, alone, free)
        blocked = self._blocked(stop, able, alone, free)
        return replace(blocked, text=blocked.text + self._none_left(able, reach))

    def _either(
        self, stop: int, place: Insertion, able: Kinds, alone: Alone, free: Kinds
    ) -> Reason:
        """A place on a route needs less than any free vehicle, though none could serve it alone."""
        on_route = self._contended(stop, place, able, alone)
        on_its_own = self._blocked(stop, able, alone, free, beside_route=True)
        return replace(on_route, text=f"{on_route.text}; {on_its_own.text}")

    def _needs_company(self, alone: Alone) -> npt.NDArray[np.bool_]:
        """Of which kinds another stop on the route could help."""
        return (alone.broken >= HOPELESS) & bool(self._instance.order_rule)

    def _is_blocked(self, alone: Alone) -> npt.NDArray[np.bool_]:
        """Of which kinds no other stop on the route could help."""
        return (alone.broken > 0) & ~self._needs_company(alone)

    def _within_reach(self, able: Kinds, alone: Alone) -> Kinds:
        """Those that roads lead there and back; all if there are none: then that is the reason."""
        reach = able[alone.amounts[0, able] == 0]
        return reach if len(reach) else able

    def _on_unused(self, able: Kinds, alone: Alone) -> list[_Option]:
        """At most one, the cheapest: any unused vehicle of a kind is as good as another."""
        could = able[self.fleet.has_unused[able] & (alone.broken[able] == 0)]
        if not len(could):
            return []
        kind = could[alone.cost[could].argmin()]
        label = self.fleet.unused_label(int(kind))
        where = f"vehicle {label} is not used and could serve it"
        return [_Option(int(alone.cost[kind]), label, where)]

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
        worth, change = self._phrases.cost(prize), self._phrases.change(option.cost)
        if option.cost >= prize:
            return Reason(stop, "prize", f"serving it would {change}, its prize is {worth}")
        end = "the search did not get to it" if searched else "the plan leaves it out"
        text = f"serving it on {option.vehicle} would {change}, its prize is {worth}: {end}"
        return Reason(stop, "search", text)

    def _unskilled(self, stop: int, alone: Alone) -> Reason:
        text, would_do = self.fleet.lacking(self._instance.stops[stop].skills)
        if not self.fleet.has_unused[would_do].any():
            # Whichever vehicle had the skill, it would have other stops to serve beside this one.
            then = self._without_lacking_skills.reason(stop, alone)
            text += "" if then.constraint == "search" else f"; {then.text}"
        elif (alone.broken[would_do] > 0).all():
            text += f"; {self._blocked(stop, would_do, alone, would_do).text}"
        return Reason(stop, "skills", text)

    @cached_property
    def _without_lacking_skills(self) -> _Plan:
        """The plan where stops no longer need the skills that :meth:`Fleet.lacking` names."""
        asking_less, unskilled = list(self._instance.stops), []
        for number in self._single:
            stop = asking_less[number]
            if not len(self.fleet.able(stop.skills)):
                unskilled.append(number)
                asking_less[number] = replace(stop, skills=self.fleet.offered(stop.skills))
        instance = replace(self._instance, stops=tuple(asking_less))
        return _Plan(instance, self._solution, unskilled)

    def _blocked(
        self,
        stop: int,
        able: Kinds,
        alone: Alone,
        free: Kinds,
        *,
        beside_route: bool = False,
    ) -> Reason:
        """No vehicle, or none that is free, could serve the stop even on a route of its own.

        ``beside_route`` tells it of a free vehicle only, after a place on a route.
        """
        if self._needs_company(alone)[able].all():
            text = f"cannot be served alone: {self._instance.order_rule}"
            return Reason(stop, "unreachable", text)
        kinds = self._within_reach(able, alone)
        way = self._missing_way(stop, kinds) if alone.amounts[0, kinds].all() else None
        if way is not None:
            return Reason(stop, "unreachable", way)
        closest = alone.closest(kinds)
        best = alone.closest(free) if len(free) else closest
        rivals: str | None = None
        if beside_route or alone.severity(closest) < alone.severity(best):
            # That one would do with less, were it not used.
            place = f"closest unused is {self.fleet.unused_label(best)}: "
        elif alone.is_least(best, kinds):
            place, rivals = "", f"vehicle{self._which(able, kinds)}"
        else:
            place = f"closest is {self.fleet.name(best)}: "
        route = Route(self.fleet.kinds[best], (stop,))
        schedule = route_schedule(self._instance, route)
        excesses = least_excesses(self._instance, route, schedule, stop, self._horizon)
        texts = [self._phrases.alone(stop, route.vehicle, each, rivals) for each in excesses]
        if any(excess.at != "start depot" for excess in excesses):
            # How late the goods are for the depot is told already.
            texts += self._late_goods(stop, route)
        texts += self._without_break(route, self._name_of(best, free))
        return Reason(stop, excesses[0].constraint, place + "; ".join(texts))

    def _none_left(self, able: Kinds, reach: Kinds) -> str:
        """Say that no vehicle is free to serve the stop by itself, whatever else is changed."""
        if self.fleet.has_unused[reach].any():
            return ""
        which = self._which(able, reach) or " with its skills"
        return f"; and {self.fleet.all_used(reach, which)}"

    def _which(self, able: Kinds, reach: Kinds) -> str:
        """What tells vehicles apart that could serve the stop, beginning with a space."""
        skilled = "" if len(able) == len(self.fleet.kinds) else " with its skills"
        return skilled if len(reach) == len(able) else f"{skilled} that could reach it"

    def _missing_way(self, stop: int, kinds: Kinds) -> str | None:
        """Say that no vehicle can drive there or back."""
        place, has_way = self._instance.location(stop), self._instance.has_way
        vehicles = [self._instance.vehicles[self.fleet.kinds[kind]] for kind in kinds]
        ends = {(vehicle.start, vehicle.end) for vehicle in vehicles}
        if not any(has_way(start, place) for start, _ in ends):
            return "no way leads there from the depot of any vehicle"
        if not any(end is None or has_way(place, end) for _, end in ends):
            return "no way leads back from there to the depot of any vehicle"
        return None

    def _contended(self, stop: int, place: Insertion, able: Kinds, alone: Alone) -> Reason:
        """Some vehicle could serve the stop, but not beside what it has to drive already."""
        label = self._labels[place.route]
        first = place.excesses[0]
        constraints = {excess.constraint for excess in place.excesses}
        constraint = first.constraint if len(constraints) == 1 else "vehicles"
        limits = self._insertions.stop_limits(stop)
        if constraint == "unreachable" and not self._instance.order_rule:
            # Other roads would not help as much as another vehicle of those that reach it.
            constraint = "vehicles"
            text = f"{self._used_up(able, alone)}, and no way joins it to the stops that are served"
        elif len(place.excesses) > 1:
            broken = listed([self._phrases.over(stop, excess) for excess in place.excesses])
            text = f"{self._used_up(able, alone)}: {label}, the best placed, would be {broken}"
        elif constraint == "capacity" and self._insertions.all_full(stop):
            short = self._phrases.short(first)
            whose = "" if len(able) == len(self.fleet.kinds) else " of vehicles with its skills"
            used = f"all capacity{whose} is used"
            if self._is_blocked(alone)[able].all():
                # Also an empty vehicle would be too small.
                used = self._used_up(able, alone)
            text = f"{used}: {short} on the best-placed vehicle {label}"
        elif constraint == "max stops" and limits:
            limit = f"limit of {stops(first.limit)}" if len(limits) == 1 else "limit of stops"
            text = f"{self._used_up(able, alone)} and every route is at its {limit}"
        else:
            text = self._phrases.inserted(stop, label, self._where(place), first)
        route = self._insertions.route_with(stop, place)
        texts = [text, *self._late_goods(stop, route), *self._without_break(route, label)]
        return Reason(stop, constraint, "; ".join(texts))

    def _late_goods(self, stop: int, route: Route) -> list[str]:
        """At most one clause: that the route would be in time if it did not wait for the goods."""
        late = late_goods(self._instance, route, stop, self._horizon)
        return [] if late is None else [self._phrases.release(stop, late)]

    def _without_break(self, route: Route, label: str) -> list[str]:
        """At most one clause: that the route would break nothing if no break was due."""
        if not could_without_break(self._instance, route, self._horizon):
            return []
        return [f"without its break {label} could serve it"]

    def _name_of(self, kind: int, free: Kinds) -> str:
        return self.fleet.unused_label(kind) if len(free) else self.fleet.name(kind)

    def _used_up(self, able: Kinds, alone: Alone) -> str:
        """Name how many vehicles could serve the stop if they were free."""
        fitting = able[~self._is_blocked(alone)[able]]
        if not len(fitting):
            return "no vehicle could serve it alone"
        if self.fleet.has_unused[fitting].any():
            return "no unused vehicle could serve it alone"
        return self.fleet.all_used(fitting, " that could serve it")

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
