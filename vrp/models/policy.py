"""Policies by the name of their architecture, and their weights as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from vrp.models.settings import SparseSettings
from vrp.models.sparse import SparsePolicy

__all__ = ["Policy", "load_weights", "make_policy", "weights"]

Policy = SparsePolicy


def make_policy(settings: SparseSettings) -> Policy:
    """Make a policy with random weights, drawn from torch's global random numbers.

    Parameters
    ----------
    settings
        Sizes of the network; their class decides about the architecture.
    """
    return SparsePolicy(settings)


def weights(policy: torch.nn.Module) -> dict[str, npt.NDArray[np.float32]]:
    """Copy the weights of a policy by their names, as :meth:`SparseSettings.shapes` lists them."""
    return {
        name: tensor.detach().to("cpu", torch.float32, copy=True).numpy()
        for name, tensor in policy.state_dict().items()
    }


def load_weights(policy: torch.nn.Module, tensors: Mapping[str, npt.NDArray[Any]]) -> None:
    """Copy weights into a policy of the same settings."""
    policy.load_state_dict({name: torch.tensor(array) for name, array in tensors.items()})
