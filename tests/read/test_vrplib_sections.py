from pathlib import Path

import pytest

from vrp.errors import ReadError
from vrp.read.vrplib_sections import split_sections

PATH = Path("a.vrp")


def test_tabs_blank_lines_and_spaces_before_the_colon_do_not_matter() -> None:
    file = split_sections(PATH, "NAME : \ta b\t\n\nX_SECTION\t\t\n 1\t-2.5 \n\n2 .5\nEOF\nrest")
    assert file.text("NAME") == "a b"
    rows = file.sections["X_SECTION"].rows
    assert [(row.line, row.values) for row in rows] == [(4, ("1", "-2.5")), (6, ("2", ".5"))]


def test_specifications_may_follow_sections_and_comments_repeat() -> None:
    file = split_sections(PATH, "comment: a\nX_SECTION:\n1\nCOMMENT: b\nCAPACITY: 3")
    assert (file.text("CAPACITY"), file.text("COMMENT"), file.text("NAME")) == ("3", "b", None)


def test_every_misplaced_line_is_reported() -> None:
    with pytest.raises(ReadError) as caught:
        split_sections(PATH, "1 2 3\nhello\nCAPACITY: 1\nCAPACITY: 2\nX_SECTION\nX_SECTION")
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        "a.vrp, line 1",
        "a.vrp, line 2",
        "a.vrp, line 4",
        "a.vrp, line 6",
    ]
    assert "CAPACITY is given twice, first on line 3" in str(caught.value)
