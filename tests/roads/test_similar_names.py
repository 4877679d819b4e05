"""Names that are spelt alike."""

from __future__ import annotations

import pytest

from vrp.roads.similar_names import SimilarNames

NAMES = SimilarNames(["haupt str", "happel str", "mill rd", "mill ln", "r santa catarina", "x"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("haubt str", ["haupt str", "happel str"]),
        ("mil rd", ["mill rd", "mill ln"]),
        ("r santa catrina", ["r santa catarina"]),
        ("xyzzy", []),
        ("", []),
    ],
)
def test_like(text: str, names: list[str]) -> None:
    assert NAMES.like(text) == names


def test_no_more_than_asked_for() -> None:
    assert NAMES.like("mill", most=1) == ["mill rd"]
    assert SimilarNames([]).like("mill") == []
