"""What is written, and what is said when it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vrp.errors import VrpError

__all__ = ["OutputError", "check_writable", "prepare_directory", "writing"]


class OutputError(VrpError):
    """A directory or file that cannot be written to."""

    exit_code = 2


@contextmanager
def writing(out: Path, *, into: bool = False) -> Iterator[None]:
    """Say what could not be written, and why.

    Parameters
    ----------
    out
        The file.
    into
        It is a directory, in which a file could not be written.

    Raises
    ------
    OutputError
        In place of an :class:`OSError`, naming ``out``.
    """
    try:
        yield
    except OSError as error:
        what = f"to {out}" if into else out
        raise OutputError(f"cannot write {what}: {error.strerror}") from error


def check_writable(out: Path, inputs: Iterable[Path | str | None] = ()) -> None:
    """Find out now, not after the work, whether there is a directory for the file.

    Parameters
    ----------
    out
        The file.
    inputs
        Files that the command reads, if they are files: none of them is written over.

    Raises
    ------
    OutputError
        Naming the file.
    """
    problem = _problem_of(out) or (_is_among(out, inputs) and "the command reads it")
    if problem:
        raise OutputError(f"--output: cannot write {out}: {problem}")


def _problem_of(out: Path) -> str:
    try:
        if out.is_dir():
            return "is a directory"
        if out.exists() and not out.is_file():
            return "is a pipe or a device, which a file would take the place of"
        return "" if out.parent.is_dir() else "its directory does not exist"
    except OSError as error:  # in a directory that is closed to us, or a name that is too long
        return error.strerror or str(error)


def _is_among(out: Path, inputs: Iterable[Path | str | None]) -> bool:
    """Whether the file is there already and one of these, by whichever name."""
    return any(_is_same(out, path) for path in inputs if path is not None)


def _is_same(out: Path, path: Path | str) -> bool:
    try:
        return out.samefile(path)
    except OSError:  # one of them is not there, or no path at all
        return False


def prepare_directory(
    out: Path, files: Iterable[str] = (), inputs: Sequence[Path | str | None] = ()
) -> None:
    """Make the directory, and find out now, not after the work, whether it can be written to.

    Parameters
    ----------
    out
        The directory.
    files
        Names of what is going to be written to it.
    inputs
        Files that the command reads, if they are files: none of them is written over.

    Raises
    ------
    OutputError
        Naming the directory, or the file that cannot be written to it.
    """
    import tempfile  # which `vrp --help`, that comes past here, need not wait for

    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as error:
        # "File exists" alone would seem to ask for its removal.
        taken = isinstance(error, FileExistsError)
        problem = "is a file, expected a directory" if taken else error.strerror
        raise OutputError(f"--out: cannot write to {out}: {problem}") from error
    for path in (out / name for name in files):
        if path.is_dir():
            raise OutputError(f"--out: cannot write {path}: is a directory, expected a file")
        if _is_among(path, inputs):
            raise OutputError(
                f"--out: cannot write {path}: the command reads it, expected another directory"
            )
