"""Whoever looks a public name up finds what it takes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

import vrp

#: Where users import from.
_MODULES = (
    "vrp",
    "vrp.baselines",
    "vrp.compare",
    "vrp.instance",
    "vrp.policy",
    "vrp.read.csv",
    "vrp.read.json",
    "vrp.read.solution",
    "vrp.read.vrplib",
    "vrp.reasons",
    "vrp.report",
    "vrp.roads",
    "vrp.roads.edge_costs",
    "vrp.roads.mix",
    "vrp.roads.profile",
    "vrp.schedule",
    "vrp.solution",
    "vrp.solver",
)
_WITH_TORCH = (
    "vrp.envs.batch",
    "vrp.envs.city",
    "vrp.envs.environment",
    "vrp.envs.examples",
    "vrp.envs.generator",
    "vrp.envs.instances",
    "vrp.envs.rollout",
    "vrp.models.checkpoint",
    "vrp.models.settings",
    "vrp.train.settings",
)
_SECTION = re.compile(r"^(Parameters|Attributes)\n-+\n(.*?)(?=^\w+\n-+\n|\Z)", re.M | re.S)


def _documented(text: str) -> set[str]:
    """Names that have an entry among the parameters."""
    entries = (
        line.partition(" :")[0]
        for _, section in _SECTION.findall(text)
        for line in section.splitlines()
        if line and not line.startswith(" ")
    )
    return {name.strip(" *") for entry in entries for name in entry.split(",")}


def _taken(thing: Any) -> list[str]:
    """What a class is made of, or a function is called with."""
    if isinstance(thing, type):
        if is_dataclass(thing):
            return [field.name for field in fields(thing) if field.init]
        return list(getattr(thing, "_fields", ()))
    parameters = inspect.signature(thing).parameters
    return [name for name in parameters if name not in ("self", "cls")]


def _public(module: str) -> Iterator[tuple[str, Any]]:
    """Classes and functions of a module, with the methods of the classes."""
    loaded = import_module(module)
    for name in getattr(loaded, "__all__"):  # noqa: B009
        thing = vars(loaded)[name] if name in vars(loaded) else getattr(loaded, name)
        if not inspect.isclass(thing) and not inspect.isfunction(thing):
            continue
        yield name, thing
        for method, value in vars(thing).items() if inspect.isclass(thing) else ():
            function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
            if inspect.isfunction(function) and not method.startswith("_"):
                yield f"{name}.{method}", function


@pytest.mark.parametrize("module", [*_MODULES, *_WITH_TORCH])
def test_public_names_say_what_they_take(module: str) -> None:
    if module in _WITH_TORCH and find_spec("torch") is None:
        pytest.skip("torch is not installed: pip install 'vrp[train]'")
    silent = {}
    for name, thing in _public(module):
        text = inspect.cleandoc(thing.__doc__ or "")
        missing = [one for one in _taken(thing) if one not in _documented(text)]
        if missing or not text:
            silent[name] = missing
    assert not silent


def test_what_is_silent_is_found() -> None:
    assert _documented(inspect.cleandoc(vrp.Route.__doc__ or "")) == {"vehicle", "stops", "reloads"}
    assert _documented("Text.\n\nRaises\n------\nReadError\n    Always.") == set()
    assert _taken(vrp.Visit)[:2] == ["stop", "arrival_s"]
    assert "vrp.evaluate" not in dict(_public("vrp"))
    assert "Solution.check" in dict(_public("vrp"))
