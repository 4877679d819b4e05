"""Solved instances in a file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from small_cities import small_city, small_history

from vrp.envs.city_tensors import CityTensors
from vrp.envs.examples import Examples, Recipe
from vrp.envs.generator_settings import GeneratorSettings
from vrp.envs.history import History
from vrp.errors import ReadError

CITY = small_city(20)
RECIPE = Recipe.of(CITY, GeneratorSettings(stops=3), seed=5, iterations=70)


def _examples(tours: list[list[int]]) -> Examples:
    count = len(tours)
    rng = np.random.default_rng(count)
    table = rng.integers(0, 20, (count, 4)).astype(np.int32)
    return Examples(
        recipe=RECIPE,
        points=table,
        demands=table + 1,
        capacity=table[:, 0] + 100,
        opens=table * 2,
        closes=table * 3,
        service=table * 4,
        tours=np.array(tours, dtype=np.int32),
        cost=np.arange(count, dtype=np.int64),
    )


TWO = _examples([[0, 2, 0, 1, 3, 0], [0, 3, 1, 2, 0, 0]])


def _arrays(examples: Examples) -> dict[str, Any]:
    return {name: value for name, value in vars(examples).items() if name != "recipe"}


def test_a_file_gives_the_examples_back(tmp_path: Path) -> None:
    TWO.save(tmp_path / "examples.npz")
    again = Examples.load(tmp_path / "examples.npz")
    assert again.recipe == RECIPE
    for name, values in _arrays(TWO).items():
        assert np.array_equal(getattr(again, name), values)
        assert getattr(again, name).dtype == values.dtype
    assert (len(again), again.n_stops, again.problem) == (2, 3, "acvrptw")
    assert (again.city_name, again.iterations) == ("small", 70)
    assert again.recipe.attribution == "nobody's"


def test_routes_are_those_of_the_tour() -> None:
    assert TWO.routes(0) == ((1,), (0, 2))
    assert TWO.routes(1) == ((2, 0, 1),)


@pytest.mark.parametrize("indices", [[1, 0], slice(None, None, -1), torch.tensor([1, 0])])
def test_batches_take_their_matrices_from_the_city(indices: Any) -> None:
    batch = TWO.batch(CITY, indices)
    for row, index in enumerate([1, 0]):
        pairs = np.ix_(TWO.points[index], TWO.points[index])
        assert np.array_equal(batch.distances[row], CITY.distances_m[pairs])
        assert np.array_equal(batch.durations[row], CITY.durations_s[pairs])
        assert np.array_equal(batch.service[row], TWO.service[index])
        assert int(batch.capacity[row]) == TWO.capacity[index]


def test_another_city_is_refused() -> None:
    with pytest.raises(ReadError, match="made of other matrices than those of small"):
        TWO.batch(small_city(20, seed=9), [0])
    with pytest.raises(ReadError, match=r"examples of small have point \d+, the city 2 points"):
        TWO.batch(CityTensors.of(small_city(2)), [0])


def test_examples_are_joined_behind_each_other() -> None:
    joined = TWO.joined(_examples([[0, 1, 0, 2, 0, 3, 0]]))
    assert len(joined) == 3
    assert joined.tours.tolist() == [
        [0, 2, 0, 1, 3, 0, 0],
        [0, 3, 1, 2, 0, 0, 0],
        [0, 1, 0, 2, 0, 3, 0],
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"points": np.zeros(4, dtype=int)}, r"points has shape \(4,\)"),
        ({"demands": np.zeros((2, 5), dtype=int)}, r"demands has shape \(2, 5\)"),
        ({"cost": np.zeros(2)}, "cost has shape .* and dtype float64"),
        ({"capacity": np.zeros(3, dtype=int)}, r"capacity has shape \(3,\)"),
        ({"tours": np.array([[0, 2, 1, 3], [0, 2, 1, 1]])}, r"tours\[1\] does not visit each of 3"),
        ({"tours": np.array([[2, 1, 3, 0], [0, 2, 1, 3]])}, r"tours\[0\] does not visit"),
        ({"tours": np.array([[0, 2, 1, 3], [-1, 2, 1, 3]])}, r"tours\[1\] does not visit"),
    ],
)
def test_arrays_that_do_not_go_together_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ReadError, match=message):
        replace(TWO, **change)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": np.array(2)}, "is a file of examples of version 2, expected 1"),
        ({"recipe": np.array("{")}, "make it again with 'vrp examples'"),
        ({"recipe": np.array("[]")}, "make it again with 'vrp examples'"),
        ({"tours": np.zeros((2, 6), dtype=int)}, r"tours\[0\] does not visit each of 3 stops"),
    ],
)
def test_files_of_something_else_are_refused(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    path = tmp_path / "examples.npz"
    TWO.save(path)
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, **(arrays | change))
    with pytest.raises(ReadError, match=rf"examples\.npz: .*{message}"):
        Examples.load(path)


def test_a_recipe_with_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "examples.npz"
    TWO.save(path)
    with np.load(path) as archive:
        arrays = dict(archive)
    recipe = json.loads(str(arrays["recipe"]))
    recipe["settings"]["weather"] = "rain"
    np.savez(path, **(arrays | {"recipe": np.array(json.dumps(recipe))}))
    with pytest.raises(ReadError, match="weather"):
        Examples.load(path)


def test_a_city_file_holds_no_examples(tmp_path: Path) -> None:
    CITY.save(tmp_path / "city.npz")
    with pytest.raises(ReadError, match=r"city\.npz: is no file of examples; make it again"):
        Examples.load(tmp_path / "city.npz")


def test_recipes_name_what_they_differ_in() -> None:
    other = Recipe.of(CITY, GeneratorSettings(stops=4, problem="acvrp"), seed=6, iterations=70)
    assert RECIPE.differences(RECIPE) == []
    assert RECIPE.differences(other) == [
        "seed is 5, expected 6",
        "problem is acvrptw, expected acvrp",
        "stops is 3, expected 4",
    ]
    assert "city" in RECIPE.differences(replace(RECIPE, city_fingerprint="0"))[0]


def test_days_of_another_history_are_another_recipe() -> None:
    history = small_history()
    heavier = replace(history, demands=history.demands + 1)

    def recipe(days: History, *, from_history: bool) -> Recipe:
        settings = GeneratorSettings(stops=3, from_history=from_history)
        return Recipe.of(replace(CITY, history=days), settings, seed=5, iterations=70)

    (text,) = recipe(history, from_history=True).differences(recipe(heavier, from_history=True))
    assert text == f"history is {history.fingerprint}, expected {heavier.fingerprint}"
    assert recipe(history, from_history=False) == recipe(heavier, from_history=False)


def test_files_of_before_do_not_tell_their_history(tmp_path: Path) -> None:
    city = replace(CITY, history=small_history())
    recipe = Recipe.of(city, GeneratorSettings(stops=3, from_history=True), seed=5, iterations=70)
    replace(_examples([[0, 3, 0, 1, 2]]), recipe=recipe).save(tmp_path / "e.npz")
    assert Examples.load(tmp_path / "e.npz").recipe == recipe
    with np.load(tmp_path / "e.npz") as file:
        arrays = dict(file)
    told = json.loads(str(arrays["recipe"]))
    del told["history_fingerprint"]
    np.savez(tmp_path / "old.npz", **{**arrays, "recipe": np.array(json.dumps(told))})
    (text,) = Examples.load(tmp_path / "old.npz").recipe.differences(recipe)
    assert text.startswith("history is not known, expected ")
