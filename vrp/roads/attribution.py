"""Whom to name wherever something made of their data is shown."""

from __future__ import annotations

__all__ = ["join_attributions"]


def join_attributions(*attributions: str) -> str:
    """Name everybody that any of these names, once; empty for nobody.

    Parameters
    ----------
    attributions
        In the order in which they are to be named; empty ones are passed over.
    """
    return "; ".join(dict.fromkeys(filter(None, attributions)))
