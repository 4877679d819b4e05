"""Time lost at signals, signs, railways and gates."""

from __future__ import annotations

import numpy as np
import pytest

from vrp.roads.node_delays import node_delays_s
from vrp.roads.profile import Delays

DELAYS = Delays(junction_s=100, traffic_signals_s=1, stop_s=2, level_crossing_s=4, gate_s=8)


@pytest.mark.parametrize(
    ("tags", "along", "against"),
    [
        ({}, 0, 0),
        ({"highway": "crossing"}, 0, 0),
        ({"highway": "traffic_signals"}, 1, 1),
        ({"highway": "traffic_signals", "traffic_signals:direction": "forward"}, 1, 0),
        ({"highway": "traffic_signals", "traffic_signals:direction": "backward"}, 0, 1),
        ({"highway": "traffic_signals", "traffic_signals:direction": "both"}, 1, 1),
        ({"highway": "stop", "direction": "backward"}, 0, 2),
        ({"highway": "stop"}, 2, 2),
        ({"railway": "level_crossing"}, 4, 4),
        ({"barrier": "gate"}, 8, 8),
        ({"barrier": "toll_booth"}, 8, 8),
        ({"barrier": "cattle_grid"}, 0, 0),
        ({"barrier": "gate", "highway": "stop", "direction": "forward"}, 10, 8),
    ],
)
def test_what_costs_time(tags: dict[str, str], along: float, against: float) -> None:
    assert node_delays_s(np.array([5]), {5: tags}, DELAYS).tolist() == [[along, against]]


def test_every_passing_counts() -> None:
    points = np.array([1, 5, 2, 5])
    delays = node_delays_s(points, {5: {"barrier": "gate"}, 9: {"barrier": "gate"}}, DELAYS)
    assert delays[:, 0].tolist() == [0, 8, 0, 8]


def test_without_delays_or_nodes_nothing_is_lost() -> None:
    assert not node_delays_s(np.array([5]), {5: {"barrier": "gate"}}, Delays()).any()
    assert node_delays_s(np.array([], dtype=np.int64), {}, DELAYS).shape == (0, 2)
