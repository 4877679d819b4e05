"""Why a stop is on no route, and the smallest change that would put it on one."""

from vrp.reasons.explanation import Reason, explain

__all__ = ["Reason", "explain"]
