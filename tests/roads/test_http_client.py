"""Patience with busy servers, and plain words about those that do not answer."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests
from fake_road_server import FakeRoadServer, Fault, running_fake_server
from free_port import answering_once, nobody_listening
from requests import exceptions

from vrp.errors import RoadError
from vrp.roads.http_client import (
    AnswerError,
    HttpClient,
    Patience,
    checked_url,
    without_credentials,
)

QUICK = Patience(connect_s=2, answer_s=5, retries=2, backoff_s=0.001, longest_wait_s=30)


@pytest.fixture
def fake() -> Iterator[FakeRoadServer]:
    with running_fake_server(formats={"valhalla"}) as server:
        yield server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that clients would have waited; they do not."""
    seconds: list[float] = []
    monkeypatch.setattr(HttpClient, "_sleep", lambda self, wait_s: seconds.append(wait_s))
    return seconds


def status(url: str, patience: Patience = QUICK) -> object:
    with HttpClient(url, patience) as client:
        return client.get("/status").body


def test_an_answer(fake: FakeRoadServer) -> None:
    with HttpClient(fake.url, QUICK) as client:
        assert not client.has_answered
        answer = client.get("/status")
        assert client.has_answered
    assert answer.ok
    assert answer.body["version"] == "3.5.1"


def test_errors_that_the_server_stands_by_are_answers(fake: FakeRoadServer) -> None:
    with HttpClient(fake.url, QUICK) as client:
        answer = client.get("/nonsense")
    assert not answer.ok
    assert answer.body["error_code"] == 106
    assert str(answer).startswith('HTTP 404: {"error_code": 106')


def test_errors_without_json_are_answers_too(fake: FakeRoadServer) -> None:
    fake.always = Fault(status=404, body=b"<h1>nothing</h1>")
    with HttpClient(fake.url, QUICK) as client:
        answer = client.get("/status")
    assert answer == (404, None, "<h1>nothing</h1>")


def test_waits_double_give_or_take_half(fake: FakeRoadServer, waits: list[float]) -> None:
    fake.always = Fault(status=503)
    with pytest.raises(AnswerError, match=r"answered HTTP 503.*, asked 6 times"):
        status(fake.url, Patience(retries=5, backoff_s=1.0))
    backoffs = [wait for wait in waits if wait > 0]
    assert len(backoffs) == 5
    for number, wait in enumerate(backoffs):
        assert 0.5 * 2**number <= wait <= 1.5 * 2**number


def test_waits_stay_below_a_minute(fake: FakeRoadServer, waits: list[float]) -> None:
    fake.always = Fault(status=503)
    with pytest.raises(AnswerError):
        status(fake.url, Patience(retries=9, backoff_s=20.0))
    assert max(waits) <= 45


def test_retry_after_in_seconds_is_honoured(fake: FakeRoadServer, waits: list[float]) -> None:
    fake.faults = deque([Fault(status=503, headers={"Retry-After": "17"})])
    status(fake.url)
    assert max(waits) == 17


def test_retry_after_as_a_date_is_honoured(fake: FakeRoadServer, waits: list[float]) -> None:
    later = datetime.now(UTC) + timedelta(seconds=20)
    header = {"Retry-After": format_datetime(later, usegmt=True)}
    fake.faults = deque([Fault(status=429, headers=header)])
    status(fake.url)
    assert 15 < max(waits) <= 20


@pytest.mark.parametrize("text", ["soon", "-3", "", "Wed, 99 Foo 2026"])
def test_retry_after_that_says_nothing(fake: FakeRoadServer, waits: list[float], text: str) -> None:
    fake.faults = deque([Fault(status=503, headers={"Retry-After": text})])
    status(fake.url)
    assert max(waits) < 1


def test_a_break_longer_than_our_patience(fake: FakeRoadServer, waits: list[float]) -> None:
    fake.always = Fault(status=429, headers={"Retry-After": "86400"}, body=b"daily quota")
    with pytest.raises(
        AnswerError, match=r"HTTP 429: daily quota; .* a wait of 86400 s, more than the 30 s"
    ):
        status(fake.url)
    assert len(fake.asked) == 1


def test_too_many_requests_are_repeated_as_long_as_we_may_wait(
    fake: FakeRoadServer, waits: list[float]
) -> None:
    fake.always = Fault(status=429)
    with pytest.raises(AnswerError, match="more than the 30 s allowed"):
        status(fake.url, Patience(retries=0, backoff_s=1.0, longest_wait_s=30))
    assert 4 <= len(fake.asked) <= 7


def test_a_break_is_kept_by_all_questions(fake: FakeRoadServer, waits: list[float]) -> None:
    fake.faults = deque([Fault(status=429, headers={"Retry-After": "9"})])
    with HttpClient(fake.url, QUICK) as client:
        client.get("/status")
        del waits[:]
        client.get("/status")
    assert max(waits) > 5


def test_a_slow_server(fake: FakeRoadServer) -> None:
    fake.always = Fault(delay_s=60)
    with pytest.raises(AnswerError, match=r"^did not answer within 0.05 s, asked 2 times$"):
        status(fake.url, Patience(answer_s=0.05, retries=1, backoff_s=0.001))


def test_a_server_that_is_slow_once(fake: FakeRoadServer) -> None:
    fake.faults = deque([Fault(delay_s=60)])
    # On a busy machine the next answers may be late as well.
    assert status(fake.url, Patience(answer_s=0.2, retries=100, backoff_s=0.001))


def drip(connection: socket.socket, over: threading.Event) -> None:
    """Each piece comes within the time limit, the whole answer does not."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    over.wait(0.02)
    with suppress(OSError):
        while not over.wait(0.02):
            connection.sendall(b"1\r\n[\r\n")


def begin(connection: socket.socket, over: threading.Event) -> None:
    """The answer stops in the middle."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[")
    over.wait(5)


@pytest.mark.parametrize("answer", [drip, begin])
def test_an_answer_that_does_not_end(
    answer: Callable[[socket.socket, threading.Event], None],
) -> None:
    with (
        answering_once(answer) as url,
        pytest.raises(AnswerError, match=r"did not answer within 0.2 s"),
    ):
        status(url, Patience(answer_s=0.2, retries=0))


def test_an_answer_that_breaks_off(fake: FakeRoadServer) -> None:
    fake.always = Fault(cut_at=10)
    with pytest.raises(AnswerError, match=r"^broke its answer off, asked 3 times$"):
        status(fake.url)


def test_an_answer_that_breaks_off_once(fake: FakeRoadServer) -> None:
    fake.faults = deque([Fault(cut_at=10)])
    assert status(fake.url)


def test_nobody_listens() -> None:
    with (
        nobody_listening() as url,
        pytest.raises(AnswerError, match=r"^cannot be reached: Connection refused; is it running"),
    ):
        status(url, Patience(backoff_s=1e6))


def test_no_such_host() -> None:
    with pytest.raises(AnswerError, match="cannot be reached"):
        status("http://no-such-host.invalid", Patience(backoff_s=1e6))


def test_a_server_that_went_away_is_waited_for(waits: list[float]) -> None:
    with running_fake_server(formats={"valhalla"}) as fake:
        fake.always = Fault(headers={"Connection": "close"})
        client = HttpClient(fake.url, Patience(retries=3, backoff_s=1.0))
        client.get("/status")
    with client, pytest.raises(AnswerError, match=r"cannot be reached.*asked 4 times"):
        client.get("/status")
    assert len([wait for wait in waits if wait > 0.4]) == 3


def test_a_closed_client_asks_nothing(fake: FakeRoadServer) -> None:
    with HttpClient(fake.url, QUICK) as client:
        pass
    with pytest.raises(AnswerError, match="not asked any more"):
        client.get("/status")
    assert fake.asked == []


def test_secrets_are_in_no_message(fake: FakeRoadServer) -> None:
    fake.always = Fault(status=400, body=b"key s3cr3t of user:pa55 is wrong")
    url = fake.url.replace("http://", "http://user:pa55@")
    with HttpClient(url, QUICK, secrets=("s3cr3t", "")) as client:
        assert client.get("/status").excerpt == "key *** of user:*** is wrong"


def test_long_answers_are_shortened(fake: FakeRoadServer) -> None:
    fake.always = Fault(status=400, body=b"x" * 10_000)
    with HttpClient(fake.url, QUICK) as client:
        excerpt = client.get("/status").excerpt
    assert len(excerpt) == 200
    assert excerpt.endswith("…")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"connect_s": 0}, "connect_s is 0, expected seconds above 0"),
        ({"answer_s": float("inf")}, "answer_s is inf"),
        ({"retries": -1}, "retries is -1, expected at least 0"),
        ({"backoff_s": float("nan")}, "backoff_s is nan"),
    ],
)
def test_patience_that_makes_no_sense(settings: dict[str, float], says: str) -> None:
    with pytest.raises(RoadError, match=says):
        Patience(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://u:p@host:1/a?key=k#f", "http://host:1/a"),
        ("https://host/a/b", "https://host/a/b"),
        ("http://[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_addresses_are_shown_without_credentials(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


def test_a_slash_at_the_end_of_an_address() -> None:
    assert checked_url("http://host:5000/") == "http://host:5000"
    assert checked_url("https://u:p@host/ors/") == "https://u:p@host/ors"


@pytest.mark.parametrize(
    "url", ["", "host:5000", "ftp://host", "http://", "http://:80", "http://h:99999", "http://[1"]
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(RoadError, match=r"http://host:port"):
        checked_url(url)


def test_addresses_with_more_than_a_path() -> None:
    with pytest.raises(RoadError, match="without '\\?'") as caught:
        checked_url("https://host/?api_key=s3cr3t")
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "says", "times"),
    [
        (exceptions.ConnectTimeout(), "did not accept a connection within 2 s", 1),
        (exceptions.ReadTimeout(), "did not answer within 5 s, asked 3 times", 3),
        (exceptions.SSLError(OSError(1, "wrong version")), "cannot be reached: wrong version", 1),
        (exceptions.ProxyError(), "cannot be reached: ProxyError", 1),
        (exceptions.ChunkedEncodingError(), "broke its answer off, asked 3 times", 3),
        (exceptions.ConnectionError(TimeoutError("timed out")), "did not answer within 5 s", 3),
        (exceptions.ConnectionError(), "cannot be reached: ConnectionError, asked 3 times", 3),
        (exceptions.InvalidHeader("key: s3cr3t\n"), "cannot be asked (InvalidHeader)", 1),
        (exceptions.TooManyRedirects(), "cannot be asked (TooManyRedirects)", 1),
    ],
)
def test_faults_of_a_connection(
    monkeypatch: pytest.MonkeyPatch,
    waits: list[float],
    error: Exception,
    says: str,
    times: int,
) -> None:
    tried = []

    def request(*_: object, **__: object) -> None:
        tried.append(error)
        raise error

    monkeypatch.setattr(requests.Session, "request", request)
    with pytest.raises(AnswerError) as caught:
        status("http://host")
    assert str(caught.value).startswith(says)
    assert len(tried) == times
