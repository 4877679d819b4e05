import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vrp.clock import DAY_S, format_clock, parse_clock, seconds_since

DATE = datetime.date(2025, 3, 31)


@pytest.mark.parametrize(
    ("text", "date", "seconds"),
    [
        ("08:30", None, 30_600),
        ("8:30", None, 30_600),
        (" 08:30:15 ", None, 30_615),
        ("00:00", None, 0),
        ("24:00", None, DAY_S),
        ("01:15 +1d", None, DAY_S + 4_500),
        ("01:15+2d", None, 2 * DAY_S + 4_500),
        ("8:30 AM", None, 30_600),
        ("08:30:15pm", None, 12 * 3600 + 30_615),
        ("12:05 a.m.", None, 300),
        ("12:05 PM", None, 12 * 3600 + 300),
        ("1:15 AM +1d", None, DAY_S + 4_500),
        ("2025-03-31 8:30 AM", DATE, 30_600),
        ("2025-03-31T08:30", DATE, 30_600),
        ("2025-03-31t08:30:01", DATE, 30_601),
        ("2025-03-31 8:30", DATE, 30_600),
        ("1899-12-30T08:30:00", None, 30_600),
        ("1899-12-30 24:00", None, DAY_S),
        ("1900-01-00 8:30", None, 30_600),
        ("1900-01-02T08:30", datetime.date(1900, 1, 2), 30_600),
        ("2024-02-29T24:00", datetime.date(2024, 2, 29), DAY_S),
    ],
)
def test_parse_reads_every_form(text: str, date: datetime.date | None, seconds: int) -> None:
    assert parse_clock(text) == (date, seconds)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a time, expected HH:MM"),
        ("noon", "is not a time"),
        ("8", "is not a time"),
        ("8:5", "is not a time"),
        ("08:30 QM", "is not a time"),
        ("13:30 PM", "expected 1:00 to 12:59 before AM and PM"),
        ("0:30 am", "expected 1:00 to 12:59 before AM and PM"),
        ("08:30Z", "has a time zone, and there are none here"),
        ("2025-03-31T08:30:00+02:00", "has a time zone, and there are none here"),
        ("2025-03-31 08:30 -0500", "has a time zone, and there are none here"),
        ("08:00-12:00", "is not a time"),
        ("-1:00", "is not a time"),
        ("31.03.2025 08:30", "YYYY-MM-DDTHH:MM"),
        ("\uff124:00", "is not a time"),
        ("24:01", "expected 00:00 to 24:00"),
        ("25:00", "expected 00:00 to 24:00"),
        ("08:60", "expected 00:00 to 24:00"),
        ("08:30:60", "expected 00:00 to 24:00"),
        ("2025-02-29T08:30", "a date that does not exist"),
        ("1900-01-01T08:30:00", "expected HH:MM alone, 'HH:MM \\+1d' for the day after"),
        ("1899-12-31 01:00", "has a date that programs write before a time without one"),
        ("1900-00-00 08:30", "a date that does not exist"),
        ("2025-13-01 08:30", "a date that does not exist"),
    ],
)
def test_parse_says_what_it_expected(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_clock(text)


def test_a_time_without_date_is_on_the_epoch() -> None:
    assert seconds_since(DATE, parse_clock("08:00")) == 8 * 3600
    assert seconds_since(DATE, parse_clock("2025-04-01T08:00")) == DAY_S + 8 * 3600
    assert seconds_since(None, parse_clock("08:00")) == 8 * 3600


@pytest.mark.parametrize(
    ("seconds", "epoch", "text"),
    [
        (30_615, None, "08:30"),
        (DAY_S + 60, None, "00:01 +1d"),
        (30_615, "2025-03-31", "2025-03-31T08:30"),
        (DAY_S, "2025-12-31", "2026-01-01T00:00"),
        (-60, None, "23:59 -1d"),
    ],
)
def test_format_shows_what_a_clock_shows(seconds: int, epoch: str | None, text: str) -> None:
    assert format_clock(seconds, epoch) == text


@given(st.integers(0, 9_999 * DAY_S), st.none() | st.dates(max_value=datetime.date(2900, 1, 1)))
def test_what_is_formatted_with_seconds_reads_back(
    seconds: int, epoch: datetime.date | None
) -> None:
    text = format_clock(seconds, epoch.isoformat() if epoch else None, with_seconds=True)
    assert seconds_since(epoch, parse_clock(text)) == seconds


def test_the_day_after_the_last_date_has_a_form_that_reads_back() -> None:
    assert format_clock(86_520, "9999-12-31") == "9999-12-31T00:02 +1d"
    date, seconds = parse_clock("9999-12-31T00:02 +1d")
    assert (date, seconds) == (datetime.date(9999, 12, 31), 86_520)
