"""What tests of readers may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from csv_files import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_text(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_text
