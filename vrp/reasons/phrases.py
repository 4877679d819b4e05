"""What a dispatcher reads about a broken limit."""

from __future__ import annotations

from collections.abc import Sequence

from vrp.instance import Instance
from vrp.reasons.excess import Excess
from vrp.reasons.lateness import LateGoods
from vrp.reasons.quantities import Quantities

__all__ = ["Phrases", "listed", "stops"]

#: Of more stops, their number is said.
_MOST_NAMED = 3


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def stops(number: int) -> str:
    """``1 stop``, ``2 stops``."""
    return f"{number} stop" if number == 1 else f"{number} stops"


class Phrases:
    """Sentences about one instance, in its user's units."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._quantities = Quantities(instance)

    def cost(self, units: int) -> str:
        """Cost units as the user's money."""
        return self._quantities.cost(units)

    def change(self, units: int) -> str:
        """Say what serving a stop would do to the cost of a plan.

        Where the way past it is shorter than the one without it, that saves money.
        """
        cost = self.cost(abs(units))
        return f"cost {cost} more" if units >= 0 else f"even save {cost}"

    def alone(self, stop: int, vehicle: int, excess: Excess, rivals: str | None) -> str:
        """Say what a route with this stop only breaks.

        ``rivals`` names the vehicles none of which comes closer, in the singular.
        """
        shown = self._quantities.shown(excess)
        kind = self._instance.vehicles[vehicle]
        way = "the way there" if kind.end is None else "out and back"
        match excess.constraint:
            case "capacity":
                holder = f"the largest {rivals}" if rivals else kind.id
                text = (
                    f"{self._load(stop, int(excess.at))} {shown.value} is more than {holder} holds"
                )
                return f"{text} ({shown.limit}): {shown.amount} short"
            case "time window":
                who = f"any {rivals}" if rivals else kind.id
                # A driver who has arrived may have a break or setup first.
                setup_s = self._instance.stops[stop].setup_s
                what = "service" if kind.breaks or setup_s else "arrival"
                text = f"window ends {shown.limit}, earliest {what} from {who} {shown.value}"
                return f"{text}: {shown.amount} late"
            case "shift":
                event = self._event(stop, vehicle, excess)
                text = f"{event} {shown.value}, {_closing(excess)} {shown.limit}"
                return f"{text}: {shown.amount} over"
            case "max distance":
                return f"{way} is {shown.value}, limit {shown.limit}: {shown.amount} over"
            case "max duration":
                return f"{way} takes {shown.value}, limit {shown.limit}: {shown.amount} over"
            case "unreachable":
                return f"no way leads there and back for {kind.id}"
            case _:
                return f"a route may have {stops(excess.limit)}: {shown.amount} too few"

    def inserted(self, stop: int, label: str, between: str, excess: Excess) -> str:
        """Say what the best-placed route breaks, if that is one thing only."""
        shown = self._quantities.shown(excess)
        match excess.constraint:
            case "time window" if excess.at == stop:
                return f"fits {label} only {shown.amount} late, {between}"
            case "time window":
                served = f"stop {self._instance.stops[int(excess.at)].id} is served"
                return f"fits {label}, {between}, only if {served} {shown.amount} late"
            case "shift" if excess.at == "start depot":
                late = f"{shown.amount} after that closes"
                return f"fits {label}, {between}, only if it leaves the depot {late}"
            case "shift":
                late = f"{shown.amount} after the {_closing(excess)}"
                return f"fits {label}, {between}, only if it ends {late}"
            case "unreachable":
                return f"no way joins it to its neighbours on {label}, {between}"
            case _:
                return f"fits {label}, {between}, only {self.over(stop, excess)}"

    def over(self, stop: int, excess: Excess) -> str:
        """Complete the sentence that a vehicle would be …, for a limit that could be relaxed."""
        shown = self._quantities.shown(excess)
        match excess.constraint:
            case "capacity":
                name = self._instance.load_names[int(excess.at)]
                return f"{shown.amount} over its {name} capacity".replace("  ", " ")
            case "time window" if excess.at == stop:
                return f"{shown.amount} late"
            case "time window":
                return f"{shown.amount} late at stop {self._instance.stops[int(excess.at)].id}"
            case "shift" if excess.at == "start depot":
                return f"{shown.amount} late to leave the depot"
            case "shift":
                return f"{shown.amount} out after the {_closing(excess)}"
            case "max distance" | "max duration":
                return f"{shown.amount} over its limit of {shown.limit}"
            case _:
                return f"{shown.amount} over its limit of {stops(excess.limit)}"

    def release(self, stop: int, late: LateGoods) -> str:
        """Say that the stop's trip waits for goods for longer than would be in time."""
        shown = self._quantities.shown(Excess("release", late.release_s, late.latest_s, 0.0))
        clock = self._quantities.clock(late.release_s)
        if late.stops == (stop,):
            return f"its release {clock} is {shown.amount} too late"
        others = [self._instance.stops[other].id for other in late.stops if other != stop]
        whose = stops(len(others))
        if len(others) <= _MOST_NAMED:
            whose = f"{'stop' if len(others) == 1 else 'stops'} {listed(others)}"
        goods = "its goods and those" if stop in late.stops else "the goods"
        return f"its trip waits until {clock} for {goods} of {whose}, {shown.amount} too long"

    def short(self, excess: Excess) -> str:
        """``40 short``, with the name of the load if there are several."""
        name = self._instance.load_names[int(excess.at)]
        return " ".join(filter(None, (self._quantities.shown(excess).amount, name, "short")))

    def _load(self, stop: int, dimension: int) -> str:
        pickup = self._instance.pickups[stop, dimension]
        kind = "pickup" if pickup > self._instance.deliveries[stop, dimension] else "demand"
        name = self._instance.load_names[dimension]
        return f"{kind} of {name}" if name else kind

    def _event(self, stop: int, vehicle: int, excess: Excess) -> str:
        kind = self._instance.vehicles[vehicle]
        if excess.at != "start depot":
            return "done" if kind.end is None else "back at the depot"
        opens, _ = self._instance.depots[kind.start].window
        if kind.breaks and excess.value > max(opens, kind.shift_s[0]):
            return "its break ends"
        if self._instance.stops[stop].release_s > max(opens, kind.shift_s[0]):
            return "its goods are there"
        return "the depot opens" if opens >= kind.shift_s[0] else "the shift starts"


def _closing(excess: Excess) -> str:
    return "shift ends" if excess.at == "shift" else "depot closes"
