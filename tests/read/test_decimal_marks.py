import pytest

from vrp.read.decimal_marks import DecimalMarks, FileMarks


def look(marks: DecimalMarks, *cells: str, file: str = "s.csv", small: bool = False) -> FileMarks:
    return marks.look(file, range(2, 2 + len(cells)), [("demand", list(cells), small)])


@pytest.mark.parametrize("cell", ["1,200", "1.200", "-12,000", "999.999"])
def test_a_number_that_may_be_thousands_is_refused(cell: str) -> None:
    marks = look(DecimalMarks(), cell, "5")
    with pytest.raises(ValueError, match=r"may be .* and no other number shows what its"):
        marks.check(cell, small=False)


def test_what_to_write_instead_is_said() -> None:
    with pytest.raises(ValueError, match=r"may be 1200 or 1\.2, .* comma .*: write 1200 or 1\.2$"):
        look(DecimalMarks(), "1,200").check("1,200", small=False)


@pytest.mark.parametrize("proof", ["0,500", "1,5", "1200,125", "7,", ",5", "1,25e3"])
def test_another_number_shows_that_a_mark_is_the_decimal_one(proof: str) -> None:
    marks = look(DecimalMarks(), "1,200", proof)
    marks.check("1,200", small=False)
    with pytest.raises(ValueError, match=r"than row 3, column 'demand': write 1200 or 1,2$"):
        marks.check("1.200", small=False)
    with pytest.raises(ValueError, match="has a decimal point but row 3, column 'demand' has a"):
        marks.check("1.2", small=False)


@pytest.mark.parametrize("cell", ["1,200,000", "12.345.678"])
def test_several_groups_show_a_thousands_separator(cell: str) -> None:
    marks = look(DecimalMarks(), "5", cell)
    plain = cell.replace(",", "").replace(".", "")
    with pytest.raises(ValueError, match=f"thousands separators, which .*: write {plain}$"):
        marks.check(cell, small=False)
    mark = "," if "," in cell else "."
    with pytest.raises(ValueError, match=r"separator, as in row 3, column 'demand', .* write 1200"):
        marks.check(f"1{mark}200", small=False)


def test_numbers_below_a_thousand_are_proof_themselves() -> None:
    marks = look(DecimalMarks(), "41.149", small=True)
    marks.check("41.149", small=True)
    marks.check("1.200", small=False)
    with pytest.raises(ValueError, match="has a decimal comma but row 2"):
        marks.check("41,149", small=True)


def test_the_file_read_with_it_shows_the_mark_unless_its_own_numbers_do() -> None:
    together = DecimalMarks()
    look(together, "48.8")
    fleet = look(together, "1.200", file="v.csv")
    fleet.check("1.200", small=False)
    with pytest.raises(ValueError, match=r"than s\.csv, row 2, column 'demand': write 12000 or 12"):
        fleet.check("12,000", small=False)
    other = look(together, "0,5", "12,000", file="w.csv")
    other.check("12,000", small=False)
