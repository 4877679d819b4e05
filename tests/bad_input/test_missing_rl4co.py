from __future__ import annotations

import importlib
import sys

import pytest

from vrp.errors import SolverError


def test_the_extra_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "vrp.envs.rl4co", raising=False)
    for name in ("rl4co.data.dataset", "rl4co", "tensordict"):
        monkeypatch.setitem(sys.modules, name, None)  # as if it were not installed
    with pytest.raises(SolverError, match=r"pip install 'vrp\[rl4co\]'"):
        importlib.import_module("vrp.envs.rl4co")
