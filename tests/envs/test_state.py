from __future__ import annotations

import torch

from vrp.envs.state import legs, rows


def test_rows_and_legs_are_those_of_their_own_instance() -> None:
    generator = torch.Generator().manual_seed(0)
    matrix = torch.randint(0, 999, (3, 5, 5), generator=generator, dtype=torch.int32)
    origin = torch.randint(0, 5, (3, 4), generator=generator)
    destination = torch.randint(0, 5, (3, 4), generator=generator)
    instance = torch.arange(3)[:, None]
    assert torch.equal(rows(matrix, origin), matrix[instance, origin])
    assert torch.equal(legs(matrix, origin, destination), matrix[instance, origin, destination])


def test_rows_of_a_matrix_that_is_a_view() -> None:
    matrix = torch.arange(50).view(2, 5, 5).transpose(1, 2)
    origin = torch.tensor([[1], [4]])
    assert torch.equal(rows(matrix, origin)[1, 0], matrix[1, 4])
    assert legs(matrix, origin, origin - 1).tolist() == [[1], [44]]
