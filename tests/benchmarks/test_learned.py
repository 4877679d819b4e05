"""The benchmark of what learning adds: that it runs to its end, and goes on where it was."""

from __future__ import annotations

import csv
import importlib
from pathlib import Path
from types import ModuleType

import pytest
from random_policies import save_random_policy
from small_cities import small_city

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
STARTS = ("savings", "auto", "policy", "policy+guidance")


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("learned")


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    city, policy = tmp_path / "small.npz", tmp_path / "city.safetensors"
    small_city().save(city)
    save_random_policy(policy, "acvrptw")
    words = f"{city} --policies {policy} --csv {tmp_path / 'results' / 'learned.csv'}"
    sizes = "--instances 2 --sizes 20 --budgets 0.5 --reference-ms 2 --threads 1"
    return [*words.split(), *sizes.split(), "--starts", *STARTS]


def rows(arguments: list[str]) -> list[dict[str, str]]:
    path = Path(arguments[arguments.index("--csv") + 1])
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_start_that_a_policy_covers_runs_once(
    learned: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert learned.main(arguments) == 0
    made = rows(arguments)
    starts = [row["start"] for row in made if row["problem"] == "acvrptw"]
    assert sorted(starts) == sorted(2 * [*STARTS, "reference", "greedy", "best of 8"])
    assert {row["start"] for row in made if row["problem"] == "acvrp"} == {
        "reference",
        "savings",
        "auto",
    }
    guided = {row["start"] for row in made if row["guided"] != "0"}
    assert guided == {"policy+guidance"}
    printed = capsys.readouterr().out
    assert "ACVRPTW, small, threads: 1" in printed
    assert "not covered: there is no policy for acvrp" in printed
    assert "seeds 9000000 to 9000001" in printed.lower()


def test_what_is_there_is_not_run_again(
    learned: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert learned.main(arguments) == 0
    first = capsys.readouterr()
    made = rows(arguments)
    assert learned.main(arguments) == 0
    second = capsys.readouterr()
    assert rows(arguments) == made
    assert second.err.startswith("0 runs")

    def tables(text: str) -> list[str]:
        return [line for line in text.splitlines() if line.startswith("|")]

    assert tables(second.out) == tables(first.out)


def test_another_policy_adds_its_own_runs(
    learned: ModuleType, arguments: list[str], tmp_path: Path
) -> None:
    assert learned.main(arguments) == 0
    made = rows(arguments)
    other = tmp_path / "other.safetensors"
    save_random_policy(other, "acvrptw")
    assert (
        learned.main([str(other) if word.endswith(".safetensors") else word for word in arguments])
        == 0
    )
    added = rows(arguments)[len(made) :]
    assert {row["start"] for row in added} == {"greedy", "best of 8", "policy", "policy+guidance"}
    assert all(row["policy"].startswith("other@") for row in added)


def test_interrupted_keeps_all(
    learned: ModuleType,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    carry_out = learned.carry_out

    def interrupted(task, instance, policy):  # type: ignore[no-untyped-def]
        if task.start == "auto":
            raise KeyboardInterrupt
        return carry_out(task, instance, policy)

    monkeypatch.setattr(learned, "carry_out", interrupted)
    assert learned.main(arguments) == 130
    assert [row["start"] for row in rows(arguments)] == ["reference", "savings"]
    assert "| stops | ms per stop | n |" in capsys.readouterr().out
    monkeypatch.setattr(learned, "carry_out", carry_out)
    assert learned.main(arguments) == 0
    assert len(rows(arguments)) == 2 * (3 + 7)


def test_files_that_are_none(
    learned: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert learned.main(["missing.npz", *arguments[1:]]) == 2
    assert "missing.npz" in capsys.readouterr().err
