"""Answers that are kept: by server and address, and never half of one."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from vrp.roads.address_cache import AddressCache
from vrp.roads.address_source import Found
from vrp.roads.warning import RoadWarning

FOUND = Found(51.38, -2.36, "street", "is known as a street alone: took a place on it")


def test_by_server_and_address(tmp_path: Path) -> None:
    cache = AddressCache("Photon at a", tmp_path)
    assert cache.get("Straße 1") is None
    cache.put("Straße 1", FOUND)
    assert AddressCache("Photon at a", tmp_path).get("Straße 1") == FOUND
    assert cache.get("Straße 2") is None
    assert AddressCache("Photon at b", tmp_path).get("Straße 1") is None


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"found": 5}', '{"found": {"lat": 5}}'])
def test_damage(tmp_path: Path, content: str) -> None:
    cache = AddressCache("Photon at a", tmp_path)
    cache.put("Mill Road 5", FOUND)
    (kept,) = (tmp_path / "addresses").iterdir()
    kept.write_text(content)
    with pytest.warns(RoadWarning, match=r"\.json: is damaged, so that 'Mill Road 5' is asked"):
        assert cache.get("Mill Road 5") is None
    cache.put("Mill Road 5", FOUND)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert cache.get("Mill Road 5") == FOUND


def test_the_cache_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VRP_CACHE", str(tmp_path))
    AddressCache("Photon at a").put("Mill Road 5", FOUND)
    assert len(list((tmp_path / "addresses").glob("*.json"))) == 1
