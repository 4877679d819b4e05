"""Making examples: kept as they come, never made twice, the same whoever makes them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from small_cities import small_city

import vrp
from vrp.envs import example_making
from vrp.envs.environment import environment
from vrp.envs.example_making import example_generator, make_examples
from vrp.envs.examples import Examples, Recipe
from vrp.envs.generator_settings import GeneratorSettings
from vrp.envs.instances import solution_of, to_instance
from vrp.envs.problems import PROBLEMS
from vrp.errors import ReadError
from vrp.instance import Instance
from vrp.solution import Solution

CITY = small_city(40)


def _recipe(problem: str = "acvrptw", stops: int = 8) -> Recipe:
    return Recipe.of(CITY, GeneratorSettings(problem=problem, stops=stops), seed=3, iterations=50)


def _solve(instance: Instance, seed: int) -> Solution:
    return vrp.solve(instance, time_limit=None, iterations=50, seed=seed, threads=1)


def _same(one: Examples, other: Examples) -> bool:
    names = [name for name in vars(one) if name != "recipe"]
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_costs_are_those_of_environments_and_checker(problem: str, tmp_path: Path) -> None:
    examples = make_examples(CITY, _recipe(problem), 3, tmp_path / "e.npz", _solve)
    batch = examples.batch(CITY, slice(None))
    env = environment(problem)
    state = env.reset(batch, 1)
    for actions in torch.from_numpy(examples.tours[:, 1:].astype(np.int64)).T:
        # Behind its end, a tour stays where it is.
        mask = env.mask(batch, state)[:, 0].gather(1, actions[:, None])[:, 0]
        assert (mask | state.done[:, 0]).all()
        state = env.step(batch, state, actions[:, None])
    assert state.done.all()
    assert env.cost(batch, state)[:, 0].tolist() == examples.cost.tolist()
    for index in range(3):
        instance = to_instance(batch, index)
        solution = solution_of(instance, examples.tours[index])
        solution.check(instance)
        assert solution.cost.total == examples.cost[index]


def test_what_is_there_is_kept_and_the_rest_made(tmp_path: Path) -> None:
    whole = make_examples(CITY, _recipe(), 5, tmp_path / "whole.npz", _solve)
    solved: list[int] = []

    def solve(instance: Instance, seed: int) -> Solution:
        solved.append(seed)
        return _solve(instance, seed)

    path, calls = tmp_path / "parts.npz", list[tuple[int, int]]()
    make_examples(CITY, _recipe(), 2, path, solve)
    assert len(Examples.load(path)) == 2
    parts = make_examples(
        CITY, _recipe(), 5, path, solve, progress=lambda done, total: calls.append((done, total))
    )
    assert solved == [3, 4, 5, 6, 7]
    assert calls == [(2, 5), (3, 5), (4, 5), (5, 5)]
    assert _same(whole, parts)
    assert _same(whole, Examples.load(path))


def test_more_than_asked_for_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "e.npz"
    make_examples(CITY, _recipe(), 3, path, _solve)
    before = path.stat().st_mtime_ns
    assert len(make_examples(CITY, _recipe(), 2, path, _solve)) == 3
    assert path.stat().st_mtime_ns == before


def test_examples_are_written_while_others_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example_making, "_KEEP_EVERY_S", -1.0)
    path, on_disk = tmp_path / "e.npz", list[int]()

    def progress(done: int, total: int) -> None:
        on_disk.append(len(Examples.load(path)) if path.exists() else 0)

    made = make_examples(CITY, _recipe(), 4, path, _solve, progress=progress)
    assert on_disk == [0, 0, 1, 2, 3]
    assert _same(made, Examples.load(path))


def test_threads_change_nothing(tmp_path: Path) -> None:
    alone = make_examples(CITY, _recipe(), 6, tmp_path / "one.npz", _solve)
    assert _same(alone, make_examples(CITY, _recipe(), 6, tmp_path / "three.npz", _solve, jobs=3))


def test_an_interrupted_search_is_no_example(tmp_path: Path) -> None:
    path = tmp_path / "e.npz"

    def solve(instance: Instance, seed: int) -> Solution:
        solution = _solve(instance, seed)
        return replace(solution, run=replace(solution.run, interrupted=seed == 3 + 2))

    with pytest.raises(KeyboardInterrupt):
        make_examples(CITY, _recipe(), 5, path, solve)
    assert len(Examples.load(path)) == 2
    assert len(make_examples(CITY, _recipe(), 5, path, _solve)) == 5


def test_an_error_keeps_what_was_made(tmp_path: Path) -> None:
    path = tmp_path / "e.npz"

    def solve(instance: Instance, seed: int) -> Solution:
        if seed == 3 + 3:
            raise RuntimeError("out of order")
        return _solve(instance, seed)

    with pytest.raises(RuntimeError, match="out of order"):
        make_examples(CITY, _recipe(), 5, path, solve, jobs=2)
    assert len(Examples.load(path)) == 3


def test_examples_of_another_recipe_are_not_mixed_in(tmp_path: Path) -> None:
    path = tmp_path / "e.npz"
    make_examples(CITY, _recipe(), 1, path, _solve)
    with pytest.raises(ReadError, match=r"e\.npz: holds other examples: stops is 8, expected 9"):
        make_examples(CITY, _recipe(stops=9), 2, path, _solve)


def test_every_example_has_random_numbers_of_its_own() -> None:
    first = {
        (seed, number): example_generator(seed, number).initial_seed()
        for seed in range(5)
        for number in range(200)
    }
    assert len(set(first.values())) == len(first)
    assert example_generator(1, 2).initial_seed() == first[1, 2]
