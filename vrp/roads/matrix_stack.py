"""Matrices for the hours of a day, and durations of journeys through several of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vrp.errors import RoadError
from vrp.instance import HOURS
from vrp.roads.matrices import RoadMatrices

__all__ = ["HOURS", "MatrixStack"]

_HOUR_S = 3600.0


@dataclass(frozen=True, eq=False)
class MatrixStack:
    """Durations and distances by the hour of the day.

    Parameters
    ----------
    matrices
        The different ones.
    matrix_of
        Index into ``matrices`` for each of the 24 hours from midnight on.

    Raises
    ------
    RoadError
        If there is not one index for each hour.
    """

    matrices: tuple[RoadMatrices, ...]
    matrix_of: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.matrix_of) != HOURS:
            raise RoadError(
                f"matrix_of has {len(self.matrix_of)} values, expected {HOURS}: an hour"
            )
        for hour, number in enumerate(self.matrix_of):
            if not 0 <= number < len(self.matrices):
                raise RoadError(
                    f"matrix_of[{hour}] is {number}, expected 0 to {len(self.matrices) - 1}"
                )

    def at(self, hour: int) -> RoadMatrices:
        """The matrices of an hour from 0 to 23."""
        return self.matrices[self.matrix_of[hour]]

    def slowest(self, hours: Iterable[int] = range(HOURS)) -> RoadMatrices:
        """For each pair the longest duration of some hours, and the distance that goes with it.

        No journey that begins and ends in these hours takes longer, so that a plan made with these
        durations is on time in whichever of them it is driven.

        Raises
        ------
        RoadError
            For no hours.
        """
        chosen = [self.matrices[number] for number in sorted({self.matrix_of[h] for h in hours})]
        if not chosen:
            raise RoadError("the slowest of no hours was asked for")
        durations = chosen[0].durations_s.copy()
        distances = chosen[0].distances_m.copy()
        for matrices in chosen[1:]:
            slower = matrices.durations_s > durations
            np.copyto(durations, matrices.durations_s, where=slower)
            np.copyto(distances, matrices.distances_m, where=slower)
        for array in (durations, distances):
            array.flags.writeable = False
        return replace(chosen[0], durations_s=durations, distances_m=distances)

    def durations_at(
        self, row: npt.ArrayLike, column: npt.ArrayLike, departure_s: npt.ArrayLike
    ) -> npt.NDArray[np.float64]:
        """Seconds from row to column, leaving at some second after midnight.

        In every hour the share of the journey is driven that the hour's duration allows, and the
        rest in the next hour at its pace. So who leaves later never arrives earlier (Ichoua,
        Gendreau & Potvin 2003, European Journal of Operational Research 144, section 3).

        Parameters
        ----------
        row, column, departure_s
            Of any shapes that broadcast; times repeat every 24 hours.

        Returns
        -------
        ndarray of float64
            NaN where no road leads.
        """
        rows, columns, times = np.broadcast_arrays(row, column, departure_s)
        durations = np.stack([each.durations_s[rows, columns] for each in self.matrices])
        number = np.array(self.matrix_of)
        now = times.astype(np.float64)
        left = np.where(np.isnan(durations[0]), 0.0, 1.0)
        while left.any():
            hour = np.floor(now / _HOUR_S)
            index = number[hour.astype(np.int64) % HOURS]
            whole = np.take_along_axis(durations, index[None], axis=0)[0].astype(np.float64)
            rest_of_hour = (hour + 1) * _HOUR_S - now
            arrives = left * whole <= rest_of_hour
            share = rest_of_hour / np.where(arrives, 1.0, whole)
            now = np.where(arrives, now + np.nan_to_num(left * whole), now + rest_of_hour)
            left = np.where(arrives, 0.0, left - share)
        return np.where(np.isnan(durations[0]), np.nan, now - times)
