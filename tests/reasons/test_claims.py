"""What a reason claims is true: the change that it names admits the stop, and no less does.

Sentences are read back as a dispatcher reads them, the change is made to the instance, and every
place is tried.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product, zip_longest

from brute_force import best_plan, route_cost
from hypothesis import given, settings
from one_more_stop import relaxed, with_the_stop
from random_instances import STOP_BY_STOP, instances

from vrp.instance import Instance
from vrp.labels import route_labels, unused_labels
from vrp.reasons import Reason, explain
from vrp.reasons.excess import Excess
from vrp.solution import Route, Solution

#: A limit to be moved, and by how much.
Change = tuple[Excess, int]

ALONE = {
    "capacity": r"\w+(?: of (?P<load>\w+))? \d+ is more than .* holds \((?P<limit>\d+)\): N short",
    "time window": r"window ends (?P<limit>\d+), earliest (?:arrival|service) from .* \d+: N late",
    "shift": r"(?P<event>.+) \d+, (?P<what>shift ends|depot closes) (?P<limit>\d+): N over",
    "max distance": r"(?:out and back|the way there) is \d+, limit (?P<limit>\d+): N over",
    "max duration": r"(?:out and back|the way there) takes \d+, limit (?P<limit>\d+): N over",
    "max stops": r"a route may have (?P<limit>\d+) stops?: N too few",
    "release": r"its release (?P<limit>\d+) is N too late",
    "trip": r"its trip waits until (?P<limit>\d+) for .*, N too long",
}
ON_A_ROUTE = {
    "capacity": r"N over its(?: (?P<load>\w+))? capacity|N (?:(?P<name>\w+) )?short",
    "time window": r"N late(?: at stop (?P<stop>\w+))?",
    "shift": r"N (?:late to leave the depot|out after the (?P<what>shift ends|depot closes))",
    "max stops": r"N over its limit of (?P<limit>\d+) stops?",
    "max distance": r"N over its limit of (?P<limit>\d+)",
    "max duration": r"N over its limit of (?P<limit>\d+)",
}
#: Sentences of one limit, as the clauses of several.
ALIKE = [
    (r"only if stop (\w+) is served (\d+) late$", r"only \2 late at stop \1"),
    (r"only if it ends (\d+) after the ", r"only \1 out after the "),
    (r"only if it leaves the depot (\d+) after that closes", r"only \1 late to leave the depot"),
    (r"only (\d+ late), .*", r"only \1"),
]


def matched(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(pattern.replace("N ", r"(?P<by>\d+) ", 1), text)


def dimension(instance: Instance, name: str | None) -> int:
    return instance.load_names.index(name or "")


def change_alone(instance: Instance, stop: int, clause: str) -> Change:
    """Read one clause about a route of the stop's own."""
    for constraint, pattern in ALONE.items():
        found = matched(pattern, clause)
        if found is None:
            continue
        at: int | str = stop
        if constraint == "capacity":
            at = dimension(instance, found["load"])
        elif constraint == "shift":
            is_return = found["event"] in ("back at the depot", "done")
            depot = "end depot" if is_return else "start depot"
            at = "shift" if found["what"] == "shift ends" else depot
        return Excess(constraint, 0, int(found["limit"]), 0.0, at), int(found["by"])
    raise AssertionError(f"no clause about a route of its own: {clause!r}")


def changes_on_a_route(
    instance: Instance, vehicle: int, stop: int, clause: str
) -> Iterator[Change]:
    """Read one clause about a place on a route: some do not say which of several limits."""
    ids = [each.id for each in instance.stops]
    kind = instance.vehicles[vehicle]
    for constraint, pattern in ON_A_ROUTE.items():
        found = re.fullmatch(pattern.replace("N ", r"(\d+) "), clause)
        if found is None:
            continue
        by = int(next(filter(None, re.findall(r"^\d+", clause))))
        match constraint:
            case "capacity":
                at = dimension(instance, found["load"] or found["name"])
                yield Excess(constraint, 0, 0, 0.0, at), by
            case "time window":
                late = ids.index(found["stop"]) if found["stop"] else stop
                windows = instance.stops[late].windows
                for (_, closes), following in zip_longest(windows, windows[1:]):
                    if following is None or closes + by < following[0]:
                        yield Excess(constraint, 0, closes, 0.0, late), by
            case "shift" if found["what"] is None:
                yield Excess(constraint, 0, 0, 0.0, "start depot"), by
            case "shift":
                at_end = "shift" if found["what"] == "shift ends" else "end depot"
                yield Excess(constraint, 0, kind.shift_s[1], 0.0, at_end), by
            case _:
                yield Excess(constraint, 0, int(found["limit"]), 0.0), by


def applied(instance: Instance, route: Route, changes: list[Change], less: int = 0) -> Instance:
    """The instance with all changes made, each by ``less`` less."""
    for excess, by in changes:
        if excess.constraint == "release":
            stops = list(instance.stops)
            stop = stops[int(excess.at)]
            stops[int(excess.at)] = replace(stop, release_s=stop.release_s - by + less)
            instance = replace(instance, stops=tuple(stops))
        elif excess.constraint == "trip":
            latest = excess.limit - by + less
            sooner = (replace(s, release_s=min(s.release_s, latest)) for s in instance.stops)
            instance = replace(instance, stops=tuple(sooner))
        else:
            instance = relaxed(instance, route, excess, by - less)
    return instance


def alternatives(changes: list[Change]) -> list[list[Change]]:
    """All but the release, and the release instead of what is late, where there is one."""
    goods = ("release", "trip")
    release = [change for change in changes if change[0].constraint in goods]
    others = [change for change in changes if change[0].constraint not in goods]
    if not release:
        return [others]
    late = ("time window", "shift")
    return [others, release + [each for each in others if each[0].constraint not in late]]


def free_kinds(instance: Instance, solution: Solution) -> list[int]:
    used = Counter(route.vehicle for route in solution.routes)
    return [kind for kind, each in enumerate(instance.vehicles) if used[kind] < each.count]


def fits_alone(instance: Instance, vehicle: int, stop: int) -> bool:
    return route_cost(instance, vehicle, (stop,)) is not None


def fits_on(instance: Instance, route: Route, stop: int) -> bool:
    tried = with_the_stop(instance, route, stop)
    return any(route_cost(instance, r.vehicle, r.stops, r.reloads) is not None for r in tried)


def without_breaks(instance: Instance) -> Instance:
    vehicles = tuple(replace(kind, breaks=()) for kind in instance.vehicles)
    return replace(instance, vehicles=vehicles)


def last_clause(text: str) -> tuple[str, str]:
    """Split off the name of the vehicle that could serve the stop if no break was due, if any."""
    text, _, rest = text.partition("; without its break ")
    return text, rest.removesuffix(" could serve it")


def check_alone(instance: Instance, solution: Solution, stop: int, text: str) -> None:
    kinds = [v for v in range(len(instance.vehicles)) if instance.can_serve(v, stop)]
    whole, kinds_of_all = text, kinds
    text = re.sub(r"(; and|^and) (the only vehicle|all \d+ vehicles).* (is|are) used$", "", text)
    if text == whole:
        kinds = [kind for kind in kinds if kind in free_kinds(instance, solution)]
    named = re.match(r"closest (is|unused is) ([\w-]+): ", text)
    if named:
        labels = unused_labels(instance, solution) if "unused" in named[1] else None
        names = labels or [kind.id for kind in instance.vehicles]
        kinds = [kind for kind in kinds if names[kind] == named[2]]
        text = text.removeprefix(named[0])
    text, without_break = last_clause(text)
    if without_break:
        free = without_breaks(instance)
        due = [kind for kind in kinds if instance.vehicles[kind].breaks]
        assert any(fits_alone(free, kind, stop) for kind in due)
    changes = [change_alone(instance, stop, clause) for clause in text.split("; ")]
    for option in alternatives(changes):
        every = [(kind, Route(kind, (stop,))) for kind in kinds]
        assert any(fits_alone(applied(instance, r, option), kind, stop) for kind, r in every)
        if len(option) == 1 and not named:
            every = [(kind, Route(kind, (stop,))) for kind in kinds_of_all]
        if len(option) == 1:
            assert not any(
                fits_alone(applied(instance, r, option, less=1), kind, stop) for kind, r in every
            )


def check_on_a_route(instance: Instance, solution: Solution, stop: int, text: str) -> None:
    text, without_break = last_clause(text)
    text, *release = text.split("; ")
    for pattern, replacement in ALIKE:
        text = re.sub(pattern, replacement, text)
    if found := re.fullmatch(r"fits ([\w-]+)(?:, .*,)? only (.*)", text):
        label, clauses = found[1], [found[2]]
    elif found := re.fullmatch(
        r"(?:all capacity.* is used|no vehicle could serve it alone): (.*) on the best-placed "
        r"vehicle (.*)",
        text,
    ):
        label, clauses = found[2], [found[1]]
    else:
        found = re.fullmatch(r".*: ([\w-]+), the best placed, would be (.*)", text)
        assert found, text
        label, clauses = found[1], re.split(", | and ", found[2])
    route = solution.routes[route_labels(instance, solution).index(label)]
    if without_break:
        assert without_break == label
        assert instance.vehicles[route.vehicle].breaks
        assert fits_on(without_breaks(instance), route, stop)
    named = [change_alone(instance, stop, clause) for clause in release]
    readings = product(
        *(changes_on_a_route(instance, route.vehicle, stop, clause) for clause in clauses)
    )
    options = [alternatives([*reading, *named]) for reading in readings]
    for same in zip(*options, strict=True):
        assert any(fits_on(applied(instance, route, option), route, stop) for option in same)


def check_skills(instance: Instance, solution: Solution, stop: int, text: str) -> None:
    text, *rest = text.split("; ", 1)
    found = re.fullmatch(r"needs skills? (.*), no vehicle has (?:it|any of them|all of them)", text)
    assert found
    named = {skill.strip("'") for skill in re.split(", | and ", found[1])}
    vehicles = tuple(replace(v, skills=v.skills | named) for v in instance.vehicles)
    for skill in named:
        fewer = [v.skills | (named - {skill}) for v in instance.vehicles]
        assert not any(instance.stops[stop].skills <= skills for skills in fewer) or (
            "all of them" in text
        )
    skilled = replace(instance, vehicles=vehicles)
    assert any(skilled.can_serve(v, stop) for v in range(len(vehicles)))
    needed = frozenset() if "all of them" in text else instance.stops[stop].skills - named
    if not any(needed <= instance.vehicles[v].skills for v in free_kinds(instance, solution)):
        stops = list(instance.stops)
        stops[stop] = replace(stops[stop], skills=needed)
        asking_less = replace(instance, stops=stops)
        then = explain(asking_less, solution)[solution.unassigned.index(stop)]
        check_reason(asking_less, solution, then)
        assert rest == ([] if then.constraint == "search" else [then.text])
        return
    if not rest:
        assert any(fits_alone(skilled, v, stop) for v in range(len(vehicles)))
    elif not rest[0].startswith("no way"):
        check_alone(skilled, Solution.of(instance, []), stop, rest[0])


def check_possible(instance: Instance, solution: Solution, stop: int, text: str) -> None:
    able = [route for route in solution.routes if instance.can_serve(route.vehicle, stop)]
    free = [v for v in free_kinds(instance, solution) if instance.can_serve(v, stop)]
    costs = [route_cost(instance, v, (stop,)) for v in free]
    for route in able:
        now = route_cost(instance, route.vehicle, route.stops, route.reloads)
        assert now is not None
        for tried in with_the_stop(instance, route, stop):
            cost = route_cost(instance, tried.vehicle, tried.stops, tried.reloads)
            costs.append(None if cost is None else cost - now)
    if found := re.search(r"cost (\d+) more|even save (\d+)", text):
        assert (int(found[1]) if found[1] else -int(found[2])) in costs
    assert any(cost is not None for cost in costs)


def check_reason(instance: Instance, solution: Solution, reason: Reason) -> None:
    stop, text = reason.stop, reason.text
    assert not re.search(r"(?<![\w])-\d", text)
    able = [v for v in range(len(instance.vehicles)) if instance.can_serve(v, stop)]
    if reason.constraint in ("search", "prize"):
        check_possible(instance, solution, stop, text)
    elif reason.constraint == "skills":
        assert not able
        check_skills(instance, solution, stop, text)
    elif reason.constraint == "unreachable":
        place = instance.location(stop)
        for kind in (instance.vehicles[v] for v in able):
            there = instance.has_way(kind.start, place)
            assert not there or (kind.end is not None and not instance.has_way(place, kind.end))
    elif "no way joins it" in text:
        assert any(fits_alone(instance, v, stop) for v in able)
    elif "every route is at its limit of " in text:
        longer = tuple(
            v if v.max_stops is None else replace(v, max_stops=v.max_stops + 1)
            for v in instance.vehicles
        )
        more = replace(instance, vehicles=longer)
        routes = [route for route in solution.routes if route.vehicle in able]
        assert any(fits_on(more, route, stop) for route in routes)
    elif re.match(r"fits |all capacity|no vehicle could|.*, the best placed, would be ", text):
        on_route, beside, on_its_own = text.partition("; closest unused is ")
        check_on_a_route(instance, solution, stop, on_route)
        if beside:
            check_alone(instance, solution, stop, f"closest unused is {on_its_own}")
    else:
        check_alone(instance, solution, stop, text)


WITH_BREAKS = ["asymmetric", "depot hours", "hourly costs", "limits", "multiple windows", "open"]
WITH_BREAKS += ["service", "setups", "skills", "windows"]


@settings(max_examples=150)
@given(instances(min_stops=2, max_stops=4, features=STOP_BY_STOP))
def test_every_reason_is_true(instance: Instance) -> None:
    """Of the best plan, of one that has lost all routes but the first, and of an empty one."""
    check_reasons(instance)


@settings(max_examples=100)
@given(instances(2, 3, features=WITH_BREAKS, always=["breaks", "shifts"]))
def test_every_reason_is_true_where_breaks_are_due(instance: Instance) -> None:
    check_reasons(instance)


def check_reasons(instance: Instance) -> None:
    best = best_plan(instance)
    for solution in (best, Solution.of(instance, best.routes[:1]), Solution.of(instance, [])):
        for reason in explain(instance, solution):
            check_reason(instance, solution, reason)
