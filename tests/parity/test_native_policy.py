"""The engine's policies do what torch's do: same lists, same edges, same routes."""

from __future__ import annotations

import numpy as np
import pytest
from random_batches import random_batch

torch = pytest.importorskip("torch")

from vrp.envs.batch import PROBLEMS, Batch  # noqa: E402
from vrp.envs.instances import routes_of, to_batch, to_instance  # noqa: E402
from vrp.models.decoding import decode  # noqa: E402
from vrp.models.policy import Policy as TorchPolicy  # noqa: E402
from vrp.models.policy import make_policy, weights  # noqa: E402
from vrp.models.settings import DenseSettings, Settings, SparseSettings  # noqa: E402
from vrp.policy import Policy  # noqa: E402
from vrp.search.problem import EngineProblem, make_problem  # noqa: E402

_SIZES = {
    "default": SparseSettings(),
    "odd": SparseSettings(candidates=7, width=12, edge_width=6, layers=1, channels=3, hidden=5),
    "tiny": SparseSettings(candidates=1, width=8, edge_width=8, layers=2, channels=1, hidden=9),
    "dense": DenseSettings(),
    "dense-odd": DenseSettings(width=15, heads=3, pair_width=5, layers=2, channels=3, hidden=9),
    "dense-tiny": DenseSettings(width=3, heads=3, pair_width=9, layers=1, channels=1, hidden=1),
}


def _torch_policy(settings: Settings, seed: int) -> TorchPolicy:
    torch.manual_seed(seed)
    made = make_policy(settings)
    # In the wide layers of dense ones more would round the logits of both by more than tolerated.
    size = 0.2 if isinstance(settings, SparseSettings) else 0.1
    with torch.no_grad():
        for tensor in made.parameters():
            tensor.add_(size * torch.randn(tensor.shape))
    return made


def _case(problem: str, n_stops: int, seed: int, neighbours: int) -> tuple[Batch, EngineProblem]:
    """One instance for both, with the zeros on the diagonal that the engine puts there."""
    batch = random_batch(np.random.default_rng(seed), problem, 1, n_stops)
    here = np.arange(n_stops + 1)
    for matrix in (batch.distances, batch.durations):
        matrix[0, here, here] = 0
    instance = to_instance(batch, 0)
    return to_batch([instance], problem), make_problem(instance, neighbours)


@pytest.mark.parametrize("settings", _SIZES.values(), ids=_SIZES)
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("n_stops", [1, 2, 8, 40, 150])
def test_lists_edges_and_routes_are_those_of_torch(
    settings: Settings, problem: str, n_stops: int
) -> None:
    # Greedy choices between equals depend on the rounding: with these numbers, there are none.
    seed = n_stops + 1
    batch, engine = _case(problem, n_stops, seed, neighbours=30)
    theirs = _torch_policy(settings, seed)
    ours = Policy("ours", problem, settings, weights(theirs)).encode(engine, threads=2)
    with torch.no_grad():
        encoding = theirs(batch)
    lists, logits = ours.edge_logits()
    expected = torch.where(encoding.listed, encoding.candidates - 1, -1)[0, 1:]
    np.testing.assert_array_equal(lists, expected)
    listed = lists >= 0
    np.testing.assert_allclose(
        logits[listed], encoding.edge_logits[0, 1:][listed], rtol=1e-4, atol=1e-5
    )
    assert np.isneginf(logits[~listed]).all()
    actions, _ = decode(theirs, batch, 1)
    (plan,) = ours.rollouts(1, seed=0, threads=1)
    routes = tuple(route.stops for route in engine.routes(plan))
    assert routes == routes_of(actions[0, 0].tolist())


@pytest.mark.parametrize("neighbours", [1, 4, 60])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_lists_do_not_depend_on_what_the_engine_has_ranked(problem: str, neighbours: int) -> None:
    settings = SparseSettings(candidates=6, width=8, edge_width=4, layers=1)
    batch, engine = _case(problem, 50, 3, neighbours)
    theirs = _torch_policy(settings, 0)
    ours = Policy("ours", problem, settings, weights(theirs))
    before, _ = ours.encode(engine).edge_logits()
    engine.prefer(np.random.default_rng(0).integers(0, 50, (50, 20), dtype=np.int32))
    after, _ = ours.encode(engine).edge_logits()
    with torch.no_grad():
        encoding = theirs(batch)
    expected = torch.where(encoding.listed, encoding.candidates - 1, -1)[0, 1:]
    np.testing.assert_array_equal(before, expected)
    np.testing.assert_array_equal(after, expected)


@pytest.mark.parametrize(
    "settings",
    [
        SparseSettings(candidates=3, width=8, edge_width=4, layers=1),
        DenseSettings(width=8, heads=2, pair_width=4, layers=1),
    ],
    ids=["sparse", "dense"],
)
def test_samples_are_drawn_by_the_softmax_of_torch_s_logits(settings: Settings) -> None:
    # The first stop of the first route, a thousand times.
    batch, engine = _case("acvrp", 5, 1, 5)
    theirs = _torch_policy(settings, 4)
    ours = Policy("ours", "acvrp", settings, weights(theirs)).encode(engine)
    plans = ours.rollouts(4001, seed=7, threads=2)[1:]
    firsts = [engine.routes(plan)[0].stops[0] for plan in plans]
    shares = np.bincount(firsts, minlength=5) / len(firsts)
    from vrp.envs.environment import environment

    env = environment("acvrp")
    state = env.reset(batch, 1)
    with torch.no_grad():
        moves = theirs.decoder.moves(batch, theirs(batch))
        logits = theirs.decoder.logits(batch, moves, state, env.mask(batch, state))
    expected = logits.softmax(-1)[0, 0, 1:]
    np.testing.assert_allclose(shares, expected, atol=0.035)
