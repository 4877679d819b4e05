"""The sparse policy written out with loops: one instance, one state, NumPy and nothing shared."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

Weights = dict[str, np.ndarray]


@dataclass
class Case:
    """One instance in plain arrays."""

    problem: str
    distances: np.ndarray
    durations: np.ndarray
    demands: np.ndarray
    capacity: int
    opens: np.ndarray
    closes: np.ndarray
    service: np.ndarray

    @property
    def timed(self) -> bool:
        return self.problem == "acvrptw"


def case_of(batch: Any, index: int) -> Case:
    names = ("distances", "durations", "demands", "opens", "closes", "service")
    arrays = {name: getattr(batch, name)[index].numpy().astype(np.int64) for name in names}
    return Case(problem=batch.problem, capacity=int(batch.capacity[index]), **arrays)


def usable(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Since the shift began, when service can really start: from and until."""
    start = case.opens[0]
    opens = np.maximum(case.opens, start + case.durations[0]) - start
    closes = np.minimum(case.closes, case.closes[0] - case.service - case.durations[:, 0]) - start
    opens[0], closes[0] = 0, case.closes[0] - start
    return opens, closes


def remoteness(case: Case, a: int, b: int) -> int:
    opens, closes = usable(case)
    metres = int(case.distances[0, 1:].sum() + case.distances[1:, 0].sum())
    seconds = int(case.durations[0, 1:].sum() + case.durations[1:, 0].sum())

    def one_way(i: int, j: int) -> int:
        arrival = int(case.service[i] + case.durations[i, j])
        wait = max(0, int(opens[j]) - (int(closes[i]) + arrival))
        late = 2**31 * (opens[i] + arrival > closes[j])
        return int(case.distances[i, j] + wait * (metres / max(1, seconds) / 25.0) // 1 + late)

    if case.timed and a != 0:
        return min(one_way(a, b), one_way(b, a))
    return int(min(case.distances[a, b], case.distances[b, a]))


def lists_of(case: Case, length: int) -> list[list[int]]:
    n = len(case.demands)
    return [
        sorted((j for j in range(1, n) if j != i), key=lambda j: (remoteness(case, i, j), j))[
            :length
        ]
        for i in range(n)
    ]


class ByHand:
    """Features, encoding and decoder steps of one instance."""

    def __init__(self, case: Case, weights: Weights, candidates: int, layers: int) -> None:
        self.case, self.w, self.length = case, weights, candidates
        self.lists = lists_of(case, candidates)
        n = len(case.demands) - 1
        ways = case.distances[0, 1:] + case.distances[1:, 0]
        seconds = case.durations[0, 1:] + case.durations[1:, 0]
        self.sd, self.st = max(1.0, ways.mean() / 2), max(1.0, seconds.mean() / 2)
        self.h = float(case.closes[0] - case.opens[0]) if case.timed else self.st
        self.n = n
        self.opens, self.closes = usable(case)
        self._encode(layers)

    def node_features(self, i: int) -> list[float]:
        case, timed = self.case, self.case.timed
        near = [min(case.distances[i, j], case.distances[j, i]) for j in self.lists[i]]
        return [
            case.distances[0, i] / self.sd if i else 0,
            case.distances[i, 0] / self.sd if i else 0,
            case.durations[0, i] / self.st if i else 0,
            case.durations[i, 0] / self.st if i else 0,
            case.demands[i] / case.capacity,
            case.service[i] / self.st,
            self.opens[i] / self.h if timed else 0,
            self.closes[i] / self.h if timed else 0,
            (self.closes[i] - self.opens[i]) / self.h if timed else 0,
            float(i == 0),
            float(np.mean(near or [0])) / self.sd,
            math.log(self.n) / 10,
        ]

    def edge_features(self, i: int, rank: int) -> list[float]:
        case, j = self.case, self.lists[i][rank]
        t = case.durations[i, j]
        wait = max(0, self.opens[j] - (self.closes[i] + case.service[i] + t))
        late = max(0, self.opens[i] + case.service[i] + t - self.closes[j])
        return [
            case.distances[i, j] / self.sd,
            case.distances[j, i] / self.sd,
            t / self.st,
            case.durations[j, i] / self.st,
            wait / self.h if case.timed else 0,
            min(1, late / self.h) if case.timed else 0,
            rank / self.length,
            (case.distances[i, 0] + case.distances[0, j] - case.distances[i, j]) / self.sd,
            (self.lists[j].index(i) if i in self.lists[j] else self.length) / self.length,
        ]

    def linear(self, name: str, x: np.ndarray) -> np.ndarray:
        return self.w[f"{name}.weight"] @ x + self.w.get(f"{name}.bias", 0)

    def norm(self, name: str, x: np.ndarray) -> np.ndarray:
        scaled = (x - x.mean()) / np.sqrt(x.var() + 1e-5)
        return scaled * self.w[f"{name}.weight"] + self.w[f"{name}.bias"]

    def _encode(self, layers: int) -> None:
        everyone = range(len(self.lists))
        h = [self.linear("encoder.node_in", np.array(self.node_features(i))) for i in everyone]
        e = [
            [
                self.linear("encoder.edge_in", np.array(self.edge_features(i, rank)))
                for rank in range(len(self.lists[i]))
            ]
            for i in everyone
        ]
        for layer in range(layers):
            self._layer(f"encoder.layers.{layer}", h, e)
        self.h_hat = [self.norm("heads.node_norm", x) for x in h]
        self.e_hat = [[self.norm("heads.edge_norm", x) for x in row] for row in e]

    def _layer(self, at: str, h: list[np.ndarray], e: list[list[np.ndarray]]) -> None:
        known = [self.norm(f"{at}.node_norm", x) for x in h]
        mean = self.linear(f"{at}.node_mean", np.mean(known, axis=0))
        for i, listed in enumerate(self.lists):
            heard, total = np.zeros(len(h[i])), np.zeros(len(self.w[f"{at}.edge_edge.bias"]))
            for rank, j in enumerate(listed):
                e[i][rank] = e[i][rank] + silu(
                    self.linear(f"{at}.edge_edge", self.norm(f"{at}.edge_norm", e[i][rank]))
                    + self.linear(f"{at}.edge_source", known[i])
                    + self.linear(f"{at}.edge_target", known[j])
                )
                gate = 1 / (1 + np.exp(-e[i][rank]))
                value = self.linear(f"{at}.node_value", known[j])
                heard = heard + np.repeat(gate, len(value) // len(gate)) * value
                total = total + gate
            heard = heard / np.repeat(total + 1e-6, len(heard) // len(total))
            h[i] = h[i] + silu(self.linear(f"{at}.node_self", known[i]) + heard + mean)
            inner = silu(self.linear(f"{at}.feed_in", self.norm(f"{at}.feed_norm", h[i])))
            h[i] = h[i] + self.linear(f"{at}.feed_out", inner)

    def edge_logit(self, i: int, rank: int) -> float:
        return float(self.linear("heads.edge_logit", self.e_hat[i][rank])[0])

    def logits(self, current: int, load: int, time: int, unserved: set[int]) -> dict[int, float]:
        """Scores of the candidates, feasible or not."""
        context = self.linear("heads.context", self.h_hat[current])
        full = 0.0 if self.case.problem == "atsp" else load / self.case.capacity
        elapsed = (time - self.case.opens[0]) / self.h if self.case.timed else 0.0
        state = np.concatenate([context, [full, elapsed, len(unserved) / self.n]])
        query = context + self.linear(
            "decoder.query_out", silu(self.linear("decoder.query_in", state))
        )
        targets = (
            sorted(unserved) if current == 0 else [j for j in self.lists[current] if j in unserved]
        )
        if current != 0:
            targets.append(0)
        return {j: self._logit(current, j, load, time, query) for j in targets}

    def _logit(self, c: int, j: int, load: int, time: int, query: np.ndarray) -> float:
        case = self.case
        key = self.linear("heads.key", self.h_hat[j])
        if c == 0:
            channels = self.linear("heads.channel_from_depot", self.h_hat[j])
        elif j == 0:
            channels = self.linear("heads.channel_to_depot", self.h_hat[c])
        else:
            channels = self.linear("heads.channel", self.e_hat[c][self.lists[c].index(j)])
        arrival = time + case.durations[c, j]
        wait = max(0, case.opens[j] - arrival) / self.h if case.timed else 0
        slack = min(1, (case.closes[j] - arrival) / self.h) if case.timed else 0
        metres = case.distances[c, j]
        move = [
            case.durations[c, j] / self.st,
            wait,
            slack,
            0 if case.problem == "atsp" else (load - case.demands[j]) / case.capacity,
            math.log1p(metres / self.sd),
            (metres + case.distances[j, 0] - case.distances[c, 0]) / self.sd,
        ]
        hidden = silu(
            self.linear("decoder.move_channel", channels)
            + self.linear("decoder.move_feature", np.array(move))
        )
        score = self.linear("decoder.move_score", hidden)[0]
        distance = self.w["decoder.distance_weight"][0] * math.log((metres + 1) / self.sd)
        return float(query @ key / math.sqrt(len(key)) + score - distance)


def silu(x: np.ndarray) -> np.ndarray:
    return x / (1 + np.exp(-x))
