"""The engine under a magnifying glass: every change of a plan is compared with a full evaluation.

One build with debug checks, AddressSanitizer and UndefinedBehaviorSanitizer in ``build/``, made
anew only when the engine changes, then fuzzed over every mix of features in a process of its own.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import REPOSITORY

_BUILD = REPOSITORY / "build" / "engine_debug"
#: ``make fuzz`` takes thousands.
_INSTANCES = int(os.environ.get("VRP_FUZZ_INSTANCES", "240"))


@pytest.fixture(scope="module")
def compiler() -> str:
    if not sys.platform.startswith("linux"):
        pytest.skip("the sanitizers' runtime is preloaded on Linux only")
    found = shutil.which(os.environ.get("CXX") or "g++")
    if found is None:
        pytest.skip("no C++ compiler to build the engine with (see CXX)")
    return found


@pytest.fixture(scope="module")
def preloaded(compiler: str) -> str:
    """What must be in the process before Python: the sanitizer, and the library whose throw it
    intercepts."""
    libraries = [_library(compiler, name) for name in ("libasan.so", "libstdc++.so")]
    return " ".join(map(str, libraries))


@pytest.fixture(scope="module")
def extension(compiler: str, preloaded: str) -> Path:
    """The debug build of the engine."""
    cmake, ninja = _tool("cmake"), _tool("ninja")
    if importlib.util.find_spec("nanobind") is None:
        pytest.skip("nanobind is not installed (pip install '.[test]')")
    options = {
        "CMAKE_MAKE_PROGRAM": ninja,
        "CMAKE_CXX_COMPILER": compiler,
        # No flags of a build type: nanobind compiles faster without, the engine has its own.
        "CMAKE_BUILD_TYPE": "Debug",
        "CMAKE_CXX_FLAGS_DEBUG": "",
        "Python_EXECUTABLE": sys.executable,
        "VRP_DEBUG_CHECKS": "ON",
        "VRP_SANITIZE": "ON",
    }
    defined = [f"-D{name}={value}" for name, value in options.items()]
    _BUILD.mkdir(parents=True, exist_ok=True)
    with _locked(_BUILD / ".lock"):
        _run(
            [cmake, "-S", REPOSITORY, "-B", _BUILD, "-G", "Ninja", "--log-level=WARNING", *defined]
        )
        _run([cmake, "--build", _BUILD])
    (built,) = _BUILD.glob("_engine.*.so")
    return built


def test_every_change_is_as_predicted_and_no_sanitizer_complains(
    extension: Path, preloaded: str
) -> None:
    program = REPOSITORY / "tests" / "engine_fuzz.py"
    ended = subprocess.run(
        [sys.executable, program, extension, "0", str(_INSTANCES)],
        env=os.environ
        | {
            "LD_PRELOAD": preloaded,
            # Python frees little at its end.
            "ASAN_OPTIONS": "detect_leaks=0",
            "UBSAN_OPTIONS": "print_stacktrace=1",
            "PYTHONPATH": str(REPOSITORY),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    print(ended.stdout, end="")
    said = re.fullmatch(r"(\d+) instances, (\d+) iterations, no problem\n", ended.stdout)
    assert said is not None
    assert int(said[1]) == _INSTANCES
    assert int(said[2]) > 300 * _INSTANCES


def _library(compiler: str, name: str) -> Path:
    path = Path(_run([compiler, f"-print-file-name={name}"]).strip())
    if not path.is_absolute():
        pytest.skip(f"{compiler} has no {name}: the sanitizers cannot be preloaded")
    return path


def _tool(name: str) -> str:
    beside_python = str(Path(sys.executable).parent)
    found = shutil.which(name, path=os.pathsep.join([beside_python, os.environ.get("PATH", "")]))
    if found is None:
        pytest.skip(f"{name} is not installed (pip install '.[test]')")
    return found


def _run(arguments: list[str | Path]) -> str:
    ended = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold off other runs of the tests."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
