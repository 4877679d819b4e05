"""Matrices too large for one question: cut into blocks of rows and columns, asked a few at once."""

from __future__ import annotations

import math
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from vrp.roads.http_client import AnswerError
from vrp.roads.matrices import LonLat

__all__ = [
    "Block",
    "DivisibleError",
    "Question",
    "Table",
    "TooBigError",
    "ask_all",
    "ask_in_parts",
    "tile",
]

Item = TypeVar("Item")
Reply = TypeVar("Reply")


class DivisibleError(AnswerError):
    """The server refuses a block as a whole, but may answer for parts of it."""


class TooBigError(DivisibleError):
    """The server takes no block of this size."""


class Block(NamedTuple):
    """Some consecutive rows (from) and columns (to) of a matrix."""

    rows: range
    columns: range

    @property
    def pairs(self) -> int:
        """Number of entries."""
        return len(self.rows) * len(self.columns)

    def halves(self) -> tuple[Block, Block]:
        """Cut across its longer side; it must have at least two entries."""
        if len(self.rows) >= len(self.columns):
            middle = len(self.rows) // 2
            return (
                Block(self.rows[:middle], self.columns),
                Block(self.rows[middle:], self.columns),
            )
        middle = len(self.columns) // 2
        return Block(self.rows, self.columns[:middle]), Block(self.rows, self.columns[middle:])


class Question(NamedTuple):
    """A block, and the points of the whole matrix with what messages call them."""

    block: Block
    points: Sequence[LonLat]
    names: Sequence[str]

    @property
    def sources(self) -> Sequence[LonLat]:
        """Points of the block's rows."""
        return self.points[self.block.rows.start : self.block.rows.stop]

    @property
    def targets(self) -> Sequence[LonLat]:
        """Points of the block's columns."""
        return self.points[self.block.columns.start : self.block.columns.stop]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns that the answer must have."""
        return len(self.block.rows), len(self.block.columns)

    @property
    def same(self) -> bool:
        """Whether sources and targets are the same points."""
        return self.block.rows == self.block.columns

    def name(self, position: int) -> str | None:
        """Name of a point by its position among the sources, then the targets."""
        numbers = [*self.block.rows, *self.block.columns]
        return self.names[numbers[position]] if position < len(numbers) else None

    def __str__(self) -> str:
        """Say from where to where, in words fit for a message."""
        return f"from {self._ends(self.block.rows)} to {self._ends(self.block.columns)}"

    def _ends(self, numbers: range) -> str:
        first, last = self.names[numbers[0]], self.names[numbers[-1]]
        return first if len(numbers) == 1 else f"{len(numbers)} points ({first} … {last})"


class Table(NamedTuple):
    """What a server answers for a block.

    Parameters
    ----------
    durations_s, distances_m : ndarray of float64, shape (rows, columns)
        NaN where there is no way.
    snapped_m : ndarray of float64, shape (rows,) or None
        Metres from each point of the rows to the road that it was put on; NaN where unknown.
    """

    durations_s: npt.NDArray[np.float64]
    distances_m: npt.NDArray[np.float64]
    snapped_m: npt.NDArray[np.float64] | None = None


def tile(n: int, *, max_pairs: int, max_side: int) -> list[Block]:
    """Cut an n × n matrix into blocks, as few as the limits allow and about equally large.

    Parameters
    ----------
    n
        Rows and columns, any number from 0.
    max_pairs
        Most entries of a block, at least 1.
    max_side
        Most rows, and most columns, of a block, at least 1.

    Returns
    -------
    list of Block
        Row by row; together they hold every entry once, and none is larger than the first.
    """
    if n == 0:
        return []
    best = (math.inf, math.inf, 0, 0)
    for bands in range(1, n + 1):
        rows = math.ceil(n / bands)
        columns = min(n, max_side, max_pairs // rows)
        if rows <= max_side and columns:
            across = math.ceil(n / columns)
            # A server works for each row and each column of a block: of as many blocks, the
            # squarest are answered soonest.
            best = min(best, (bands * across, rows + math.ceil(n / across), bands, across))
    rows_of, columns_of = _bands(n, best[2]), _bands(n, best[3])
    return [Block(rows, columns) for rows in rows_of for columns in columns_of]


def _bands(n: int, count: int) -> list[range]:
    """Split 0 … n - 1 into runs of equal length, the first ones longer by one where needed."""
    length, longer = divmod(n, count)
    starts = [band * length + min(band, longer) for band in range(count + 1)]
    return [range(start, end) for start, end in pairwise(starts)]


def ask_in_parts(block: Block, ask: Callable[[Block], Reply]) -> list[tuple[Block, Reply]]:
    """Ask for a block, and for its halves where it is refused as a whole, and so on.

    For a single pair, which has no halves, ``ask`` must not raise :class:`DivisibleError`.
    """
    try:
        return [(block, ask(block))]
    except DivisibleError:
        halves = block.halves()
    return [answer for half in halves for answer in ask_in_parts(half, ask)]


def ask_all(
    questions: Sequence[Item], ask: Callable[[Item], Reply], *, concurrency: int
) -> Iterator[tuple[int, Reply]]:
    """Ask questions from a few threads; yield each one's number and answer as they come.

    The first error ends it: it is raised here, and no further question is begun. The threads are
    daemons, so that a program that was told to stop does not wait for a slow server.
    """
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(questions)):
        waiting.put(number)
    done: queue.SimpleQueue[tuple[int, Reply] | BaseException] = queue.SimpleQueue()
    stopped = threading.Event()

    def work() -> None:
        while not stopped.is_set():
            try:
                number = waiting.get_nowait()
                done.put((number, ask(questions[number])))
            except queue.Empty:
                return
            except BaseException as error:  # whatever it is, the caller is to know
                done.put(error)
                return

    for _ in range(min(concurrency, len(questions))):
        threading.Thread(target=work, daemon=True).start()
    try:
        for _ in questions:
            answer = done.get()
            if isinstance(answer, BaseException):
                raise answer
            yield answer
    finally:
        stopped.set()
