"""Input that can be read only once, such as what another program writes into a pipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vrp.errors import ReadError

__all__ = ["reopenable"]


@contextmanager
def reopenable(path: Path) -> Iterator[Path]:
    """A file that may be opened several times: the path itself, or a copy of what a pipe holds.

    The copy has the pipe's name and lives as long as the context.

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
        yield copy
