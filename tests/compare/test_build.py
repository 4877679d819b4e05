from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from vrp.compare import build


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package's sources."""
    copy = tmp_path / "vrp"
    sources = Path(build.__file__).parent.parent
    for folder in ("search", "baselines", "compare"):
        ignored = shutil.ignore_patterns("engine", "__pycache__", "*.so")
        shutil.copytree(sources / folder, copy / folder, ignore=ignored)
    monkeypatch.setattr(build, "_PACKAGE", copy)
    return copy


def builds() -> tuple[str, str]:
    build.build_of.cache_clear()
    return build.build_of("vrp"), build.build_of("pyvrp")


def test_the_same_code_is_the_same_build(package: Path) -> None:
    assert builds() == builds()


@pytest.mark.parametrize(
    ("file", "ours", "theirs"),
    [
        ("search/loop.py", True, False),
        ("baselines/pyvrp.py", False, True),
        ("compare/table.py", False, False),
    ],
)
def test_code_that_plans_depend_on_makes_another_build(
    package: Path, file: str, ours: bool, theirs: bool
) -> None:
    before = builds()
    with (package / file).open("a") as source:
        source.write("# another line\n")
    after = builds()
    assert (after[0] != before[0], after[1] != before[1]) == (ours, theirs)


def test_the_engine_is_part_of_it(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = builds()
    (tmp_path / "engine.so").write_bytes(b"other machine code")

    class Spec:
        origin = str(tmp_path / "engine.so")

    monkeypatch.setattr(build, "find_spec", lambda _: Spec())
    after = builds()
    assert after[0] != before[0]
    assert after[1] == before[1]


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    build.build_of.cache_clear()
