"""Tables are printed whole, whatever the terminal is."""

from __future__ import annotations

import pytest
from rich.table import Table

from vrp.cli.tables import print_table


@pytest.mark.parametrize("term", ["dumb", "xterm"])
@pytest.mark.parametrize("columns", ["40", "200"])
def test_a_table_is_as_wide_as_it_is_made_for(
    term: str, columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("TERM", term), ("COLUMNS", columns), ("FORCE_COLOR", "1")):
        monkeypatch.setenv(name, value)
    table = Table(*"ab", expand=True)
    for _ in range(60):
        table.add_row("left", "right")
    print_table(table, 100)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 60
    assert max(map(len, lines)) >= 100
    assert sum("right" in line for line in lines) == 60
