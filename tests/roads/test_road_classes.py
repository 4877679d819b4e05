"""Classes of roads."""

from __future__ import annotations

from vrp.roads.road_classes import ROAD_CLASSES, road_class_number


def test_every_class_has_its_number() -> None:
    assert [road_class_number(name) for name in ROAD_CLASSES] == list(range(len(ROAD_CLASSES)))
    assert len(ROAD_CLASSES) < 256


def test_unknown_classes_are_other_and_unclassified_roads_are_what_they_are() -> None:
    assert ROAD_CLASSES[road_class_number("escape")] == "other"
    assert ROAD_CLASSES[road_class_number("")] == "other"
    assert ROAD_CLASSES[road_class_number("road")] == "unclassified"
