from __future__ import annotations

import os

import pytest
from small_instances import plain

from vrp.processors import usable_processors
from vrp.solver import solve


def test_python_knows_best_where_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "process_cpu_count", lambda: 3, raising=False)
    assert usable_processors() == 3


def test_else_those_count_that_the_process_may_run_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "process_cpu_count", raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {1, 4}, raising=False)
    assert usable_processors() == 2


def test_else_all_of_the_machine_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "process_cpu_count", raising=False)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert usable_processors() == 1


def test_a_search_has_a_thread_for_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    usable = (os.cpu_count() or 1) + 1
    monkeypatch.setattr(os, "process_cpu_count", lambda: usable, raising=False)
    assert solve(plain(1), iterations=10, time_limit=None).run.threads == usable
