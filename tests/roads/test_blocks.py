"""Cutting a matrix into blocks, and asking for them a few at once."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.roads.blocks import (
    Block,
    DivisibleError,
    Question,
    TooBigError,
    ask_all,
    ask_in_parts,
    tile,
)


@given(n=st.integers(0, 60), max_pairs=st.integers(1, 4_000), max_side=st.integers(1, 70))
def test_blocks_hold_every_entry_once_and_keep_the_limits(
    n: int, max_pairs: int, max_side: int
) -> None:
    seen = np.zeros((n, n), dtype=int)
    blocks = tile(n, max_pairs=max_pairs, max_side=max_side)
    for block in blocks:
        seen[np.ix_(block.rows, block.columns)] += 1
        assert 0 < block.pairs <= min(max_pairs, blocks[0].pairs)
        assert max(len(block.rows), len(block.columns)) <= max_side
    assert (seen == 1).all()


@given(n=st.integers(1, 40), max_pairs=st.integers(1, 2_000), max_side=st.integers(1, 45))
def test_no_regular_cut_takes_fewer_blocks(n: int, max_pairs: int, max_side: int) -> None:
    fewest = min(
        -(-n // rows) * -(-n // columns)
        for rows in range(1, min(n, max_side) + 1)
        for columns in range(1, min(n, max_side) + 1)
        if rows * columns <= max_pairs
    )
    assert len(tile(n, max_pairs=max_pairs, max_side=max_side)) == fewest


@pytest.mark.parametrize(
    ("n", "max_pairs", "max_side", "sizes"),
    [
        (100, 10_000, 100, [(100, 100)]),
        (101, 10_000, 100, [(51, 51), (51, 50), (50, 51), (50, 50)]),
        (51, 2_500, 50, [(26, 26), (26, 25), (25, 26), (25, 25)]),
        (51, 2_500, 2_500, [(51, 26), (51, 25)]),
        (3, 1, 50, [(1, 1)] * 9),
    ],
)
def test_sizes_at_the_limits_of_servers(
    n: int, max_pairs: int, max_side: int, sizes: list[tuple[int, int]]
) -> None:
    blocks = tile(n, max_pairs=max_pairs, max_side=max_side)
    assert [(len(block.rows), len(block.columns)) for block in blocks] == sizes


@given(rows=st.integers(1, 9), columns=st.integers(1, 9), limit=st.integers(1, 30))
def test_halves_hold_every_entry_once(rows: int, columns: int, limit: int) -> None:
    def ask(block: Block) -> int:
        if block.pairs > limit:
            raise TooBigError
        return block.pairs

    seen = np.zeros((rows, columns), dtype=int)
    for block, pairs in ask_in_parts(Block(range(rows), range(columns)), ask):
        assert pairs == block.pairs <= limit
        seen[np.ix_(block.rows, block.columns)] += 1
    assert (seen == 1).all()


def test_a_single_pair_that_is_refused_does_not_hide_the_others() -> None:
    def ask(block: Block) -> int:
        if 2 in block.rows and 1 in block.columns and block.pairs > 1:
            raise DivisibleError
        return block.pairs

    parts = ask_in_parts(Block(range(4), range(4)), ask)
    assert (Block(range(2, 3), range(1, 2)), 1) in parts
    assert sum(pairs for _, pairs in parts) == 16


def test_blocks_are_named_by_their_points() -> None:
    names = [f"stop '{letter}'" for letter in "abcde"]
    points = [(0.0, 0.0)] * 5
    question = Question(Block(range(1, 4), range(4, 5)), points, names)
    assert str(question) == "from 3 points (stop 'b' … stop 'd') to stop 'e'"
    assert [question.name(position) for position in range(5)] == [*names[1:], None]


@pytest.mark.parametrize("concurrency", [1, 2, 7])
def test_every_question_is_answered(concurrency: int) -> None:
    answers = ask_all("abcdef", str.upper, concurrency=concurrency)
    assert sorted(answers) == list(enumerate("ABCDEF"))


def test_no_questions() -> None:
    assert list(ask_all([], str.upper, concurrency=2)) == []


def test_the_first_error_is_raised_and_ends_it() -> None:
    asked = []

    def ask(number: int) -> int:
        asked.append(number)
        if number == 3:
            raise ValueError("three")
        return number

    with pytest.raises(ValueError, match="three"):
        list(ask_all(range(100), ask, concurrency=1))
    assert asked == [0, 1, 2, 3]


def test_questions_stop_when_nobody_listens_any_more() -> None:
    go_on = threading.Event()
    asked = []

    def ask(number: int) -> int:
        asked.append(number)
        if number:
            go_on.wait(5)
        return number

    answers = ask_all(range(50), ask, concurrency=2)
    next(answers)
    answers.close()
    go_on.set()
    for thread in threading.enumerate():
        if thread.daemon and thread is not threading.current_thread():
            thread.join(5)
    assert len(asked) <= 4
