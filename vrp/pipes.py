"""Input that can be read only once, such as what another program writes into a pipe."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vrp.errors import ReadError, VrpError

__all__ = ["reopenable"]


@contextmanager
def reopenable(path: Path) -> Iterator[Path]:
    """A file that may be opened several times: the path itself, or a copy of what a pipe holds.

    The copy has the pipe's name and lives as long as the context. Errors and warnings about it that
    leave the context are about the pipe.

    Raises
    ------
    ReadError
        If the pipe cannot be read.
    """
    if not (path.is_fifo() or path.is_char_device()):
        yield path
        return
    # Imported when needed: hardly anybody does, and `import vrp` comes past here.
    import shutil
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="vrp-") as folder:
        copy = Path(folder, path.name)
        try:
            with path.open("rb") as pipe, copy.open("xb") as file:
                shutil.copyfileobj(pipe, file)
        except OSError as error:
            raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from error
        with _named(path, copy):
            yield copy


@contextmanager
def _named(pipe: Path, copy: Path) -> Iterator[None]:
    """Let errors and warnings name a pipe in place of its copy, of which its user knows nothing."""
    caught: list[warnings.WarningMessage] = []
    try:
        with warnings.catch_warnings(record=True) as caught:
            yield
    except (VrpError, Warning) as error:
        error.args = tuple(_renamed(str(text), copy, pipe) for text in error.args)
        if isinstance(error, ReadError):
            error.problems = tuple(_renamed(text, copy, pipe) for text in error.problems)
        raise
    finally:
        for warning in caught:
            text = _renamed(str(warning.message), copy, pipe)
            warnings.warn_explicit(text, warning.category, warning.filename, warning.lineno)


def _renamed(text: str, copy: Path, pipe: Path) -> str:
    return text.replace(str(copy), str(pipe))
