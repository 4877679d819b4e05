"""Of a group, every stop stands for the others."""

from __future__ import annotations

import numpy as np
from two_stops import make

from vrp.instance import Stop


def test_stops_of_a_group_are_alternatives() -> None:
    names = ("x", None, "y", "x", "x", "y", "alone")
    stops = tuple(Stop(str(number), group=name) for number, name in enumerate(names))
    metres = np.zeros((8, 8), dtype=np.int32)
    instance = make(stops=stops, distances_m=metres, durations_s=metres)
    assert instance.groups == ((0, 3, 4), (2, 5), (6,))
    assert instance.alternatives == (
        (0, 3, 4),
        (1,),
        (2, 5),
        (3, 0, 4),
        (4, 0, 3),
        (5, 2),
        (6,),
    )
    assert instance.count_once(range(7)) == 4
    assert instance.count_once([3, 4, 6]) == 2
    assert make().groups == ()
    assert make().alternatives == ((0,), (1,))
