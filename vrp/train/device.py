"""What a run computes on."""

from __future__ import annotations

import os

import torch

from vrp.errors import ReadError

__all__ = ["choose_device"]


def choose_device(name: str, threads: int | None = None) -> torch.device:
    """Find a device by its name; of several GPUs, torchrun's processes get one each.

    Parameters
    ----------
    name
        As torch names it: ``cpu``, ``cuda``, ``cuda:1``.
    threads
        On a CPU; ``None`` leaves it to torch. Another number adds in another order, so that a run
        gives the same figures bit for bit with the same number only.

    Raises
    ------
    ReadError
        If there is no such device here.
    """
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        device = torch.device(name)
        if name == "cuda":
            device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        # What torch says at length is a list of all that there might be.
        reason = str(error).splitlines()[0].partition(". ")[0]
        raise ReadError(f"the device {name!r} cannot be used here: {reason}") from error
    if device.type == "cuda":
        torch.cuda.set_device(device)
    return device
