"""Values of options that argparse cannot check by itself."""

from __future__ import annotations

import argparse

import pytest

from vrp.cli.values import existing_file


def test_a_file_that_may_not_be_looked_for_is_refused() -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="may not be read: File name too long"):
        existing_file("x" * 300)
