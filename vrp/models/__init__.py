"""Policies: what they look at, how they score the next stop, and where their weights are kept.

Nothing here imports torch: :mod:`vrp.models.settings` and :mod:`vrp.models.checkpoint` are for all,
the other modules for whoever trains.
"""
