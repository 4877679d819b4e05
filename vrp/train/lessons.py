"""What each step learns: the loss of a batch, by imitation or from rollouts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from vrp.envs.batch import Batch
from vrp.errors import ReadError
from vrp.models.policy import Policy
from vrp.train.data import Cities, ExampleDeck, draw_instances, step_generator
from vrp.train.imitation import cut_off, edge_loss, imitate, shuffled_routes, without_idle_ends
from vrp.train.reinforcement import reinforce
from vrp.train.schedule import IMITATION, Stage
from vrp.train.settings import TrainSettings
from vrp.train.workers import Workers

__all__ = ["Lesson", "Lessons"]


@dataclass(frozen=True)
class Lesson:
    """The outcome of one batch.

    Parameters
    ----------
    loss
        To be made smaller, a tensor of one number with gradients.
    metrics
        What tables show beside it, tensors of one number by their names.
    instances
        How many this process has learned from.
    stops
        Of each of them, before any were cut off.
    """

    loss: Tensor
    metrics: dict[str, Tensor]
    instances: int
    stops: int


class Lessons:
    """Deals out batches and computes their losses.

    Parameters
    ----------
    settings
        The run.
    cities
        Where instances lie.
    deck
        Solved instances; may be empty where nothing is imitated.
    workers
        Every process gets batches of its own.
    device
        Of everything.

    Raises
    ------
    ReadError
        If solutions are to be imitated and there are none.
    """

    def __init__(
        self,
        settings: TrainSettings,
        cities: Cities,
        deck: ExampleDeck,
        workers: Workers,
        device: torch.device,
    ) -> None:
        if settings.imitation_steps and deck.is_empty:
            raise ReadError(
                f"imitation_steps is {settings.imitation_steps} and there are no solutions to "
                "imitate: give examples = [...], or imitation_steps = 0"
            )
        self._settings = settings
        self._cities = cities
        self._deck = deck
        self._workers = workers
        self._device = device

    def learn(self, policy: Policy, stage: Stage, step: int) -> Lesson:
        """Compute the loss of step number ``step``, which depends on nothing but that number."""
        generator = step_generator(self._settings.seed, step, self._workers.rank, self._device)
        # Where layers draw (dropout), a run that was stopped draws the same again.
        torch.manual_seed(generator.initial_seed())
        number = stage.number * self._workers.count + self._workers.rank
        if stage.name == IMITATION:
            return self._imitate(policy, stage, number, generator)
        return self._reinforce(policy, stage.stops, number, generator)

    def _imitate(
        self, policy: Policy, stage: Stage, number: int, generator: torch.Generator
    ) -> Lesson:
        batch, tours = self._deck.deal(number)
        actions = shuffled_routes(tours, generator)
        shares = np.random.default_rng((self._settings.seed, number))
        share = shares.uniform(self._settings.shortest_suffix, 1.0)
        whole = batch.n_stops
        stops = max(1, round(share * whole))
        if stops < whole:
            batch, actions = cut_off(batch, actions, stops)
            actions = without_idle_ends(shuffled_routes(actions, generator))
        loss, metrics = self._compare(policy, batch, actions, stage.number)
        return Lesson(loss=loss, metrics=metrics, instances=len(batch), stops=whole)

    def _compare(
        self, policy: Policy, batch: Batch, actions: Tensor, step: int
    ) -> tuple[Tensor, dict[str, Tensor]]:
        """Loss and metrics of a policy beside solutions."""
        weight = self._settings.edge_weight
        if step % self._settings.decisions_every:
            edges = edge_loss(policy(batch), actions)
            return weight * edges, {"edge_loss": edges.detach()}
        found = imitate(policy, batch, actions)
        loss, metrics = found.policy, {"policy_loss": found.policy.detach()}
        if found.edges is not None:
            loss = loss + weight * found.edges
            metrics["edge_loss"] = found.edges.detach()
        return loss, metrics | {"accuracy": found.accuracy, "listed": found.listed}

    def _reinforce(
        self, policy: Policy, stops: int, number: int, generator: torch.Generator
    ) -> Lesson:
        settings = self._settings
        count = max(1, settings.reinforce_stops // (stops * settings.starts))
        city = self._cities.tensors[number % len(self._cities.tensors)]
        batch = draw_instances(city, settings, stops, count, generator)
        found = reinforce(policy, batch, settings.starts, settings.leftover_penalty, generator)
        return Lesson(
            loss=found.policy,
            metrics={"cost": found.cost, "best": found.best},
            instances=count,
            stops=stops,
        )
