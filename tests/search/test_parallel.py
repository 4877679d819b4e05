"""What goes wrong on a thread of the engine reaches whoever called it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from command_line import REPOSITORY

_ENGINE = REPOSITORY / "vrp" / "search" / "engine"
_PROGRAM = """
#include "parallel.h"

#include <atomic>
#include <cstdio>
#include <stdexcept>

// Prints what is caught where the parts of four threads that the arguments name fail, and how many
// parts were finished.
int main(int, char** arguments) {
    std::atomic<int> finished{0};
    try {
        vrp::in_parallel(4, 8, [&](size_t begin, size_t) {
            for (char** argument = arguments + 1; *argument; ++argument)
                if (begin / 2 == static_cast<size_t>(**argument - '0'))
                    throw std::runtime_error(*argument);
            ++finished;
        });
        std::puts("nothing");
    } catch (const std::runtime_error& error) {
        std::puts(error.what());
    }
    std::printf("%d\\n", finished.load());
}
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which(os.environ.get("CXX") or "c++") or shutil.which("g++")
    if compiler is None:
        pytest.skip("no C++ compiler to build a loop of the engine with (see CXX)")
    folder = tmp_path_factory.mktemp("parallel")
    (folder / "loop.cpp").write_text(_PROGRAM)
    flags = ("-std=c++20", "-pthread", f"-I{_ENGINE}")
    subprocess.run([compiler, *flags, folder / "loop.cpp", "-o", folder / "loop"], check=True)
    return folder / "loop"


@pytest.mark.parametrize(
    ("failing", "caught"),
    [
        pytest.param([], "nothing", id="no thread fails"),
        pytest.param(["0"], "0", id="the calling thread fails"),
        pytest.param(["2"], "2", id="a helper fails"),
        pytest.param(["3", "1"], "1", id="several fail: the first counts"),
    ],
)
def test_a_failure_is_thrown_when_all_threads_are_done(
    program: Path, failing: list[str], caught: str
) -> None:
    ended = subprocess.run([program, *failing], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == [caught, str(4 - len(failing))]
