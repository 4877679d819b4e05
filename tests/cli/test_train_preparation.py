"""Examples of several cities go to files of their own."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from vrp.cli import train_preparation
from vrp.cli.train_preparation import make_examples

pytest.importorskip("torch")


@pytest.mark.parametrize(
    ("cities", "names"),
    [
        (("a/city.npz", "b/town.npz"), ("city", "town")),
        (("a/city.npz", "b/city.npz"), ("city", "city-2")),
        (("a/city.npz", "b/city.npz", "city-2.npz"), ("city", "city-3", "city-2")),
        (("city.npz", "x/city.npz", "y/city.npz"), ("city", "city-2", "city-3")),
    ],
)
def test_cities_of_the_same_name_share_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cities: tuple[str, ...], names: tuple[str, ...]
) -> None:
    from vrp.train.settings import TrainSettings

    made: list[tuple[str, str]] = []

    def note(_: object, city: str, path: Path, *__: object) -> None:
        made.append((city, path.name))

    monkeypatch.setattr(train_preparation, "_make_file", note)
    settings = TrainSettings(cities=cities, stops=(20,))
    arguments = argparse.Namespace(out=tmp_path, examples=4)
    named = make_examples(arguments, settings, all_made=False)
    files = [f"examples_{name}_20.npz" for name in names]
    assert [Path(file).name for file in named.examples] == files
    assert [(city, f"examples_{n}_20.npz") for city, n in zip(cities, names, strict=True)] == [
        (city, file) for city, file in made if file.startswith("examples")
    ]
