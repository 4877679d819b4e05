"""rl4co's side of what is compared with it: its own environment, models and view of instances.

Needs ``pip install 'vrp[rl4co]'``: importing this takes a dozen seconds.
"""

from __future__ import annotations

import warnings

import torch
from torch import Tensor
from torch.optim import Optimizer
from torch.utils.data import DataLoader

from vrp.envs.batch import Batch

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from rl4co.envs import CVRPEnv
    from rl4co.models import POMO, AttentionModel
    from rl4co.utils.ops import batchify, unbatchify
    from tensordict import TensorDict

__all__ = ["CVRPEnv", "TensorDict", "Trainee", "batchify", "observed"]

_CLIP = 1.0
#: Instances that baselines are compared on, and those that are looked at together.
_HELD_OUT, _TOGETHER = 500, 250


def observed(batch: Batch, square_m: int) -> TensorDict:
    """Instances of our capacitated problem on a square, as rl4co's environment takes them."""
    points = torch.stack((batch.lat, batch.lon), -1).float() / square_m
    return TensorDict(
        {
            "depot": points[:, 0],
            "locs": points[:, 1:],
            "demand": batch.demands[:, 1:] / batch.capacity[:, None],
        },
        [len(batch)],
        device=batch.device,
    )


class Trainee:
    """A model of theirs as it comes, trained without Lightning's loop.

    Parameters
    ----------
    n_stops
        Of the instances of its environment; solutions are not checked, to its advantage.
    kind
        ``pomo``: as many starts as stops share a baseline, or ``rollout``: the attention model of
        Kool et al. (2019) with a greedy rollout of its former self as the baseline.
    options
        For the model, such as ``optimizer_kwargs``.
    """

    def __init__(self, n_stops: int, kind: str = "pomo", **options: object) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.env = CVRPEnv(generator_params={"num_loc": n_stops}, check_solution=False)
            made = {"pomo": POMO, "rollout": AttentionModel}[kind]
            self.model = made(self.env, **options)
        self.model.log_metrics = lambda *_, **__: {}  # into Lightning's loop: there is none
        optimiser = self.model.configure_optimizers()
        self.optimiser: Optimizer = optimiser if isinstance(optimiser, Optimizer) else optimiser[0]

    @property
    def parameters(self) -> int:
        return sum(weight.numel() for weight in self.model.policy.parameters())

    def step(self, drawn: TensorDict) -> None:
        """Learn from some instances."""
        loss = self.model.training_step(drawn, 0)["loss"]
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), _CLIP)
        self.optimiser.step()

    def begin(self, seed: int, held_out: int = _HELD_OUT) -> None:
        """Make what Lightning makes before the first epoch: instances to compare baselines on."""
        torch.manual_seed(seed)
        self._held_out = held_out
        self.model.baseline.setup(
            self.model.policy, self.env, batch_size=_TOGETHER, device="cpu", dataset_size=held_out
        )

    def end_epoch(self, number: int) -> None:
        """Renew the baseline, if there is one to renew and the policy has become better."""
        self.model.baseline.epoch_callback(
            self.model.policy,
            self.env,
            batch_size=_TOGETHER,
            device="cpu",
            epoch=number,
            dataset_size=self._held_out,
        )
        self.model.train()

    def with_baseline(self, drawn: TensorDict) -> TensorDict:
        """Add what the baseline says of instances, as Lightning's loop does for whole epochs."""
        wrapped = self.model.baseline.wrap_dataset(
            self.env.dataset_cls(drawn), self.env, batch_size=len(drawn), device="cpu"
        )
        return next(iter(DataLoader(wrapped, len(drawn), collate_fn=wrapped.collate_fn)))

    @torch.inference_mode()
    def rollouts(self, decode_type: str, count: int, drawn: TensorDict) -> Tensor:
        """Locations that rollouts drive to, int64 of shape (B, count, T)."""
        many = {"num_samples" if decode_type == "sampling" else "num_starts": count}
        self.model.eval()
        found = self.model.policy(
            self.env.reset(drawn.clone()),  # which changes what it is given
            self.env,
            phase="test",
            decode_type=decode_type,
            **(many if count > 1 else {}),
        )["actions"]
        return found[:, None] if count == 1 else unbatchify(found, count)
