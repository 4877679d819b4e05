"""Each stop of a group of which none is served has a reason of its own."""

from __future__ import annotations

import pytest
from stops_on_a_line import line

from vrp.instance import Instance, Stop, Vehicle
from vrp.reasons import Reason, explain
from vrp.solution import Route, Solution


def one_van(*stops: Stop, **vehicle: object) -> Instance:
    return line(stops, [Vehicle("van", **vehicle)])  # type: ignore[arg-type]


def reasons(instance: Instance, *routes: Route) -> tuple[Reason, ...]:
    return explain(instance, Solution.of(instance, routes))


def test_alternatives_are_kept_out_by_what_keeps_each_of_them_out() -> None:
    instance = one_van(
        Stop("a", delivery=2, skills={"lift"}, group="parcel"),
        Stop("b", delivery=9, group="parcel"),
        Stop("c", delivery=3, group="parcel"),
        Stop("d", delivery=3),
        capacity=5,
    )
    used = "; and the only vehicle is used"
    assert reasons(instance, Route(0, (3,))) == (
        Reason(0, "skills", "needs skill 'lift', no vehicle has it"),
        Reason(
            1, "capacity", f"demand 9 is more than the largest vehicle holds (5): 4 short{used}"
        ),
        Reason(2, "capacity", "all capacity is used: 1 short on the best-placed vehicle van"),
    )


@pytest.mark.parametrize("served", [0, 1])
def test_a_stop_in_whose_place_another_is_served_needs_no_reason(served: int) -> None:
    instance = one_van(Stop("a", group="parcel"), Stop("b", group="parcel"), Stop("c"))
    assert [reason.stop for reason in reasons(instance, Route(0, (served,)))] == [2]
    assert reasons(instance, Route(0, (served, 2))) == ()


def test_the_prize_of_a_group_is_that_of_any_of_its_stops() -> None:
    stops = (Stop("a"), Stop("b", prize=20_000, group="x"), Stop("c", prize=20_000, group="x"))
    assert reasons(one_van(*stops), Route(0, (0,))) == (
        Reason(1, "prize", "serving it would cost 20000 more, its prize is 20000"),
        Reason(2, "prize", "serving it would cost 40000 more, its prize is 20000"),
    )
    instance = one_van(Stop("a"), *(Stop(each, prize=20_001, group="x") for each in "bc"))
    near, far = reasons(instance, Route(0, (0,)))
    assert (near.constraint, far.constraint) == ("search", "prize")
    without = Solution.of(instance, [Route(0, (0,))]).cost.total
    assert Solution.of(instance, [Route(0, (0, 1))]).cost.total == without - 1
