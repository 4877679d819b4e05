"""Settings of runs: what is written is read, and what cannot be meant is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import REPOSITORY

from vrp.envs.generator import GeneratorSettings
from vrp.errors import ReadError
from vrp.models.settings import SparseSettings
from vrp.train.settings import TrainSettings, make_sizes, read_settings, write_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "run.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_keys_become_settings_and_paths_are_beside_the_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'cities = ["a.npz", "/b.npz"]\nlearning_rate = 1\nstops = [50, 100]\nwidth = 32\n',
    )
    settings, sizes = read_settings(path)
    assert settings.cities == (str(tmp_path / "a.npz"), "/b.npz")
    assert (settings.learning_rate, settings.stops) == (1.0, (50, 100))
    assert make_sizes("sparse", sizes) == SparseSettings(width=32)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    settings = TrainSettings(
        seed=7,
        cities=(str(tmp_path / 'a "city".npz'),),
        stops=(20, 30),
        from_history=True,
        distributions=GeneratorSettings(depot=3, clustered=(0.5, 1.0), window_widths_s=(3600,)),
    )
    sizes = SparseSettings(layers=1)
    write_settings(tmp_path / "run.toml", settings, sizes)
    read, given = read_settings(tmp_path / "run.toml")
    assert read == settings
    assert make_sizes(read.model, given) == sizes


def test_distributions_of_instances_are_keys_as_well(tmp_path: Path) -> None:
    text = 'problem = "acvrp"\ndepot = 7\ndemands = [2, 3]\nstops_per_route = [4, 5.5]\n'
    settings, _ = read_settings(written(tmp_path, text))
    assert settings.drawn(30) == GeneratorSettings(
        problem="acvrp", stops=30, depot=7, demands=(2, 3), stops_per_route=(4.0, 5.5)
    )
    assert settings.own_distributions() == {
        "depot": 7,
        "demands": [2, 3],
        "stops_per_route": [4.0, 5.5],
    }
    assert TrainSettings().own_distributions() == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("learnign_rate = 1", "the key learnign_rate is unknown: did you mean learning_rate?"),
        ("xyzzy = 1", r"the key xyzzy is unknown$"),
        ("[model]\nwidth = 3", r"has a section \[model\]: expected keys alone"),
        ("seed = ", "is no TOML"),
        ("seed = -1", "seed is -1, expected 0 to"),
        ("seed = true", "seed is True, expected a whole number"),
        ("seed = 1.5", "seed is 1.5, expected a whole number"),
        ("learning_rate = '1'", "learning_rate is '1', expected a number"),
        ("learning_rate = nan", "learning_rate is nan, expected 0 to 1"),
        ("from_history = 1", "from_history is 1, expected true or false"),
        ("cities = 'a'", "cities is 'a', expected a list"),
        ("stops = [100, 'a']", "stops is 'a', expected a whole number"),
        ("stops = []", "stops is empty"),
        ("stops = [0]", "stops is 0, expected 1 to 5000"),
        ("problem = 'cvrp'", "problem is 'cvrp', expected one of atsp, acvrp, acvrptw"),
        ("model = 'huge'", "model is 'huge', expected one of sparse"),
        ("model = 3", "model is 3, expected one of"),
        ("width = 10", "width is 10, expected a multiple of 16"),
        ("layers = 0", "layers is 0, expected a whole number, 1 or more"),
        ("imitation_steps = 0", "both 0: nothing to do"),
        ("starts = 1", "starts is 1, expected 2 to 1000"),
        ("clusterd = [0, 1]", "the key clusterd is unknown: did you mean clustered?"),
        ("distributions = 1", "the key distributions is unknown"),
        ("depot = 0.5", "depot is 0.5, expected a whole number"),
        ("demands = [1, 2.5]", "demands is 2.5, expected a whole number"),
        ("clustered = 0.5", "clustered is 0.5, expected a list"),
        ("clustered = [0, 2]", "clustered is 2.0, expected 0 to 1"),
        ("shift_s = [1000, 2000]", "shift_s has 1000, expected a multiple of 900 s"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as caught:
        read_settings(written(tmp_path, text))
    assert str(caught.value).startswith(str(tmp_path / "run.toml"))


def test_all_unknown_keys_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_settings(written(tmp_path, "aaa = 1\nbbb = 2\nccc = 3\n"))
    assert len(caught.value.problems) == 3


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.toml: cannot be read"):
        read_settings(tmp_path / "none.toml")


@pytest.mark.parametrize("path", sorted((REPOSITORY / "configs").glob("*.toml")), ids=str)
def test_the_configurations_shipped_can_be_read(path: Path) -> None:
    settings, sizes = read_settings(path)
    make_sizes(settings.model, sizes)


def test_a_folder_can_be_moved_with_the_files_in_it(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    settings = TrainSettings(cities=(str(tmp_path / "city.npz"),), examples=(str(old / "a.npz"),))
    write_settings(old / "settings.toml", settings, SparseSettings())
    old.rename(new)
    again, _ = read_settings(new / "settings.toml")
    assert again.cities == (str(tmp_path / "city.npz"),)
    assert again.examples == (str(new / "a.npz"),)
