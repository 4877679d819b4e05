"""Signals that ask a program to stop."""

__all__ = ["SAME_PRESS_S"]

#: Signals so soon after the first one are the same wish to stop: ``timeout`` signals a program and
#: then its process group, and so the program twice.
SAME_PRESS_S = 0.5
