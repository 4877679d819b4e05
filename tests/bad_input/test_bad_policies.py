"""Policies that cannot be used, and options that contradict each other."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from command_line import Ended, call_in
from random_policies import save_random_policy

from vrp.models.tensor_file import read_tensors, write_tensors

STOPS = "id,lat,lon,demand\na,52.5,13.4,1\nb,52.51,13.41,1\nc,52.52,13.42,1\n"
OPTIONS = ("--vehicles", "3", "--capacity", "9", "--depot", "52.5,13.3", "--iterations", "10")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "mine.safetensors"
    save_random_policy(path, "acvrp")
    return path


@pytest.fixture
def older(policy: Path) -> Path:
    """As before weights had their card in them."""
    write_tensors(policy, read_tensors(policy)[0])
    edit_card(policy, sha256=hashlib.sha256(policy.read_bytes()).hexdigest())
    return policy


def edit_card(policy: Path, **changes: object) -> None:
    card = policy.with_suffix(".json")
    card.write_text(json.dumps(json.loads(card.read_text()) | changes))


def solve(tmp_path: Path, *options: str | Path) -> Ended:
    (tmp_path / "stops.csv").write_text(STOPS)
    return call_in(tmp_path, "solve", "stops.csv", *OPTIONS, *options)


def refused(ended: Ended) -> str:
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_the_policy_of_the_tests_is_a_good_one(tmp_path: Path, policy: Path) -> None:
    assert solve(tmp_path, "--policy", policy).returncode == 0


def test_no_such_policy(tmp_path: Path) -> None:
    assert "there is no checkpoint 'nobody'" in refused(solve(tmp_path, "--policy", "nobody"))


def test_weights_without_their_card(tmp_path: Path, older: Path) -> None:
    assert solve(tmp_path, "--policy", older).returncode == 0
    older.with_suffix(".json").unlink()
    said = refused(solve(tmp_path, "--policy", older))
    assert "weights are of no use without their card" in said


@pytest.mark.parametrize("length", [0, 7, 100, -1])
def test_damaged_weights(tmp_path: Path, policy: Path, length: int) -> None:
    policy.write_bytes(policy.read_bytes()[:length])
    assert f"{policy} is damaged" in refused(solve(tmp_path, "--policy", policy))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 99}, "is of format 99"),
        ({"problem": "acvrptw"}, "was trained for acvrptw, not for acvrp"),
        ({"architecture": "wide"}, "architecture 'wide' is unknown"),
        ({"settings": {"width": 7}}, "settings make no sparse policy"),
        ({"settings": {"layers": 3}}, "by the settings in its card"),
        ({"sha256": "0"}, "is the card of other weights"),
    ],
)
def test_cards_of_something_else(
    tmp_path: Path, older: Path, changes: dict[str, object], message: str
) -> None:
    edit_card(older, **changes)
    assert message in refused(solve(tmp_path, "--policy", older))


def test_an_instance_that_policies_do_not_know(tmp_path: Path, policy: Path) -> None:
    (tmp_path / "goods.csv").write_text(
        "id,lat,lon,demand,pickup\na,52.5,13.4,1,\nb,52.51,13.4,,2\n"
    )
    said = refused(call_in(tmp_path, "solve", "goods.csv", *OPTIONS, "--policy", policy))
    assert "the policy 'mine' cannot plan goods, which has a pickup at stop 'b'" in said
    assert "choose another --init" in said


def test_an_instance_that_savings_do_not_know(tmp_path: Path) -> None:
    (tmp_path / "prizes.csv").write_text("id,lat,lon,prize\na,52.5,13.4,1\n")
    said = refused(call_in(tmp_path, "solve", "prizes.csv", *OPTIONS, "--init", "savings"))
    assert "the construction 'savings' cannot model the prize of stop 'a'" in said


def test_options_that_contradict_each_other(tmp_path: Path, policy: Path) -> None:
    both = solve(tmp_path, "--policy", policy, "--init", "savings")
    assert "--policy: makes no plan while --init is savings" in refused(both)
    assert solve(tmp_path, "--out", "first").returncode == 0
    for options in (("--init", "auto"), ("--init", "random"), ("--policy", policy)):
        said = refused(solve(tmp_path, "--start", "first/solution.json", *options))
        assert f"{options[0]}: the first plan is that of --start" in said


@pytest.mark.parametrize("option", [("--init", "savings"), ("--policy", "general")])
def test_other_solvers_have_first_plans_of_their_own(
    tmp_path: Path, option: tuple[str, str]
) -> None:
    said = refused(solve(tmp_path, "--solver", "ortools", *option))
    assert f"{option[0]}: ortools makes its own first plan" in said


def test_unknown_inits(tmp_path: Path) -> None:
    said = refused(solve(tmp_path, "--init", "sweep"))
    assert "invalid choice: 'sweep'" in said
    assert "--init" in said
