"""Quantities as people write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.roads.quantities import WALKING_KMH, parse_metres, parse_speed_kmh, parse_tonnes


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("50kmh", 50),
        ("50 kph", 50),
        ("7.5", 7.5),
        ("30 mph", 30 * 1.609344),
        ("30mph", 30 * 1.609344),
        ("30 MPH", 30 * 1.609344),
        ("10 knots", 18.52),
        (" 50 ", 50),
        ("50;30", 30),
        ("50; signals", 50),
        ("100|80|80", 80),
        ("none;120", 120),
        ("walk", WALKING_KMH),
        ("none", math.inf),
    ],
)
def test_speeds(text: str, kmh: float) -> None:
    assert parse_speed_kmh(text) == pytest.approx(kmh)


@pytest.mark.parametrize(
    "text", ["", "signals", "variable", "fast", "0", "-50", "50 furlongs", "5e"]
)
def test_what_is_no_speed(text: str) -> None:
    assert parse_speed_kmh(text) is None


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("3.5 m", 3.5),
        ("3.5m", 3.5),
        ("350 cm", 3.5),
        ("12'6\"", 3.81),
        ("12' 6\"", 3.81),
        ("12'", 3.6576),
        ("12 ft", 3.6576),
        ("12 ft 6 in", 3.81),
    ],
)
def test_lengths(text: str, metres: float) -> None:
    assert parse_metres(text) == pytest.approx(metres)


@pytest.mark.parametrize(
    ("text", "tonnes"),
    [
        ("7.5", 7.5),
        ("7,5 t", 7.5),
        ("7.5t", 7.5),
        ("3500 kg", 3.5),
        ("3500kg", 3.5),
        ("8 st", 7.2574779),
        ("16000 lbs", 7.2574779),
    ],
)
def test_weights(text: str, tonnes: float) -> None:
    assert parse_tonnes(text) == pytest.approx(tonnes)


@pytest.mark.parametrize("text", ["", "default", "none", "below_default", "no", "3.5 parsecs"])
def test_what_is_no_length_and_no_weight(text: str) -> None:
    assert parse_metres(text) is None
    assert parse_tonnes(text) is None


@given(st.text(alphabet=st.sampled_from("0123456789.,;|' \"kmphtft")))
def test_any_text_is_a_positive_quantity_or_nothing(text: str) -> None:
    speed, metres, tonnes = parse_speed_kmh(text), parse_metres(text), parse_tonnes(text)
    assert speed is None or speed > 0
    assert metres is None or metres >= 0
    assert tonnes is None or tonnes >= 0
