"""Spreadsheets that must be refused, with a sentence that names file, row, column and value."""

from pathlib import Path

import pytest

from vrp.errors import ReadError, RoadError
from vrp.read import InputWarning, read

DEPOT = "d,depot,49.4,8.6"
HEADER = "id,kind,lat,lon"


def problems_of(
    folder: Path,
    stops: str | bytes,
    vehicles: str | int | None = 1,
    **options: object,
) -> tuple[str, ...]:
    path = folder / "stops.csv"
    path.write_bytes(stops if isinstance(stops, bytes) else stops.encode())
    fleet: Path | int | None = vehicles if not isinstance(vehicles, str) else folder / "fleet.csv"
    if isinstance(vehicles, str):
        (folder / "fleet.csv").write_text(vehicles, encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read(path, vehicles=fleet, **options)  # type: ignore[arg-type]
    assert caught.value.exit_code == 2
    return caught.value.problems


def with_columns(columns: str, *cells: str) -> str:
    """Stops x, y, … at one place, with more columns."""
    blank = "," * (columns.count(",") + 1)
    lines = [f"{HEADER},{columns}", DEPOT + blank]
    lines += [f"{'xyzuvw'[i]},,49.4,8.7,{cell}" for i, cell in enumerate(cells)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("x,,999,8.7", "row 3, column 'lat': '999' is out of range, expected a latitude from"),
        ("x,,49.4,181", "row 3, column 'lon': '181' is out of range, expected a longitude from"),
        (
            "x,,139.7,35.7",
            "row 3, column 'lat': '139.7' is no latitude but could be a longitude, and lon '35.7' "
            "a latitude: they look swapped, expected lat from -90 to 90",
        ),
        ("x,,,8.7", "row 3, column 'lat': '' is empty, expected WGS84 degrees"),
        ("x,,49.4", "row 3, column 'lon': '' is empty, expected WGS84 degrees"),
        ("x,,north,8.7", "row 3, column 'lat': 'north' is not a number, expected WGS84 degrees"),
        ("x,,nan,8.7", "row 3, column 'lat': 'nan' is not a number"),
        ("x,,1_0,8.7", "row 3, column 'lat': '1_0' is not a number"),
        (",,49.4,8.7", "row 3, column 'id': '' is missing, expected an id of its own"),
        (
            "x,,49.4,8.7\n\nx,,49.4,8.8",
            "row 5, column 'id': 'x' is already the id of row 3, expected unique ids",
        ),
        ("d,,49.4,8.7", "row 3, column 'id': 'd' is already the id of row 2"),
        ("x,shop,49.4,8.7", "row 3, column 'kind': 'shop' is no kind of location, expected 'stop'"),
        ("x,,49.4,8.7,9", "row 3: has 5 cells, expected 4 as in the header: put quotes around"),
        ("x;;49.4;8.7", "row 3: is separated by semicolon but the header by comma, expected one"),
        (
            'x,,"49,4",8.7',
            "row 3, column 'lat': '49,4' has a decimal comma but row 2, column 'lat' has a decimal "
            "point, expected the same in the whole file and no thousands separators",
        ),
        ("e,depot,49.4,8.7", "no stops: expected at least one row of kind 'stop'"),
        ('x,"",49.4,"8.7', "row 3: unexpected end of data, expected quotes around whole values"),
    ],
)
def test_a_row_of_the_stops(tmp_path: Path, rows: str, problem: str) -> None:
    found = problems_of(tmp_path, f"{HEADER}\n{DEPOT}\n{rows}\n", "id,start\nv,d\n")
    assert len(found) == 1
    assert found[0].startswith("stops.csv")
    assert problem in found[0]


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("demand", "-3", "'-3' is out of range, expected a number from 0 to 2147483647"),
        ("demand", "many", "'many' is not a number, expected a number from 0 to 2147483647"),
        ("demand", "1.0005", "'1.0005' has too many decimals, expected at most 3"),
        ("demand", "2147483648", "'2147483648' is out of range, expected a number from 0 to 2"),
        ("demand", "1e99", "'1e99' is out of range"),
        ("demand", "9" * 5000, f"'{'9' * 60}…' is out of range, expected a number from 0"),
        ("Demand_kg", "-1", "'-1' is out of range"),
        ("pickup", "x", "'x' is not a number"),
        ("service_min", "-1", "'-1' is out of range, expected minutes from 0 to 8947848"),
        ("service_min", "1e9", "'1e9' is out of range, expected minutes from 0 to 8947848"),
        ("setup_min", "-1", "'-1' is out of range, expected minutes from 0 to 8947848"),
        ("setup_min", "short", "'short' is not a number, expected minutes from 0 to 8947848"),
        ("priority", "101", "'101' is out of range, expected a whole number from 0 to 100"),
        ("priority", "2.5", "'2.5' is not a whole number, expected a whole number from 0 to 100"),
        ("prize", "-1", "'-1' is out of range, expected an amount from 0 to 1e12, or a blank"),
        ("tw_start", "8am", "'8am' is not a time, expected HH:MM, HH:MM:SS or YYYY-MM-DDTHH:MM"),
        (
            "tw_start",
            "2025-03-31T08:30Z",
            "'2025-03-31T08:30Z' has a time zone, and there are none",
        ),
        ("tw_end", "25:00", "'25:00' is not a time of day, expected 00:00 to 24:00"),
        ("tw_end", "2025-02-30 08:00", "'2025-02-30 08:00' has a date that does not exist"),
        ("tw_end", "08:00|nine", "'08:00|nine' is not a time"),
        ("tw_start", "08:00|", "'08:00|' holds an empty window, expected a time on one of its"),
    ],
)
def test_a_cell_of_the_stops(tmp_path: Path, column: str, cell: str, problem: str) -> None:
    (found,) = problems_of(tmp_path, with_columns(column, "", cell))
    assert found.startswith(f"stops.csv, row 4, column {column!r}: {problem}")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (
            "10:00,08:00",
            "row 3, column 'tw_end': '08:00' is before tw_start '10:00', expected a window that "
            "ends after it starts",
        ),
        (
            "10:00|12:00,08:00|09:00",
            "row 3, column 'tw_end': '08:00|09:00' is before tw_start '10:00|12:00', expected a",
        ),
        (
            "08:00|12:00,10:00",
            "row 3, column 'tw_end': '10:00' has 1 times but 'tw_start' has 2, expected as many",
        ),
        (
            "2025-01-01T08:00,2065-01-01T08:00",
            "row 3, column 'tw_end': '2065-01-01T08:00' is more than 17 years after the first",
        ),
    ],
)
def test_a_window(tmp_path: Path, cells: str, problem: str) -> None:
    (found,) = problems_of(tmp_path, with_columns("tw_start,tw_end", cells))
    assert problem in found


def test_a_window_outside_every_shift(tmp_path: Path) -> None:
    stops = with_columns("tw_start,tw_end", "19:00,20:00", "05:00|17:00,05:30|18:30", ",05:00")
    fleet = "id,shift_start,shift_end\nv,06:00,12:00\nw,10:00,18:00\n"
    assert problems_of(tmp_path, stops, fleet) == (
        "stops.csv, row 3, column 'tw_start': '19:00' lies outside every shift, expected a window "
        "within 06:00 to 12:00, 10:00 to 18:00",
        "stops.csv, row 5, column 'tw_end': '05:00' lies outside every shift, expected a window "
        "within 06:00 to 12:00, 10:00 to 18:00",
    )


def test_a_window_after_midnight_of_a_night_shift(tmp_path: Path) -> None:
    stops = with_columns("tw_start,tw_end", "01:00,02:00", "01:00 +1d,02:00 +1d", "12:00,13:00")
    fleet = "id,shift_start,shift_end\nv,22:00,06:00 +1d\n"
    assert problems_of(tmp_path, stops, fleet) == (
        "stops.csv, row 3, column 'tw_start': '01:00' lies outside every shift, expected a window "
        "within 22:00 to 06:00 +1d (after midnight: a date, or '01:30 +1d')",
        "stops.csv, row 5, column 'tw_start': '12:00' lies outside every shift, expected a window "
        "within 22:00 to 06:00 +1d",
    )


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("demand", "5"),
        ("pickup_kg", "0.5"),
        ("service_min", "10"),
        ("skills", "cold"),
        ("priority", "3"),
        ("prize", "1"),
    ],
)
def test_a_column_for_stops_on_a_depot_row(tmp_path: Path, column: str, cell: str) -> None:
    stops = f"{HEADER},{column}\n{DEPOT},{cell}\nx,,49.4,8.7,\n"
    assert problems_of(tmp_path, stops) == (
        f"stops.csv, row 2, column {column!r}: {cell!r} is on a depot row, expected a blank: "
        "it is for stops only",
    )


def test_a_depot_with_several_windows(tmp_path: Path) -> None:
    stops = f"{HEADER},tw_start,tw_end\n{DEPOT},06:00|12:00,10:00|18:00\nx,,49.4,8.7,,\n"
    (found,) = problems_of(tmp_path, stops)
    assert "row 2, column 'tw_start': '06:00|12:00' holds several windows, expected a" in found


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("count", "-1", "'-1' is out of range, expected a whole number from 0 to 1000000"),
        ("count", "1.5", "'1.5' is not a whole number"),
        ("capacity", "-1", "'-1' is out of range"),
        ("capacity", "lots", "'lots' is not a number"),
        ("capacity_unused", "lots", "'lots' is not a number"),
        ("start", "e", "'e' is no depot, expected a depot of the stops: 'd'"),
        ("end", "x", "'x' is no depot, expected a depot of the stops: 'd', or a blank for an open"),
        ("shift_start", "dawn", "'dawn' is not a time"),
        ("shift_start", "06:00|12:00", "'06:00|12:00' holds several windows, expected a single"),
        ("max_km", "-1", "'-1' is out of range, expected kilometres from 0 to 536870"),
        ("max_min", "x", "'x' is not a number, expected minutes from 0 to 8947848"),
        ("max_stops", "0", "'0' is out of range, expected a whole number from 1 to 1000000"),
        ("cost_fixed", "-1", "'-1' is out of range, expected an amount from 0 to 1000000"),
        ("cost_per_km", "€1", "'€1' is not a number"),
        ("cost_per_hour", "1e9", "'1e9' is out of range"),
        ("speed_factor", "0", "'0' is out of range, expected a number from 0.01 to 100"),
    ],
)
def test_a_cell_of_the_vehicles(tmp_path: Path, column: str, cell: str, problem: str) -> None:
    stops = f"{HEADER}\n{DEPOT}\nx,,49.4,8.7\n"
    (found,) = problems_of(tmp_path, stops, f"id,{column}\nvan,{cell}\n")
    assert found.startswith(f"fleet.csv, row 2, column {column!r}: {problem}")


@pytest.mark.parametrize(
    ("vehicles", "problem"),
    [
        ("id\nv\nv\n", "fleet.csv, row 3, column 'id': 'v' is already the id of row 2"),
        ("id,count\n,2\n", "fleet.csv, row 2, column 'id': '' is missing"),
        ("id,count\nv,0\n", "fleet.csv: no vehicles, every count is 0: expected at least one"),
        ("id,count\n", "fleet.csv: has a header but no rows below it"),
        ("name,count\nv,0\n", "fleet.csv, row 1: no column 'id' in the header, found 'name', 'co"),
        (
            "id,shift_start,shift_end\nv,18:00,06:00\n",
            "fleet.csv, row 2, column 'shift_end': '06:00' is before shift_start '18:00'",
        ),
        (
            "id,break_start,break_end,break_min\nv,13:00,12:00,30\n",
            "fleet.csv, row 2, column 'break_end': '12:00' is before break_start '13:00', expected",
        ),
        (
            "id,break_start,break_end,break_min\nu,,,\nv,12:00,13:00,\n",
            "fleet.csv, row 3, column 'break_min': '' is missing beside break_start and break_end",
        ),
        (
            "id,break_start,break_end,break_min\nv,12:00,13:00,-30\n",
            "fleet.csv, row 2, column 'break_min': '-30' is out of range, expected minutes from 1",
        ),
        (
            "id,break_start,break_end,break_min\nv,noon,13:00,30\n",
            "fleet.csv, row 2, column 'break_start': 'noon' is not a time, expected HH:MM",
        ),
    ],
)
def test_a_file_of_vehicles(tmp_path: Path, vehicles: str, problem: str) -> None:
    (found,) = problems_of(tmp_path, f"{HEADER}\n{DEPOT}\nx,,49.4,8.7\n", vehicles)
    assert found.startswith(problem)


def test_which_of_several_depots(tmp_path: Path) -> None:
    stops = f"{HEADER}\n{DEPOT}\ne,depot,49.5,8.6\nx,,49.4,8.7\n"
    (found,) = problems_of(tmp_path, stops, "id\nv\n")
    assert found == (
        "fleet.csv, row 2, column 'start': '' is empty, expected a depot of the stops: 'd', 'e'"
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "stops.csv: is empty, expected a header and at least one row"),
        (b"\xef\xbb\xbf \r\n\r\n", "stops.csv: is empty"),
        (b";;;\r\n,,,\r\n", "stops.csv: is empty"),
        (b";;\nid;name;lon\nx;49;8\n", "stops.csv, row 2: no column 'lat' in the header, found"),
        (b"PK\x03\x04" + bytes(50), "stops.csv: is an Excel workbook (or another zip archive)"),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "stops.csv: is an Excel workbook (.xls), expected text"),
        ("id,lat".encode("utf-16"), "stops.csv: is UTF-16 text, expected text: save it as 'CSV"),
        (b"id,lat,lon\n\x00\x01\n", "stops.csv: holds binary data"),
        (
            "id,lat,lon,name\nx,49,8,a\ny,49,8,Grün\n".encode("cp1252"),
            "stops.csv, row 3: byte 0xFC is not UTF-8, expected text: save it as 'CSV UTF-8'",
        ),
        (
            b'\xef\xbb\xbfid;lat;lon;name\r\nx;49;8;"a, b\r\nc\r\nd"\r\ny;49;8;Gr\xfcn\r\n',
            "stops.csv, row 3: byte 0xFC is not UTF-8, expected text: save it as 'CSV UTF-8'",
        ),
        (
            b"id|lat|lon\nx|49|8\n",
            "stops.csv, row 1: no column 'id', 'lat' or 'lon' in the header, found "
            "'id|lat|lon', expected columns separated by comma, semicolon or tab",
        ),
        (b"id lat lon\nx 49 8\n", "expected columns separated by comma, semicolon or tab"),
        (b"x,49,8\ny,49,8\n", "no column 'id', 'lat' or 'lon' in the header, found 'x', '49'"),
        (b"id,LAT,lng\nx,49,8\n", "row 1: no column 'lon' in the header, found 'id', 'LAT', 'lng'"),
        (
            b"Tour 12;;\n;;\n id ;LAT;Lon\nx;49;8\n",
            "no column 'id', 'lat' or 'lon' in the header, found 'Tour 12', '', ''; row 3 looks "
            "like the header: delete the rows above it",
        ),
        (
            b"Tour 12\n\nid\taddress\nx\tMill Road 5\n",
            "separated by comma, semicolon or tab; row 3 looks like the header: delete the rows",
        ),
        (b"id,LAT,lng\nx,49,8\n", "'id', 'LAT', 'lng': rename 'lng' to 'lon'?"),
        (
            b"Stop ID,Latitude,Longitude\nx,49,8\n",
            "rename 'Stop ID' to 'id' and 'Latitude' to 'lat' and 'Longitude' to 'lon'?",
        ),
        (b"id,lat,lon,ID\nx,49,8,y\n", "row 1, column 'ID': appears twice, expected each name"),
        (b"id,lat,lon\n", "stops.csv: has a header but no rows below it"),
        (
            b"sep=;\n",
            "stops.csv, row 1: no column 'id', 'lat' or 'lon' in the header, found ''",
        ),
        (b'id,lat,lon\nx,49,"8\n' + b"y,49,8\n" * 50_000, "stops.csv, row 2: field larger than"),
    ],
)
def test_no_table_at_all(tmp_path: Path, content: bytes, problem: str) -> None:
    (found,) = problems_of(tmp_path, content)
    assert problem in found


@pytest.mark.parametrize(
    ("stops", "vehicles", "options", "problem"),
    [
        ("x,,49.4,8.7", 1, {}, "stops.csv: no depot: expected a row of kind 'depot', or its lat"),
        (DEPOT, 1, {}, "stops.csv: no stops: expected at least one row of kind 'stop'"),
        (
            "x,,49.4,8.7",
            None,
            {},
            "no vehicles: expected a vehicles.csv (--vehicles FILE), or their number",
        ),
        ("x,,49.4,8.7", 0, {"depot": (49, 8)}, "vehicles is 0, expected 1 to 1000000 of them"),
        ("x,,49.4,8.7", 2.5, {"depot": (49, 8)}, "vehicles is 2.5, expected 1 to 1000000 of them"),
        (
            "x,,49.4,8.7",
            2,
            {"depot": "49,8"},
            "depot is '49,8', expected a latitude and a longitude",
        ),
        (
            "x,,49.4,8.7",
            2,
            {"depot": (49, 8), "capacity": "many"},
            "capacity is many, expected 0 to",
        ),
        ("x,,49.4,8.7", 1, {"depot": (139.7, 35.7)}, "depot is 139.7,35.7 (they look swapped)"),
        ("x,,49.4,8.7", 1, {"depot": (49.0, 181.0)}, "depot is 49.0,181.0, expected a latitude"),
        ("x,,49.4,8.7", 1, {"depot": (float("nan"), 8.0)}, "depot is nan,8.0, expected a latit"),
        (
            f"{DEPOT}\nx,,49.4,8.7",
            1,
            {"depot": (49.0, 8.0)},
            "stops.csv: has the depot 'd' and another was given by its coordinates, expected one",
        ),
        (
            "depot,,49.4,8.7",
            1,
            {"depot": (49.0, 8.0)},
            "row 2, column 'id': 'depot' is already the id of the depot given by its coordinates",
        ),
        (f"{DEPOT}\nx,,49,8", 1, {"capacity": -1.0}, "capacity is -1.0, expected 0 to 2147483647"),
        (f"{DEPOT}\nx,,49,8", 1, {"capacity": float("nan")}, "capacity is nan, expected 0 to"),
        (f"{DEPOT}\nx,,49,8", 1, {"capacity": 0.0001}, "capacity is 0.0001, expected at most 3 d"),
        (f"{DEPOT}\nx,,49,8", "id\nv\n", {"capacity": 5.0}, "capacity goes with a number of veh"),
        (f"{DEPOT}\nx,,49,8\ny,,49,8", 10**7, {}, "vehicles is 10000000, expected 1 to 1000000"),
    ],
)
def test_depots_and_vehicles(
    tmp_path: Path,
    stops: str,
    vehicles: str | int | None,
    options: dict[str, object],
    problem: str,
) -> None:
    found = problems_of(tmp_path, f"{HEADER}\n{stops}\n", vehicles, **options)
    assert len(found) == 1
    assert problem in found[0]


def test_capacity_of_several_dimensions(tmp_path: Path) -> None:
    (found,) = problems_of(tmp_path, with_columns("demand_a,demand_b", "1,2"), capacity=5.0)
    assert "capacity 5.0 of which of the 2 load dimensions?" in found


def test_loads_that_overflow(tmp_path: Path) -> None:
    assert problems_of(tmp_path, with_columns("demand", "2000000000", "2000000000")) == (
        "stops.csv, column 'demand': the sum of all rows is 4000000000, expected at most "
        "2147483647",
    )
    assert problems_of(tmp_path, with_columns("demand", "0.125", "3000000")) == (
        "stops.csv, column 'demand': the sum of all rows is 3000000.125, expected at most "
        "2147483.647",
    )
    (found,) = problems_of(tmp_path, with_columns("demand", "0.125"), "id,capacity\nv,3000000\n")
    assert found == (
        "fleet.csv, row 2, column 'capacity': '3000000' is too large, expected at most "
        "2147483.647 to keep the decimals of this dimension, or a blank for no limit"
    )


def test_problems_of_both_files_are_reported_together_in_order(tmp_path: Path) -> None:
    stops = with_columns("demand,tw_end,tw_start", "-1,,x", "a,09:00,10:00", "1,,")
    found = problems_of(tmp_path, stops, "id,count\nv,x\n")
    assert [text.split(":")[0] for text in found] == [
        "stops.csv, row 3, column 'demand'",
        "stops.csv, row 3, column 'tw_start'",
        "stops.csv, row 4, column 'demand'",
        "stops.csv, row 4, column 'tw_end'",
        "fleet.csv, row 2, column 'count'",
    ]


def test_twenty_problems_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    path = tmp_path / "stops.csv"
    rows = "\n".join(f"s{i},,49.4,," for i in range(50))
    path.write_text(f"{HEADER}\n{DEPOT}\n{rows}\n")
    with pytest.raises(ReadError) as caught:
        read(path, vehicles=1)
    lines = str(caught.value).splitlines()
    assert len(caught.value.problems) == 50
    assert len(lines) == 21
    assert lines[-1] == "… and 30 more"


def test_one_bad_row_among_200_000(tmp_path: Path) -> None:
    rows = [f"s{i},,49.4{i % 1000:03d},8.7,5,08:00,12:00" for i in range(200_000)]
    rows[123_456] = "s123456,,49.4,8.7,-3,08:00,12:00"
    text = f"{HEADER},demand,tw_start,tw_end\n{DEPOT},,,\n" + "\n".join(rows)
    assert problems_of(tmp_path, text) == (
        "stops.csv, row 123459, column 'demand': '-3' is out of range, expected a number from 0 "
        "to 2147483647",
    )


def test_more_stops_than_a_matrix_can_hold(tmp_path: Path) -> None:
    rows = "\n".join(f"s{i},,49.4,8.7" for i in range(20_000))
    path = tmp_path / "stops.csv"
    path.write_text(f"{HEADER}\n{DEPOT}\n{rows}\n")
    with pytest.raises(RoadError, match="20001 locations need matrices of 3 GB"):
        read(path, vehicles=1)


def test_a_missing_depot_and_a_column_of_kinds_that_is_called_otherwise(tmp_path: Path) -> None:
    stops = "id,type,lat,lon\nd,depot,49.4,8.7\nx,,49.4,8.6\n"
    with pytest.warns(InputWarning, match="'type' is carried along unread, did you mean 'kind'"):
        (found,) = problems_of(tmp_path, stops, "id\nv\n")
    assert "no depot: expected a row of kind 'depot'" in found
