"""Whatever is in the files: an instance, or one of our errors."""

import contextlib
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vrp.errors import VrpError
from vrp.instance import Instance
from vrp.read.csv import read_csv
from vrp.read.stops import KNOWN_COLUMNS as STOP_COLUMNS
from vrp.read.vehicles import KNOWN_COLUMNS as VEHICLE_COLUMNS

CELLS = st.sampled_from(
    [
        *(
            "",
            "",
            "",
            "x",
            "y",
            "d",
            "depot",
            "stop",
            "0",
            "1",
            "49.4",
            "8,7",
            "-1",
            "181",
            "1e400",
        ),
        *("nan", "08:00", "24:00", "08:00|12:00", "|", "2025-01-01 09:00", "9999-12-31T23:59"),
        *("07:00 +1d", "0.0005", "2147483647", '"', "'", "\u2028", "٣", "ü" * 3, "cold|lift"),
    ]
)


def sheets(columns: tuple[str, ...]) -> st.SearchStrategy[str]:
    names = st.lists(
        st.sampled_from([*columns, "demand_kg", "capacity_kg", "", "zone"]), max_size=7, unique=True
    )
    rows = st.lists(st.lists(CELLS, max_size=9), max_size=5)
    return st.builds(
        lambda names, rows, delimiter, end: end.join(
            delimiter.join(row) for row in [["id", "lat", "lon", *names], *rows]
        ),
        names,
        rows,
        st.sampled_from(",;\t"),
        st.sampled_from(["\n", "\r\n", "\r"]),
    )


@settings(max_examples=150, deadline=None)
@given(
    stops=sheets(STOP_COLUMNS),
    vehicles=sheets(VEHICLE_COLUMNS) | st.integers(-1, 3),
    matrix=st.none() | sheets(("from", "to", "duration_s", "distance_m")),
    depot=st.none() | st.just((49.4, 8.7)),
)
def test_any_sheets(
    tmp_path_factory: pytest.TempPathFactory,
    stops: str,
    vehicles: str | int,
    matrix: str | None,
    depot: tuple[float, float] | None,
) -> None:
    folder = tmp_path_factory.mktemp("sheets")
    files = {"s": stops, "v": vehicles, "m": matrix}
    for name, text in files.items():
        if isinstance(text, str):
            (folder / name).write_text(text, encoding="utf-8", newline="")
    with warnings.catch_warnings(), contextlib.suppress(VrpError):
        warnings.simplefilter("ignore")
        instance = read_csv(
            folder / "s",
            vehicles=vehicles if isinstance(vehicles, int) else folder / "v",
            matrix=None if matrix is None else folder / "m",
            depot=depot,
        )
        assert isinstance(instance, Instance)


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "s"
    path.write_bytes(content)
    with pytest.raises(VrpError):
        read_csv(path, vehicles=1)
    with pytest.raises(VrpError):
        read_csv(path, vehicles=1, matrix=path, depot=(0.0, 0.0))
