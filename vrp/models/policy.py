"""Policies by the name of their architecture, and their weights as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from vrp.models.dense import DensePolicy
from vrp.models.own import OwnPolicy
from vrp.models.settings import Settings, SparseSettings
from vrp.models.sparse import SparsePolicy

__all__ = ["Policy", "load_weights", "make_policy", "weights"]

Policy = SparsePolicy | DensePolicy | OwnPolicy


def make_policy(settings: Settings) -> Policy:
    """Make a policy with random weights, drawn from torch's global random numbers.

    Parameters
    ----------
    settings
        Sizes of the network; their class decides about the architecture.
    """
    if isinstance(settings, SparseSettings):
        return SparsePolicy(settings)
    return DensePolicy(settings)


def weights(policy: torch.nn.Module) -> dict[str, npt.NDArray[np.float32]]:
    """Copy the weights of a policy by their names, as the settings list them with their shapes.

    Parameters
    ----------
    policy
        A module of torch.
    """
    return {
        name: tensor.detach().to("cpu", torch.float32, copy=True).numpy()
        for name, tensor in policy.state_dict().items()
    }


def load_weights(
    policy: torch.nn.Module, tensors: Mapping[str, npt.NDArray[Any] | torch.Tensor]
) -> None:
    """Copy weights into a policy of the same settings.

    Parameters
    ----------
    policy
        A module of torch.
    tensors
        As :func:`weights` or ``state_dict()`` gives them.
    """
    # Arrays of a file cannot be written to, which torch only takes in as copies.
    policy.load_state_dict(
        {
            name: array if isinstance(array, torch.Tensor) else torch.tensor(array)
            for name, array in tensors.items()
        }
    )
