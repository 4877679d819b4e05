from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.errors import ReadError
from vrp.read.json_object import JsonObject, load_json

VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=2)


def object_of(value: Any, problems: list[str]) -> JsonObject:
    return JsonObject({"a": value}, "$", problems)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,\n}', r"a\.json, line 2, column 1: is not valid JSON"),
        ("", "line 1, column 1: is not valid JSON"),
        ("[1]", r"holds \[1\], expected a JSON object"),
        ('{"a":' + "[" * 100_000, "nested too deeply"),
        (r'{"\ud83d":' + "[" * 3000 + "]" * 3000 + "}", "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "more digits than can be read"),
    ],
)
def test_other_documents_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(ReadError, match=message):
        load_json(path)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"caf\ud83d", "caf\ufffd"),
        (r"\uDE00 at the front", "\ufffd at the front"),
        (r"\ud83d\ud83d\ude00", "\ufffd😀"),
        (r"\ud83d\ude00", "😀"),
        (r"\\ud83d", r"\ud83d"),
        ("é", "é"),
    ],
)
def test_halves_of_characters_are_replaced(tmp_path: Path, written: str, read: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'{{"{written}": [{{"a": "{written}"}}, 1.5, null]}}', encoding="utf-8")
    assert load_json(path) == {read: [{"a": read}, 1.5, None]}


@pytest.mark.parametrize(
    ("getter", "value", "expected"),
    [
        ("text", "b", "b"),
        ("text", 7, "7"),
        ("limit", 0, 0),
        ("limit", None, None),
        ("wholes", [1, 2], (1, 2)),
        ("wholes", None, None),
        ("texts", ["x"], ("x",)),
        ("place", [8.5, 49], (49, 8.5)),
        ("window", [0, 9], (0, 9)),
        ("windows", [[5, 9], [0, 3]], ((0, 3), (5, 9))),
    ],
)
def test_right_values(getter: str, value: Any, expected: Any) -> None:
    problems: list[str] = []
    assert getattr(object_of(value, problems), getter)("a") == expected
    assert not problems


@pytest.mark.parametrize(
    ("getter", "value", "expected"),
    [
        ("text", [], "a text"),
        ("limit", -1, "a whole number from 0 up"),
        ("limit", 1.5, "a whole number from 0 up"),
        ("limit", True, "a whole number from 0 up"),
        ("limit", float("inf"), "a whole number from 0 up"),
        ("wholes", [1, "2"], "a list of whole numbers from 0 up"),
        ("wholes", [-1], "a list of whole numbers from 0 up"),
        ("texts", [1], "a list of texts"),
        ("place", [49.0, 98.0], "[longitude, latitude]"),
        ("place", [49.0], "[longitude, latitude]"),
        ("place", [0, 10**400], "[longitude, latitude]"),
        ("place", [float("nan"), 0], "[longitude, latitude]"),
        ("window", [9, 0], "[start, end]"),
        ("windows", [9, 0], "a list of [start, end]"),
        ("child", 3, "an object"),
        ("children", {"b": 1}, "a list of objects"),
        ("children", [1], "an object"),
    ],
)
def test_wrong_values_are_noted_with_their_path(getter: str, value: Any, expected: Any) -> None:
    problems: list[str] = []
    getattr(object_of(value, problems), getter)("a")
    assert len(problems) == 1
    assert problems[0].startswith("$.a")
    assert f"expected {expected}" in problems[0]


def test_numbers_have_a_bound() -> None:
    problems: list[str] = []
    assert object_of(0, problems).number("a", 1.0) == 0
    assert object_of(0, problems).number("a", 1.0, positive=True) == 1
    assert object_of(101, problems).whole("a", 5, high=100) == 5
    assert problems == [
        "$.a is 0, expected a number greater than 0",
        "$.a is 101, expected a whole number from 0 to 100",
    ]


def test_paths_lead_through_children() -> None:
    problems: list[str] = []
    (_, second) = object_of([{}, {"b": {"c": "x"}}], problems).children("a")
    second.child("b").limit("c")
    assert problems == ['$.a[1].b.c is "x", expected a whole number from 0 up']


def test_unknown_and_unsupported_keys() -> None:
    problems: list[str] = []
    item = JsonObject({"a": 1, "b": 2, "setup": 5, "breaks": []}, "$", problems)
    item.refuse_other_than(("a",), {"setup": "time once", "breaks": "pauses"})
    assert problems == [
        "$.b is unknown, expected one of a",
        "$.setup (time once) is not supported",
    ]


@given(VALUES | st.lists(VALUES | st.lists(VALUES, max_size=3), max_size=3))
def test_no_value_breaks_a_getter(value: Any) -> None:
    problems: list[str] = []
    item = object_of(value, problems)
    for getter in ("text", "limit", "wholes", "texts", "place", "window", "windows", "children"):
        getattr(item, getter)("a")
    item.number("a", 1.0)
