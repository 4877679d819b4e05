"""A real browser for pages, where there is one."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

__all__ = ["document_of", "value_in"]


def document_of(page: str, folder: Path) -> str:
    """The document after its scripts have run, without scripts and styles."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=1500"]
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [_browser(), *options, profile, "--dump-dom", file.as_uri()]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return re.sub(r"<(script|style).*?</\1>", "", run.stdout, flags=re.DOTALL)


def value_in(page: str, expression: str, folder: Path) -> Any:
    """What an expression is worth in a page that has been loaded; an error as a text."""
    script = (
        '<script>addEventListener("load", () => setTimeout(() => {'
        'let value; try { value = (() => (%s))(); } catch (error) { value = "" + error; }'
        'document.body.setAttribute("data-value", JSON.stringify(value)); }, 50));</script></body>'
    )
    document = document_of(page.replace("</body>", script % expression), folder)
    found = re.search(r'data-value="(.*?)"', document)
    assert found is not None, "the expression was not reached"
    return json.loads(html.unescape(found[1]))


def _browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("no Chromium or Chrome on the PATH to run the page with")
