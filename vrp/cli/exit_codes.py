"""What the exit codes of a command mean, for the end of its ``--help``."""

from __future__ import annotations

__all__ = ["exit_codes"]


def exit_codes(
    done: str,
    *,
    distances: bool = True,
    addresses: bool = False,
    none: str | None = None,
    interrupted: str | None = None,
) -> str:
    """List the exit codes of a command.

    Parameters
    ----------
    done, none, interrupted
        What 0, 4 and 129, 130 or 143 stand for; a command without ``none`` never ends with 4.
    distances
        Whether the command asks for distances, and may so end with 3.
    addresses
        Whether it asks for nothing but places of addresses, and may so end with 3.
    """
    signals = "interrupted by a closed terminal (SIGHUP), Ctrl-C or SIGTERM"
    codes = {
        "0": done,
        "1": "a defect of vrp, with the traceback to report it by",
        "2": "bad input, or output that cannot be written",
        "3": _without_answer(distances, addresses),
        "4": none,
        "129, 130, 143": "; ".join(filter(None, (signals, interrupted))),
    }
    return "exit codes:\n" + "".join(f"  {code}  {text}\n" for code, text in codes.items() if text)


def _without_answer(distances: bool, addresses: bool) -> str | None:
    if addresses:
        return "addresses could not be looked up"
    return "distances could not be had" if distances else None
