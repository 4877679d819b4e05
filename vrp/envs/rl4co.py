"""The environments as rl4co knows them, so that its policies and algorithms train on our problems.

Needs ``pip install 'vrp[rl4co]'``: some ninety packages, so nothing else imports this module, and
the tests of this project skip what needs it where it is absent.

An environment has the name of rl4co's own one whose observations it gives, so that policies made
for that one work: ``atsp`` (MatNet), ``cvrp`` and ``cvrptw`` (the attention model and its kin).
Masks, steps and costs are those of :mod:`vrp.envs`, on the integers of the batch, which travel
along under ``instance`` and ``state``. As in rl4co, these are copied for every start, which the
environments beneath do not do: train with them where speed and memory matter.

rl4co 0.7 seeds all random numbers of the process whenever an environment is made, and its trainer
computes in half precision unless told otherwise.

Examples
--------
>>> settings = GeneratorSettings(problem="acvrptw", stops=50)
>>> random = torch.Generator().manual_seed(0)
>>> env = ACVRPTWEnv(lambda count: generate(city, settings, count, random))
>>> RL4COTrainer(max_epochs=10, precision="32-true").fit(POMO(env, num_augment=0))

References
----------
Berto et al. (2025), *RL4CO: an Extensive Reinforcement Learning for Combinatorial Optimization
Benchmark*.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import fields

import torch
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.envs.environment import environment
from vrp.envs.state import State, legs
from vrp.errors import InfeasibleError, SolverError

try:
    from rl4co.data.dataset import TensorDictDatasetFastGeneration
    from rl4co.envs.common.base import RL4COEnvBase
    from tensordict import TensorDict
except ImportError as error:
    raise SolverError("rl4co is not installed: pip install 'vrp[rl4co]'") from error

__all__ = ["ACVRPEnv", "ACVRPTWEnv", "ATSPEnv", "BatchEnv", "unit_square"]

_INSTANCE = tuple(field.name for field in fields(Batch) if field.name != "problem")
_STATE = tuple(field.name for field in fields(State))


def unit_square(batch: Batch) -> Tensor:
    """Coordinates moved and scaled into the unit square, both axes alike.

    Returns
    -------
    float32 tensor, shape (B, N, 2)
        Where an instance has its stops, but not how far these are apart.
    """
    points = torch.stack((batch.lat, batch.lon), -1)
    low = points.amin(1, keepdim=True)
    extent = (points.amax(1, keepdim=True) - low).amax(-1, keepdim=True)
    return ((points - low) / extent.clamp(min=1e-9)).float()


class BatchEnv(RL4COEnvBase):  # type: ignore[misc] # rl4co is not typed
    """What the environments of all problems have in common.

    Parameters
    ----------
    generate
        Makes a batch of as many instances as it is asked for.
    unit_m
        Metres that rewards and ``cost_matrix`` count as 1: networks like numbers about 1.
    coordinates
        From a batch to ``locs``, a float32 tensor of shape (B, N, 2): all that rl4co's attention
        model sees of the roads.
    check_solution
        Whether every reward is preceded by a replay through the masks. They are exact, so only
        actions from elsewhere are in need of it.
    **options
        For ``RL4COEnvBase``.
    """

    problem: str

    def __init__(
        self,
        generate: Callable[[int], Batch],
        *,
        unit_m: float = 1000.0,
        coordinates: Callable[[Batch], Tensor] = unit_square,
        check_solution: bool = False,
        **options: object,
    ) -> None:
        options.setdefault("dataset_cls", TensorDictDatasetFastGeneration)
        super().__init__(check_solution=check_solution, **options)
        self.generate = generate
        self.unit_m = unit_m
        self.coordinates = coordinates

    def generator(self, batch_size: int | Sequence[int]) -> TensorDict:
        """Make instances, as :meth:`reset` takes them."""
        shape = [batch_size] if isinstance(batch_size, int) else list(batch_size)
        return self.instances(self.generate(math.prod(shape)))

    def instances(self, batch: Batch) -> TensorDict:
        """Make instances of a batch of one's own, as :meth:`reset` takes them.

        Raises
        ------
        ValueError
            If they are of another problem.
        """
        if batch.problem != self.problem:
            raise ValueError(f"the batch is of {batch.problem}, expected {self.problem}")
        tensors = {name: getattr(batch, name) for name in self._instance_keys()}
        size = [len(batch)]
        return TensorDict({"instance": TensorDict(tensors, size)}, size, device=batch.device)

    def get_num_starts(self, td: TensorDict) -> int:
        """As many rollouts as there are stops: every one is the first of one rollout."""
        return int(td["action_mask"].shape[-1]) - 1

    def select_start_nodes(self, td: TensorDict, num_starts: int) -> Tensor:
        """Stops to begin with, int64 of shape (starts * B,): all rows of a start together."""
        first = torch.arange(num_starts, device=td.device) % self.get_num_starts(td) + 1
        return first.repeat_interleave(td.shape[0])

    def get_action_mask(self, td: TensorDict) -> Tensor:
        """Where each rollout may drive next, bool of shape (B, N)."""
        batch, state = self._batch(td), self._state(td)
        return environment(self.problem).mask(batch, state).squeeze(1)

    def check_solution_validity(self, td: TensorDict, actions: Tensor) -> None:
        """Replay actions, int64 of shape (B, T), through the masks.

        Raises
        ------
        InfeasibleError
            If one is not allowed, or not all are done after the last.
        """
        batch, env = self._batch(td), environment(self.problem)
        state = env.reset(batch, 1)
        allowed = torch.ones_like(actions, dtype=torch.bool)
        for number, action in enumerate(actions.unbind(-1)):
            target = action[:, None]
            mask = env.mask(batch, state)
            allowed[:, number] = mask.squeeze(1).gather(-1, target).squeeze(-1)
            state = env.step(batch, state, target)
        valid = allowed.all(-1) & state.done.squeeze(1)
        if not bool(valid.all()):
            broken = int(valid.logical_not().nonzero()[0])
            raise InfeasibleError(f"rollout {broken} breaks a constraint: {actions[broken]}")

    def _reset(self, td: TensorDict, batch_size: Sequence[int] | None = None) -> TensorDict:
        batch = self._batch(td)
        state = environment(self.problem).reset(batch, 1)
        fresh = TensorDict(
            {"instance": td["instance"], **self._scenery(batch)}, [len(batch)], device=td.device
        )
        return self._set_state(fresh, batch, state)

    def _step(self, td: TensorDict) -> TensorDict:
        batch = self._batch(td)
        state = environment(self.problem).step(batch, self._state(td), td["action"][:, None])
        return self._set_state(td, batch, state)

    def _get_reward(self, td: TensorDict, actions: Tensor) -> Tensor:
        """Minus the length of the round through the actions, in units of ``unit_m``."""
        depot = torch.zeros_like(actions[:, :1])
        origin, destination = torch.cat((depot, actions), 1), torch.cat((actions, depot), 1)
        metres = legs(td["instance", "distances"], origin, destination)
        driven = metres.masked_fill(origin == destination, 0).sum(-1)
        return (-driven / self.unit_m).float()

    def _batch(self, td: TensorDict) -> Batch:
        tensors = {name: td["instance", name] for name in self._instance_keys()}
        tensors.setdefault("durations", tensors["distances"])
        return Batch(problem=self.problem, **tensors)

    def _state(self, td: TensorDict) -> State:
        return State(**{name: td["state", name].unsqueeze(1) for name in _STATE})

    def _set_state(self, td: TensorDict, batch: Batch, state: State) -> TensorDict:
        tensors = {name: getattr(state, name).squeeze(1) for name in _STATE}
        mask = environment(self.problem).mask(batch, state).squeeze(1)
        done = tensors["done"]
        seen = self._sight(batch, state)
        seen |= {"action_mask": mask, "done": done, "reward": torch.zeros_like(done)}
        return td.update({"state": TensorDict(tensors, td.batch_size), **seen})

    def _instance_keys(self) -> tuple[str, ...]:
        """Tensors of a batch that travel along: durations only where they are needed."""
        return tuple(name for name in _INSTANCE if name != "durations")

    def _scenery(self, batch: Batch) -> dict[str, Tensor]:
        """Observations that never change."""
        return {
            "locs": self.coordinates(batch),
            "cost_matrix": (batch.distances / self.unit_m).float(),
        }

    def _sight(self, batch: Batch, state: State) -> dict[str, Tensor]:
        """Observations that change with every step."""
        raise NotImplementedError


class ATSPEnv(BatchEnv):
    """The asymmetric travelling salesman problem, observed as in rl4co's ``ATSPEnv``.

    Tours begin at the depot, where rl4co's own begin at any location: its tour of the same stops
    has the same length, with the depot first among its actions rather than last.
    """

    name = "atsp"
    problem = "atsp"

    def _sight(self, batch: Batch, state: State) -> dict[str, Tensor]:
        current = state.current.squeeze(1)
        visits = batch.n_stops - state.unserved
        return {"current_node": current, "first_node": torch.zeros_like(current), "i": visits + 1}


class ACVRPEnv(BatchEnv):
    """The asymmetric capacitated problem, observed as in rl4co's ``CVRPEnv``.

    Demands and loads are shares of the capacity. Rollouts end at the depot, where rl4co's own may
    end at the last stop: actions are the same up to zeros at the end, rewards are the same.
    """

    name = "cvrp"
    problem = "acvrp"

    def _scenery(self, batch: Batch) -> dict[str, Tensor]:
        capacity = batch.capacity[:, None]
        return {
            **super()._scenery(batch),
            "demand": batch.demands[:, 1:] / capacity,
            "vehicle_capacity": torch.ones_like(capacity, dtype=torch.float32),
        }

    def _sight(self, batch: Batch, state: State) -> dict[str, Tensor]:
        capacity = batch.capacity[:, None]
        return {
            "current_node": state.current,
            "used_capacity": (capacity - state.load_left) / capacity,
        }


class ACVRPTWEnv(ACVRPEnv):
    """The asymmetric capacitated problem with time windows, observed as in rl4co's ``CVRPTWEnv``.

    Times are shares of the shift. Its masks forbid what cannot be returned from in time as well,
    which rl4co's own do not.
    """

    name = "cvrptw"
    problem = "acvrptw"

    def _instance_keys(self) -> tuple[str, ...]:
        return _INSTANCE

    def _scenery(self, batch: Batch) -> dict[str, Tensor]:
        begin, shift = batch.opens[:, :1], _shift(batch)
        windows = torch.stack((batch.opens, batch.closes), -1) - begin[..., None]
        return {
            **super()._scenery(batch),
            "duration_matrix": batch.durations / shift[..., None],
            "durations": batch.service / shift,
            "time_windows": (windows / shift[..., None]).clamp(0, 1),
        }

    def _sight(self, batch: Batch, state: State) -> dict[str, Tensor]:
        elapsed = (state.time - batch.opens[:, :1]) / _shift(batch)
        return {**super()._sight(batch, state), "current_time": elapsed}


def _shift(batch: Batch) -> Tensor:
    """Seconds of the shift, shape (B, 1)."""
    return (batch.closes[:, :1] - batch.opens[:, :1]).clamp(min=1)
