"""Tables on standard output, as wide as they are."""

from __future__ import annotations

from rich.console import Console, RenderableType

__all__ = ["print_table"]

#: Lines of a screen: tables are not cut to it.
_HEIGHT = 25


def print_table(table: RenderableType, width: int) -> None:
    """Print a table that is made for so many columns, whatever the terminal has.

    Parameters
    ----------
    table
        What is printed.
    width
        Columns that it takes at most.
    """
    # Without a height, rich takes any terminal with TERM=dumb for one of 80 columns and cuts there.
    Console(width=width, height=_HEIGHT, highlight=False).print(table)
