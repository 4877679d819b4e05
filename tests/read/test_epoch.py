import datetime
import warnings

import pytest

from vrp.read.columns import Columns
from vrp.read.epoch import find_epoch
from vrp.read.problems import InputWarning, Problems
from vrp.read.stops import COLUMNS
from vrp.read.table import Table

FIRST = datetime.date(2025, 3, 31)


def epoch_of(*cells: str) -> datetime.date | None:
    table = Table("s.csv", {"tw_start": cells}, {"tw_start": "From"}, range(2, 2 + len(cells)))
    return find_epoch((Columns(table, Problems(), COLUMNS), ("tw_start", "tw_end")))


@pytest.mark.parametrize(
    ("cells", "epoch"),
    [
        (("08:00", ""), None),
        (("2025-03-31T08:00", "2025-04-02T08:00"), FIRST),
        (("2025-03-31T08:00", "09:00", "2025-03-31T10:00"), FIRST),
    ],
)
def test_nothing_is_said_where_a_time_can_be_of_one_day_only(
    cells: tuple[str, ...], epoch: datetime.date | None
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert epoch_of(*cells) == epoch


def test_times_without_a_date_among_several_are_warned_of() -> None:
    said = (
        r"^s\.csv, row 4, column 'From': '2025-03-31T08:00' is the first of 2 dates, and times "
        r"without one are taken for 2025-03-31, as in s\.csv, row 3, column 'From': '08:00\|14:00'$"
    )
    with pytest.warns(InputWarning, match=said):
        assert epoch_of("2026-03-31 08:00", "08:00|14:00", "2025-03-31T08:00") == FIRST
