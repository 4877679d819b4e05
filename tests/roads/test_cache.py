"""Networks kept from one run to the next."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from network_equality import differing_fields
from osm_text import ROW, osm_xml, street

from vrp.errors import RoadError
from vrp.roads import cache as cache_module
from vrp.roads.cache import cached_network, user_cache
from vrp.roads.network import RoadNetwork
from vrp.roads.profile import Profile
from vrp.roads.profiles import CAR
from vrp.roads.warning import RoadWarning

TEXT = osm_xml(ROW, [([1, 2, 3], street(name="São João")), ([2, 4], street(oneway="yes"))])


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "roads.osm"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "here"


def read(extract: Path, folder: Path | None, profile: str | Profile = "car") -> RoadNetwork:
    return RoadNetwork.from_osm(extract, profile=profile, cache=folder)


def refuse() -> RoadNetwork:
    raise AssertionError("the network is built although it is kept")


def test_what_is_kept_is_what_was_built(extract: Path, folder: Path) -> None:
    built = read(extract, folder)
    kept = cached_network(extract, CAR, folder, refuse)
    assert differing_fields(built, kept) == []
    assert not kept.length_dm.flags.writeable
    assert len(list(folder.iterdir())) == 1


def test_elevations_are_kept(extract: Path, folder: Path) -> None:
    flat = read(extract, None)
    heights = np.array([np.nan, *range(flat.n_nodes - 1)], np.float32)
    hilly = replace(flat, elevation_m=heights, cache=folder)
    cached_network(extract, CAR, folder, lambda: hilly)
    assert differing_fields(hilly, cached_network(extract, CAR, folder, refuse)) == []


def test_the_content_counts_and_not_the_name(extract: Path, folder: Path) -> None:
    read(extract, folder)
    renamed = extract.rename(extract.with_name("city.osm"))
    assert cached_network(renamed, CAR, folder, refuse).source == "roads of city.osm (car)"


def test_another_content_is_read_anew(extract: Path, folder: Path) -> None:
    read(extract, folder)
    extract.write_text(osm_xml(ROW, [([1, 2], street())]))
    assert read(extract, folder).n_edges == 2
    assert len(list(folder.iterdir())) == 2


def test_profiles_are_kept_apart_even_by_one_name(extract: Path, folder: Path) -> None:
    slow = replace(CAR, slowdown=2.0)
    networks = [read(extract, folder, profile) for profile in ("car", "foot", slow)]
    assert len(list(folder.iterdir())) == 3
    again = read(extract, folder, slow)
    assert differing_fields(networks[2], again) == []
    assert differing_fields(networks[0], again) == ["duration_ms"]


def test_a_profile_may_have_any_name(extract: Path, folder: Path) -> None:
    read(extract, folder, replace(CAR, name="../my car: red"))
    (kept,) = folder.iterdir()
    assert kept.name.startswith("roads--my-car-red-")


def test_another_version_of_the_filters_reads_anew(
    extract: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(extract, folder)
    monkeypatch.setattr(cache_module, "FILTER_VERSION", 1_000_000)
    read(extract, folder)
    assert len(list(folder.iterdir())) == 2


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _other(_: bytes) -> bytes:
    return b"id,lat,lon\n"


def _empty(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [_cut, _other, _empty])
def test_damaged_files_are_replaced_with_a_warning(
    extract: Path, folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    built = read(extract, folder)
    (kept,) = folder.iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    with pytest.warns(RoadWarning, match=rf"{kept.name}: is damaged and made anew"):
        again = read(extract, folder)
    assert differing_fields(built, again) == []
    assert differing_fields(built, cached_network(extract, CAR, folder, refuse)) == []


def test_no_flipped_byte_changes_a_network(extract: Path, folder: Path) -> None:
    built = read(extract, folder)
    (kept,) = folder.iterdir()
    content = kept.read_bytes()
    noticed = 0
    for place in range(0, len(content), 131):
        flipped = bytes([content[place] ^ 255])
        kept.write_bytes(content[:place] + flipped + content[place + 1 :])
        with warnings.catch_warnings(record=True, action="always") as caught:
            assert differing_fields(built, read(extract, folder)) == []
        noticed += len(caught)
    # Most of so small an archive is what surrounds the arrays.
    assert noticed > 15


def test_files_of_another_shape_are_damaged(extract: Path, folder: Path) -> None:
    built = read(extract, folder)
    (kept,) = folder.iterdir()
    with np.load(kept) as archive:
        arrays = dict(archive)
    for change in ({"head": arrays["head"] + 9}, {"unheard_of": arrays["head"]}):
        np.savez(kept, **arrays | change)
        with pytest.warns(RoadWarning, match="damaged"):
            assert differing_fields(built, read(extract, folder)) == []


def test_arrays_of_objects_are_never_unpickled(extract: Path, folder: Path) -> None:
    read(extract, folder)
    (kept,) = folder.iterdir()
    np.savez(kept, head=np.array([print], dtype=object))
    with pytest.warns(RoadWarning, match="allow_pickle"):
        read(extract, folder)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError("disk full")])
def test_an_interrupted_write_leaves_nothing(
    extract: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, interruption: BaseException
) -> None:
    def half_of_it(file: object, **_: object) -> None:
        file.write(b"PK")  # type: ignore[attr-defined]
        raise interruption

    monkeypatch.setattr(np, "savez", half_of_it)
    if isinstance(interruption, OSError):
        with pytest.warns(
            RoadWarning, match=r"cannot be written, so that roads\.osm is read again"
        ):
            assert read(extract, folder).n_edges == 5
    else:
        with pytest.raises(KeyboardInterrupt):
            read(extract, folder)
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_warned_about(extract: Path) -> None:
    with pytest.warns(RoadWarning, match="cannot be written"):
        assert read(extract, extract / "below a file").n_edges == 5


def test_errors_leave_nothing_in_the_cache(extract: Path, folder: Path) -> None:
    extract.write_text(TEXT[:-30], encoding="utf-8")
    with pytest.raises(RoadError, match=r"roads\.osm: is damaged"):
        read(extract, folder)
    extract.write_text(osm_xml(ROW, []))
    with pytest.raises(RoadError, match="holds no road"):
        read(extract, folder)
    with pytest.raises(RoadError, match=r"nowhere\.osm: cannot be read: No such file"):
        read(extract.with_name("nowhere.osm"), folder)
    assert not folder.exists()


def test_no_cache_writes_nothing(
    extract: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VRP_CACHE", str(tmp_path / "users"))
    read(extract, None)
    assert not (tmp_path / "users").exists()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        RoadNetwork.from_osm(extract)
    assert len(list((tmp_path / "users").iterdir())) == 1


def test_the_users_folder_follows_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("VRP_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert user_cache() == tmp_path / ".cache" / "vrp"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert user_cache() == tmp_path / "Library" / "Caches" / "vrp"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert user_cache() == tmp_path / "xdg" / "vrp"
    monkeypatch.setenv("VRP_CACHE", "~/mine")
    assert user_cache() == tmp_path / "mine"


def test_a_user_without_a_home_is_told_of_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for variable in ("VRP_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(Path, "home", missing)
    with pytest.raises(RoadError, match="in the variable VRP_CACHE"):
        user_cache()


@pytest.mark.parametrize("variable", ["VRP_CACHE", "XDG_CACHE_HOME"])
def test_the_home_of_a_user_that_there_is_not(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv("VRP_CACHE", raising=False)
    monkeypatch.setenv(variable, "~no-such-user/x")
    with pytest.raises(RoadError, match=f"the variable {variable} is '~no-such-user/x': there is"):
        user_cache()


def test_a_folder_that_may_not_be_entered_is_warned_about(
    extract: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path, **_: object) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", closed)
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.warns(RoadWarning):
        assert read(extract, folder).n_nodes > 0
