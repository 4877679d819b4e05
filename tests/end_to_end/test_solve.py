"""``vrp solve``: what it writes, what it prints and how it ends."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

import pytest
from command_line import REPOSITORY, Program, command, environment

FILES = ("report.html", "routes.csv", "routes.geojson", "solution.json", "unassigned.csv")
QUICK = ("--iterations", "100", "--threads", "1")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_writes_every_file_and_nothing_else(
    vrp_process: Program, stops: Path, vehicles: Path, tmp_path: Path
) -> None:
    ended = vrp_process("solve", stops, "--vehicles", vehicles, *QUICK, "--out", "plan/today")
    assert ended.stderr == ""
    assert ended.returncode == 0
    assert sorted(path.name for path in (tmp_path / "plan/today").iterdir()) == list(FILES)
    assert json.loads((tmp_path / "plan/today/solution.json").read_text(encoding="utf-8"))
    assert "Café 3" in (tmp_path / "plan/today/report.html").read_text(encoding="utf-8")


def test_the_default_directory_is_routes(
    vrp: Program, stops: Path, vehicles: Path, tmp_path: Path
) -> None:
    assert vrp("solve", stops, "--vehicles", vehicles, *QUICK).returncode == 0
    assert (tmp_path / "routes/report.html").is_file()


def test_goods_go_from_stop_to_stop(vrp: Program, tmp_path: Path) -> None:
    (tmp_path / "stops.csv").write_text(
        "id,lat,lon,kind,demand,origin\n"
        "hub,49.40,8.68,depot,,\n"
        "shop,49.41,8.69,,,\n"
        "flat,49.42,8.70,,3,shop\n"
        "office,49.39,8.66,,2,\n",
        encoding="utf-8",
    )
    (tmp_path / "vehicles.csv").write_text("id,capacity\nbike,3\n", encoding="utf-8")
    ended = vrp("solve", "stops.csv", "--vehicles", "vehicles.csv", *QUICK)
    assert (ended.returncode, ended.stderr) == (0, "")
    route = rows(tmp_path / "routes/routes.csv")
    order = [row["id"] for row in route]
    assert order.index("office") < order.index("shop") < order.index("flat")
    loads = {row["id"]: row["load_after"] for row in route}
    assert (loads["office"], loads["shop"], loads["flat"]) == ("0", "3", "0")
    assert {row["id"]: row["origin"] for row in route}["flat"] == "shop"


def test_a_place_is_set_up_once(vrp: Program, tmp_path: Path) -> None:
    (tmp_path / "stops.csv").write_text(
        "id,lat,lon,kind,service_min,setup_min\n"
        "hub,49.40,8.68,depot,,\n"
        "flat 1,49.41,8.69,,2,5\n"
        "flat 2,49.41,8.69,,2,5\n"
        "shop,49.39,8.66,,2,10\n",
        encoding="utf-8",
    )
    (tmp_path / "vehicles.csv").write_text("id,count,cost_per_hour\nvan,2,30\n", encoding="utf-8")
    ended = vrp("solve", "stops.csv", "--vehicles", "vehicles.csv", *QUICK)
    assert (ended.returncode, ended.stderr) == (0, "")
    plan = json.loads((tmp_path / "routes/solution.json").read_text(encoding="utf-8"))
    visits = [visit for route in plan["routes"] for visit in route["visits"]]
    assert sorted(visit["setup_s"] for visit in visits) == [0, 300, 600]
    for visit in visits:
        assert visit["start_s"] == visit["arrival_s"] + visit["setup_s"] + visit["wait_s"]
    shown = {row["id"]: row for row in rows(tmp_path / "routes/routes.csv")}
    assert {shown["flat 1"]["wait_s"], shown["flat 2"]["wait_s"], shown["shop"]["wait_s"]} == {"0"}
    report = (tmp_path / "routes/report.html").read_text(encoding="utf-8")
    assert '"setup": "10 min"' in report or '"setup":"10 min"' in report
    checked = vrp("check", "stops.csv", "routes/solution.json", "--vehicles", "vehicles.csv")
    assert checked.returncode == 0


def test_the_sample_in_the_repository(vrp: Program, tmp_path: Path) -> None:
    data = REPOSITORY / "data"
    inputs = (data / "stops.csv", "--vehicles", data / "vehicles.csv")
    assert vrp("solve", *inputs, "--time-limit", "1").returncode == 0
    sample = [stop for stop in rows(data / "stops.csv") if stop.get("kind") != "depot"]
    unassigned = rows(tmp_path / "routes/unassigned.csv")
    text = (tmp_path / "routes/routes.csv").read_text(encoding="utf-8-sig")
    visited = [stop for stop in sample if stop["id"] in text]
    assert len(visited) + len(unassigned) >= len(sample) > 0


def test_a_tour_of_one_vehicle_and_on_from_it(vrp: Program, tmp_path: Path) -> None:
    lines = [f"s{i},{41.1 + i * 37 % 101 / 1000},{-8.6 + i * 53 % 97 / 1000}" for i in range(80)]
    (tmp_path / "tour.csv").write_text("\n".join(["id,lat,lon", *lines]) + "\n")
    inputs = ("tour.csv", "--vehicles", "1", "--depot", "41.15,-8.55", *QUICK)
    assert vrp("solve", *inputs, "--out", "first").returncode == 0
    first = json.loads((tmp_path / "first/solution.json").read_text(encoding="utf-8"))
    assert first["run"]["init"] == "boruvka"
    assert len(first["routes"]) == 1
    ended = vrp("solve", *inputs, "--start", "first/solution.json", "--out", "second")
    assert (ended.returncode, ended.stderr) == (0, "")
    second = json.loads((tmp_path / "second/solution.json").read_text(encoding="utf-8"))
    assert second["cost"]["total"] <= first["cost"]["total"]
    checked = vrp("check", *inputs[:5], "second/solution.json")
    assert checked.returncode == 0, checked.stderr


def test_vehicles_capacity_and_depot_on_the_command_line(vrp: Program, tmp_path: Path) -> None:
    (tmp_path / "bare.csv").write_text("id,lat,lon,demand\na,-33.9,18.4,3\nb,-33.95,18.45,4\n")
    ended = vrp(
        "solve", "bare.csv", "--vehicles", "2", "--capacity", "5", "--depot", "-33.92,18.42", *QUICK
    )
    assert ended.stderr == ""
    assert ended.returncode == 0
    assert len(rows(tmp_path / "routes/unassigned.csv")) == 0


def test_piped_it_is_quiet(vrp: Program, stops: Path, vehicles: Path) -> None:
    ended = vrp("solve", stops, "--vehicles", vehicles, *QUICK)
    assert (ended.stdout, ended.stderr) == ("", "")


def test_table_on_request_fits_100_columns(vrp: Program, stops: Path, vehicles: Path) -> None:
    ended = vrp("solve", stops, "--vehicles", vehicles, *QUICK, "--no-quiet")
    assert ended.stderr == ""
    assert "\x1b" not in ended.stdout
    assert "\r" not in ended.stdout
    assert "estimates" in ended.stdout
    assert str(Path("routes/report.html")) in ended.stdout
    assert max(map(len, ended.stdout.splitlines())) <= 100


def test_a_terminal_that_knows_few_characters(
    vrp_process: Program, stops: Path, vehicles: Path
) -> None:
    inputs = ("solve", stops, "--vehicles", vehicles, *QUICK)
    ended = vrp_process(*inputs, "--no-quiet", PYTHONIOENCODING="ascii")
    assert ended.returncode == 0
    assert "van-1" in ended.stdout
    ended = vrp_process(*inputs, "--json", PYTHONIOENCODING="ascii")
    assert "Café 3" in {row["name"] for row in rows(stops.parent / "routes/routes.csv")}
    assert json.loads(ended.stdout)


def test_json_is_the_solution_and_nothing_else(
    vrp: Program, stops: Path, vehicles: Path, tmp_path: Path
) -> None:
    ended = vrp("solve", stops, "--vehicles", vehicles, *QUICK, "--json")
    assert ended.stderr == ""
    written = json.loads((tmp_path / "routes/solution.json").read_text(encoding="utf-8"))
    assert json.loads(ended.stdout) == written


def test_same_seed_same_routes(
    vrp_process: Program, stops: Path, vehicles: Path, tmp_path: Path
) -> None:
    for out in ("first", "second"):
        assert (
            vrp_process("solve", stops, "--vehicles", vehicles, *QUICK, "--out", out).returncode
            == 0
        )
    first, second = ((tmp_path / out / "routes.csv").read_text() for out in ("first", "second"))
    assert first == second


def test_starts_from_a_plan(vrp: Program, stops: Path, vehicles: Path, tmp_path: Path) -> None:
    inputs = ("solve", stops, "--vehicles", vehicles)
    first = json.loads(vrp(*inputs, *QUICK, "--json").stdout)
    start = ("--start", "routes/solution.json", "--iterations", "0", "--out", "again")
    second = json.loads(vrp(*inputs, *start, "--json").stdout)
    assert second["cost"] == first["cost"]


def test_starts_from_a_plan_of_another_day(
    vrp: Program, stops: Path, vehicles: Path, tmp_path: Path
) -> None:
    assert vrp("solve", stops, "--vehicles", vehicles, *QUICK).returncode == 0
    header, first, *others = stops.read_text().splitlines()
    gone, *others = others
    stops.write_text("\n".join([header, first, *others, "new" + gone[gone.index(",") :]]) + "\n")
    ended = vrp("solve", stops, "--vehicles", vehicles, *QUICK, "--start", "routes/solution.json")
    assert ended.returncode == 0, ended.stderr
    name = gone.partition(",")[0]
    assert ended.stderr == (
        f"vrp: warning: routes/solution.json: not there any more: stop {name!r}\n"
    )
    assert "new" in (tmp_path / "routes/routes.csv").read_text(encoding="utf-8-sig")


def test_what_cannot_be_served_is_a_plan(vrp: Program, stops: Path, tmp_path: Path) -> None:
    ended = vrp("solve", stops, "--vehicles", "1", "--capacity", "20", *QUICK)
    assert ended.returncode == 0
    assert len(rows(tmp_path / "routes/unassigned.csv")) > 0


def test_no_stop_served_is_no_plan(vrp: Program, tmp_path: Path) -> None:
    (tmp_path / "heavy.csv").write_text("id,kind,lat,lon,demand\nd,depot,41,-8,\na,,41.1,-8,50\n")
    ended = vrp("solve", "heavy.csv", "--vehicles", "1", "--capacity", "20", *QUICK)
    assert ended.returncode == 4
    assert ended.stderr.startswith("vrp: error: no stop can be served")
    assert len(rows(tmp_path / "routes/unassigned.csv")) == 1


def test_bad_input_names_row_and_column(vrp: Program, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(
        "id,kind,lat,lon,demand\nd,depot,41,-8,\na,,41.1,-8,many\nb,,95,-8,1\n"
    )
    ended = vrp("solve", "bad.csv", "--vehicles", "1")
    assert ended.returncode == 2
    assert ended.stdout == ""
    problems = ended.stderr.splitlines()
    assert len(problems) == 2
    assert all(line.startswith("vrp: error: ") and "bad.csv" in line for line in problems)
    assert "many" in problems[0]
    assert not (tmp_path / "routes").exists()


@pytest.mark.parametrize("out", ["taken", "taken/below"])
def test_an_unusable_directory_is_noticed_before_the_search(
    vrp: Program, stops: Path, vehicles: Path, tmp_path: Path, out: str
) -> None:
    (tmp_path / "taken").write_text("a file")
    # Searching first would run into the time limit of the tests.
    ended = vrp("solve", stops, "--vehicles", vehicles, "--time-limit", "1000", "--out", out)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"vrp: error: --out: cannot write to {out}")


def test_a_directory_with_the_name_of_a_result_is_noticed_before_the_search(
    vrp: Program, stops: Path, vehicles: Path, tmp_path: Path
) -> None:
    (tmp_path / "routes" / "report.html").mkdir(parents=True)
    ended = vrp("solve", stops, "--vehicles", vehicles, "--time-limit", "1000")
    assert ended.returncode == 2
    assert ended.stderr == (
        "vrp: error: --out: cannot write routes/report.html: is a directory, expected a file\n"
    )
    assert [path.name for path in (tmp_path / "routes").iterdir()] == ["report.html"]


def test_stops_are_not_written_over(
    vrp: Program, stops: Path, vehicles: Path, tmp_path: Path
) -> None:
    stops = stops.rename(tmp_path / "routes.csv")
    before = stops.read_bytes()
    ended = vrp("solve", stops, "--vehicles", vehicles, *QUICK, "--out", ".")
    assert ended.returncode == 2
    assert "--out: cannot write routes.csv: the command reads it" in ended.stderr
    assert stops.read_bytes() == before
    assert vrp("solve", stops, "--vehicles", vehicles, *QUICK).returncode == 0
    plan = ("--start", "routes/solution.json")
    assert vrp("solve", stops, "--vehicles", vehicles, *QUICK, *plan).returncode == 0


def test_help_names_the_exit_codes(vrp_process: Program) -> None:
    ended = vrp_process("--help")
    assert ended.returncode == 0
    assert "distances could not be had" in ended.stdout


def test_warnings_are_one_line_without_our_code(vrp: Program, stops: Path, vehicles: Path) -> None:
    stops.write_text(stops.read_text(encoding="utf-8").replace("demand", "demmand", 1))
    ended = vrp("solve", stops, "--vehicles", vehicles, *QUICK)
    assert ended.returncode == 0
    (warning,) = ended.stderr.splitlines()
    assert warning.startswith("vrp: warning: ")
    assert "'demmand'" in warning


def test_a_reader_that_leaves_is_no_error(stops: Path, vehicles: Path, tmp_path: Path) -> None:
    program = subprocess.Popen(
        command("solve", stops, "--vehicles", vehicles, *QUICK, "--json"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert program.stdout is not None
    program.stdout.close()
    assert program.stderr is not None
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait(timeout=60) == 0
    assert (tmp_path / "routes/solution.json").is_file()
