"""Which constraint keeps a shipment out of a plan: the stops of a pair, asked about together.

Coarser than what is said of a single stop: one clause names everything that the closest vehicle, or
the best place found, would break.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from vrp.instance import Instance
from vrp.labels import route_labels
from vrp.reasons.excess import Excess, horizon_s, severity
from vrp.reasons.fleet import Fleet, Kinds
from vrp.reasons.insertion import Insertions
from vrp.reasons.lateness import least_excesses
from vrp.reasons.pair_insertion import PairInsertion, PairInsertions
from vrp.reasons.phrases import Phrases, listed
from vrp.reasons.skill_names import quoted
from vrp.solution import Route, Solution, route_cost, route_schedule

__all__ = ["Shipments"]

#: At most about so many routes of one shipment each are scheduled for one plan.
_MOST_SCHEDULED = 25_000


class _Alone(NamedTuple):
    """A route with the two stops only."""

    kind: int
    excesses: tuple[Excess, ...]
    cost: int


class _Finding(NamedTuple):
    """Why both stops are left out: the constraint, and a clause about both."""

    constraint: str
    text: str


class Shipments:
    """A plan, asked about stops of shipments that it leaves out.

    Parameters
    ----------
    instance, solution
        The problem, and a valid plan for it.
    fleet, insertions
        Its vehicles and its gaps.
    """

    def __init__(
        self, instance: Instance, solution: Solution, fleet: Fleet, insertions: Insertions
    ) -> None:
        self._instance = instance
        self._solution = solution
        self._fleet = fleet
        self._labels = route_labels(instance, solution)
        self._insertions = PairInsertions(instance, solution, insertions.gaps, insertions.costs)
        self._horizon = horizon_s(instance)
        self._phrases = Phrases(instance)
        left = sum(instance.origins[stop] is not None for stop in solution.unassigned)
        self._most_kinds = max(1, _MOST_SCHEDULED // max(1, left))
        self._found: dict[int, _Finding] = {}

    def reason(self, stop: int) -> tuple[str, str]:
        """The constraint that keeps a stop out, as in :class:`vrp.reasons.Reason`, and a text."""
        instance = self._instance
        origin, destination = instance.origins[stop], instance.destinations[stop]
        if destination is not None:
            other, pair = destination, (stop, destination)
            partner = f"its goods go to stop {instance.stops[other].id}"
        else:
            other = stop if origin is None else origin
            pair = (other, stop)
            partner = f"its goods come from stop {instance.stops[other].id}"
        own, others = (instance.stops[each].skills for each in (stop, other))
        if not len(self._fleet.able(own)):
            return "skills", self._fleet.lacking(own)[0]
        if not len(self._fleet.able(others)):
            return "skills", f"{partner}, which {self._fleet.lacking(others)[0]}"
        able = self._fleet.able(own | others)
        if not len(able):
            both = listed(quoted(own | others))
            return "skills", f"{partner}, and no vehicle has the skills of both: {both}"
        if pair[0] not in self._found:
            self._found[pair[0]] = self._find(*pair, able)
        constraint, text = self._found[pair[0]]
        return constraint, f"{partner}; {text}"

    def _find(self, origin: int, destination: int, able: Kinds) -> _Finding:
        is_free = self._fleet.has_unused[able]
        tried = np.concatenate([able[is_free], able[~is_free]])[: self._most_kinds]
        alone = [self._alone(kind, origin, destination) for kind in tried.tolist()]
        place = self._insertions.best(origin, destination)
        if option := self._possible(origin, destination, alone, place):
            return option
        free = [each for each in alone if self._fleet.has_unused[each.kind]]
        closest = min(free or alone, key=lambda each: severity(each.excesses))
        why = self._used_up(alone, able)
        # Where no vehicle is free, those that are used have places.
        if place is None or (free and severity(closest.excesses) < severity(place.excesses)):
            return self._blocked(closest, why)
        if free and place.excesses[0].constraint == "unreachable":
            return self._blocked(closest, why)  # nor does any way lead there
        return self._contended(place, why)

    def _alone(self, kind: int, origin: int, destination: int) -> _Alone:
        route = Route(self._fleet.kinds[kind], (origin, destination))
        schedule = route_schedule(self._instance, route)
        excesses = least_excesses(self._instance, route, schedule, origin, self._horizon)
        return _Alone(kind, excesses, route_cost(self._instance, route, schedule).total)

    def _possible(
        self, origin: int, destination: int, alone: list[_Alone], place: PairInsertion | None
    ) -> _Finding | None:
        """What to say if nothing blocks the shipment."""
        options = []
        for each in alone:
            if not each.excesses and self._fleet.has_unused[each.kind]:
                label = self._fleet.unused_label(each.kind)
                options.append(
                    (each.cost, f"vehicle {label} is not used and could serve both", label)
                )
        if place is not None and not place.excesses:
            label = self._labels[place.number]
            where = (
                f"a place for both is free on {label}, {self._where(place, origin, destination)}"
            )
            options.append((place.cost, where, label))
        if not options:
            return None
        cost, where, label = min(options)
        searched = self._solution.run.solver != "given"
        prizes = [self._instance.stops[stop].prize for stop in (origin, destination)]
        if None in prizes:
            end = "the search was stopped before it was used" if searched else "it is not used"
            return _Finding("search", f"{where}: {end}")
        worth = sum(prize or 0 for prize in prizes)
        change = self._phrases.change(cost)
        text = f"would {change}, their prizes are {self._phrases.cost(worth)}"
        if cost >= worth:
            return _Finding("prize", f"serving both {text}")
        end = "the search did not get to it" if searched else "the plan leaves them out"
        return _Finding("search", f"serving both on {label} {text}: {end}")

    def _used_up(self, alone: list[_Alone], able: Kinds) -> str:
        """Say why no vehicle serves both on a route of their own."""
        if len(alone) < len(able):
            return f"of {len(alone)} kinds of vehicle, none that is free could serve both alone"
        fitting = np.array([each.kind for each in alone if not each.excesses], dtype=np.int64)
        if not len(fitting):
            return "no vehicle could serve both, even alone"
        return self._fleet.all_used(fitting, " that could serve both alone")

    def _contended(self, place: PairInsertion, why: str) -> _Finding:
        label = self._labels[place.number]
        if place.excesses[0].constraint == "unreachable":
            return _Finding("vehicles", f"{why}, and no place was found that ways join to both")
        broken = self._broken(place.excesses)
        constraints = {excess.constraint for excess in place.excesses}
        constraint = place.excesses[0].constraint if len(constraints) == 1 else "vehicles"
        return _Finding(constraint, f"{why}: {label}, the best place found, would be {broken}")

    def _blocked(self, closest: _Alone, why: str) -> _Finding:
        """A vehicle that is free needs least, or is the only one that could drive to both."""
        constraint = closest.excesses[0].constraint
        label = self._fleet.unused_label(closest.kind)
        if constraint == "unreachable":
            way = f"no way leads {label} from its depot to both and on"
            return _Finding(constraint, f"{why}: {self._instance.order_rule or way}")
        broken = self._broken(closest.excesses)
        return _Finding(constraint, f"{why}: {label}, the closest unused, would be {broken}")

    def _broken(self, excesses: tuple[Excess, ...]) -> str:
        """Name every limit, and every stop that is late: it may be either of the two."""
        return listed([self._phrases.over(-1, excess) for excess in excesses])

    def _where(self, place: PairInsertion, *ends: int) -> str:
        stops, starts = place.route.stops, (0, *place.route.reloads)
        before = [
            "the depot" if at in starts else self._instance.stops[stops[at - 1]].id
            for at in map(stops.index, ends)
        ]
        return f"after {before[0]} and after {before[1]}"
