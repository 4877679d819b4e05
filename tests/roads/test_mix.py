"""What is minimised, as users write it."""

from __future__ import annotations

import pytest

from vrp.errors import ReadError
from vrp.roads.mix import Mix


@pytest.mark.parametrize(
    ("text", "weights", "shown"),
    [
        ("eco", {"eco": 1}, "eco"),
        (" Duration ", {"duration": 1}, "duration"),
        ("3*distance", {"distance": 1}, "distance"),
        ("0.7*duration+0.3*eco", {"duration": 0.7, "eco": 0.3}, "0.7·duration + 0.3·eco"),
        (
            "2*duration + distance",
            {"duration": 2 / 3, "distance": 1 / 3},
            "0.667·duration + 0.333·distance",
        ),
        ("1*duration+0*eco", {"duration": 1}, "duration"),
    ],
)
def test_weights_are_shares(text: str, weights: dict[str, float], shown: str) -> None:
    mix = Mix.parse(text)
    assert mix.weights == pytest.approx(weights)
    assert str(mix) == shown
    assert mix.only == (next(iter(weights)) if len(weights) == 1 else None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no measure and no mix, expected distance, duration, eco"),
        ("tolls", "there is no measure 'tolls'"),
        ("0.5*duration+0.5*duration", "has duration twice"),
        ("0*eco", "no measure has a weight above 0"),
        ("-1*eco", "the weight of eco is -1.0"),
        ("1e999*eco", "the weight of eco is inf"),
        ("1.2.3*eco", "'1.2.3' is no weight"),
        ("eco*3", "is no measure and no mix"),
    ],
)
def test_what_is_no_mix_is_refused(text: str, message: str) -> None:
    with pytest.raises(ReadError, match=message.replace("*", r"\*")):
        Mix.parse(text)


def test_equal_mixes_have_equal_hashes() -> None:
    assert hash(Mix({"eco": 1, "duration": 1})) == hash(Mix({"duration": 2, "eco": 2}))
    assert len({Mix.parse("eco"), Mix({"eco": 3}), Mix.parse("distance")}) == 2
