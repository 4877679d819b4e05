from __future__ import annotations

from pathlib import Path

import pytest
from compared_results import made_up_results, result

from vrp.compare.plot import gap_curve, plot_gaps, save_plot
from vrp.compare.result import REFUSED
from vrp.compare.standings import Gaps

pytest.importorskip("matplotlib")


def test_a_curve_is_the_mean_of_the_plans_known_at_a_time() -> None:
    runs = [
        result("a", 110, trace=((0.1, 0, 150), (1.0, 0, 110))),
        result("a", 120, seed=1, trace=((0.2, 0, 130), (0.5, 0, 120))),
    ]
    seconds, means = gap_curve(runs, Gaps(runs))
    assert seconds[0] == pytest.approx(0.2)
    assert seconds[-1] == pytest.approx(1.1)
    assert means[0] == pytest.approx((0.5 + 0.3) / 2)
    assert means[-1] == pytest.approx((0.1 + 0.2) / 2)
    assert means == sorted(means, reverse=True)


def test_plans_that_leave_out_more_are_not_on_the_curve() -> None:
    runs = [result("a", 110, trace=((0.1, 3, 10), (0.7, 0, 110)))]
    seconds, means = gap_curve(runs, Gaps(runs))
    assert seconds[0] == pytest.approx(0.7)
    assert means[0] == pytest.approx(0.1)


def test_without_a_trace_there_is_no_curve() -> None:
    runs = [result("vroom", 110, trace=())]
    assert gap_curve(runs, Gaps(runs)) == ([], [])


def test_a_solver_has_its_colour_in_every_company() -> None:
    from matplotlib.figure import Figure

    def colours(*solvers: str) -> dict[str, str]:
        axes = Figure().subplots()
        plot_gaps([result(solver, 110) for solver in solvers], axes)
        return {line.get_label().split()[0]: line.get_color() for line in axes.get_lines()}

    first, second = colours("pyvrp", "vrp"), colours("theirs", "vrp", "vroom", "pyvrp")
    assert first["vrp"] == second["vrp"]
    assert first["pyvrp"] == second["pyvrp"]
    assert len(set(second.values())) == 4


def test_the_plot_is_written_whatever_there_is(tmp_path: Path) -> None:
    for path in save_plot(made_up_results(), tmp_path):
        assert path.stat().st_size > 1000
    refused = result("a", None, status=REFUSED)
    png, svg = save_plot([refused], tmp_path)
    assert png.read_bytes().startswith(b"\x89PNG")
    assert "<svg" in svg.read_text()
    assert {path.name for path in tmp_path.iterdir()} == {"gap.png", "gap.svg"}


def test_a_plot_that_cannot_be_drawn_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from matplotlib.figure import Figure

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    (tmp_path / "gap.png").write_text("old")
    monkeypatch.setattr(Figure, "savefig", fail)
    with pytest.raises(OSError, match="disk full"):
        save_plot(made_up_results(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["gap.png"]
    assert (tmp_path / "gap.png").read_text() == "old"


def test_who_has_nothing_to_show_is_named() -> None:
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    plot_gaps([result("vrp", 110), result("pyvrp", 120), result("b", None, status=REFUSED)], axes)
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["vrp 1.0", "pyvrp 1.0", "b 1.0: no comparable run"]


def test_numbers_of_threads_have_curves_of_their_own() -> None:
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    plot_gaps([result("vrp", 110, threads=1), result("vrp", 105, threads=8)], axes)
    labels = [label for line in axes.get_lines() if not (label := line.get_label()).startswith("_")]
    assert labels == ["vrp 1.0, threads 1", "vrp 1.0, threads 8"]
