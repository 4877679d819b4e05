"""What every test may ask for."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Torch's threads wait for each other in loops, which takes minutes where tests share the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Tests assert no time, and some examples are solved by brute force. An instance shows itself in a
# line, so that what makes a failing one again is printed.
settings.register_profile("untimed", deadline=None, print_blob=True)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Networks of tests and of the programs that they run stay out of the user's cache."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VRP_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def heard_signals() -> None:
    """Tests run in the background or under ``nohup`` ignore signals, as would what they start."""
    defaults = {
        signal.SIGINT: signal.default_int_handler,
        signal.SIGTERM: signal.SIG_DFL,
        signal.SIGHUP: signal.SIG_DFL,
    }
    for number, default in defaults.items():
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, default)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public instances, from VRP_SHARED or beside the repository."""
    beside = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("VRP_SHARED", beside))
    if not folder.is_dir():
        pytest.skip(f"no public instances: {folder} is not a folder (see VRP_SHARED)")
    return folder
