"""The benchmark of policies without a search: that it trains, checks plans, and keeps results."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
IMITATION = "sparse 3 × 64, imitation first"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    pytest.importorskip("torch", reason="policies are trained with torch")
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = importlib.import_module("policy_alone")
    monkeypatch.setattr(module, "apart", lambda work, *arguments: work(*arguments))
    monkeypatch.setattr(module, "_ITERATIONS", 200)
    monkeypatch.setattr(importlib.import_module("policy_alone_learners"), "_PACED", 11)
    return module


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    words = f"--stops 5 --seconds 0.5 --instances 3 --out {tmp_path}"
    return words.split()


def rows(printed: str) -> Iterator[str]:
    """Tables but for what they say of times."""
    return (line for line in printed.split("| ms an instance")[0].splitlines() if line[:1] == "|")


def test_without_rl4co_ours_learn_alone_and_only_once(
    alone: ModuleType,
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(alone, "find_spec", lambda name: None)
    only = [*arguments, "--only", "rl4co", IMITATION]
    alone.main(only)
    printed = capsys.readouterr().out
    assert "rl4co is not installed (pip install 'vrp[rl4co]')" in printed
    names = [row.split(" | ")[0].strip("| ") for row in rows(printed)]
    assert names.count(IMITATION) == 2
    assert {f"{IMITATION}, by the engine", "savings"} <= set(names)
    (file,) = tmp_path.glob("*/sparse_imitation.json")
    found = json.loads(file.read_text())
    assert found["instances"] > 0
    assert {len(way["costs"]) for way in found["ways"].values()} == {3}
    # The engine runs the same weights: rounding alone may decide otherwise.
    native, torch = (sum(found["ways"][way]["costs"]) for way in ("native greedy", "greedy"))
    assert native == pytest.approx(torch, rel=0.1)
    best = json.loads((file.parent / "searched.json").read_text())
    assert all(
        cost >= least
        for way in found["ways"].values()
        for cost, least in zip(way["costs"], best, strict=True)
    )

    monkeypatch.setattr(alone, "attend", None)
    alone.main(only)
    again = capsys.readouterr().out
    assert list(rows(again)) == list(rows(printed))


def test_instances_are_uniform_whoever_learns_from_them(alone: ModuleType, tmp_path: Path) -> None:
    batch = alone.Course(20, 1.0, 0, tmp_path).draw(0, 200)
    assert set(batch.capacity.tolist()) == {30}
    assert set(batch.demands[:, 1:].unique().tolist()) == set(range(1, 10))
    for places in (batch.lat, batch.lon):
        assert float(places[:, 0].mean()) == pytest.approx(5000, abs=600)
        assert float(places[:, 1:].mean()) == pytest.approx(5000, abs=200)


def test_the_cheapest_rollout_counts(alone: ModuleType, tmp_path: Path) -> None:
    torch = importlib.import_module("torch")
    course = alone.Course(3, 1.0, 0, tmp_path)
    exam = alone.Exam.of(course, 1)
    plans = [[1, 0, 2, 0, 3, 0], [1, 2, 3, 0, 0, 0], [2, 1, 3, 0, 0, 0], [1, 3, 2, 0, 0, 0]]
    best = alone._best(exam.batch, torch.tensor([plans]))
    costs = [
        exam.checked(0, alone.solution_of(exam.instances[0], actions))
        for actions in [*plans, *best.tolist()]
    ]
    assert costs[-1] == min(costs) == exam.costs[0]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("slug", ["pomo", "attention_model"])
def test_theirs_learn_and_plan_the_same_instances(
    alone: ModuleType, arguments: list[str], tmp_path: Path, slug: str
) -> None:
    pytest.importorskip("rl4co", reason="rl4co is not installed: pip install 'vrp[rl4co]'")
    (learner,) = (one for one in alone.LEARNERS if one.slug == slug)
    course = alone.Course(5, 0.5, 0, tmp_path)
    found = alone.examine(learner.learn(course), alone.Exam.of(course, 3))
    assert set(found) == set(alone.WAYS)
    assert all(len(way["costs"]) == 3 for way in found.values())
