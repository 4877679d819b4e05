"""Trained policies at work: plans to start a search from, without any framework."""

from vrp.policy.policy import Policy, load_policy

__all__ = ["Policy", "load_policy"]
