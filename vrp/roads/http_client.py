"""Asking a server over HTTP: patient with a busy one, plain about one that does not answer."""

from __future__ import annotations

import json
import math
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from vrp.errors import RoadError

__all__ = ["Answer", "AnswerError", "HttpClient", "Patience", "checked_url", "without_credentials"]

_TOO_MANY_REQUESTS = 429
#: What a busy or restarting server says, and what may well be gone a moment later.
_PASSING = frozenset({_TOO_MANY_REQUESTS, 500, 502, 503, 504})
#: Nobody listens, or there is no such host: urllib3's and Python's names of what waiting does not
#: mend, unless the server was there a moment ago.
_LASTING = frozenset({"NewConnectionError", "NameResolutionError", "ConnectionRefusedError"})
_LONGEST_BACKOFF_S = 30.0
_RECOGNITION_S = 10.0
_CHUNK_BYTES = 1 << 16
_LONGEST_EXCERPT = 200


class AnswerError(Exception):
    """What is wrong with an answer; whoever asked adds the server and what was asked."""


class Answer(NamedTuple):
    """A status, and the JSON that came with it; ``None`` where an error came without any."""

    status: int
    body: Any
    #: The beginning of the text, fit for a message.
    excerpt: str = ""

    @property
    def ok(self) -> bool:
        """Whether the server did what was asked."""
        return self.status < 400

    def __str__(self) -> str:
        """Say what was answered, in words fit for a message."""
        return f"HTTP {self.status}" + (f": {self.excerpt}" if self.excerpt else "")


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server, and how often to ask again.

    Parameters
    ----------
    connect_s
        Seconds to find the server.
    answer_s
        Seconds for a whole answer.
    retries
        How often a question is repeated after a fault that may pass: no connection, no answer in
        time, or a status 500, 502, 503 or 504.
    backoff_s
        Seconds before the first repetition, give or take half; each further wait is twice as long.
    longest_wait_s
        Seconds that one question may wait altogether for a server that asks to come back later
        (status 429, or any with ``Retry-After``).

    Raises
    ------
    RoadError
        Naming the setting and its bound.
    """

    connect_s: float = 5.0
    answer_s: float = 30.0
    retries: int = 3
    backoff_s: float = 0.5
    longest_wait_s: float = 120.0

    def __post_init__(self) -> None:
        for name in ("connect_s", "answer_s"):
            if not 0 < getattr(self, name) < math.inf:
                raise RoadError(f"{name} is {getattr(self, name)}, expected seconds above 0")
        for name in ("retries", "backoff_s", "longest_wait_s"):
            if not 0 <= getattr(self, name) < math.inf:
                raise RoadError(f"{name} is {getattr(self, name)}, expected at least 0")

    def for_recognition(self) -> Patience:
        """To find out what a server is: no question takes long, and one repetition is enough."""
        answer_s = min(self.answer_s, _RECOGNITION_S)
        return replace(self, answer_s=answer_s, retries=min(self.retries, 1))


def checked_url(url: str) -> str:
    """Refuse what is no address of a server, and drop a slash at its end.

    Raises
    ------
    RoadError
        Naming the address, without a password that it may hold.
    """
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise RoadError("the server's address is no URL: expected http://host:port") from None
    shown = without_credentials(url)
    if not valid:
        raise RoadError(f"{shown!r} is no address of a server, expected http://host:port")
    if parts.query or parts.fragment:
        raise RoadError(f"{shown}: give the server's address without '?' or '#' and what follows")
    return url.rstrip("/")


def without_credentials(url: str) -> str:
    """Give the URL without user, password, query and fragment: fit for messages and reports."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="", fragment="").geturl()


class _Fault(NamedTuple):
    """Why an attempt failed, and whether another one makes sense."""

    reason: str
    may_pass: bool
    status: int | None = None
    retry_after_s: float | None = None


class HttpClient:
    """A connection to one server, to be used in a ``with`` statement; threads may share it.

    Parameters
    ----------
    url
        Where every path begins.
    patience
        Time limits and repetitions.
    headers
        Sent with every question.
    secrets
        What must not appear in any message, such as a key that a server may quote.
    interval_s
        Seconds from one question to the next that the server asks for.
    """

    def __init__(
        self,
        url: str,
        patience: Patience,
        *,
        headers: Mapping[str, str] | None = None,
        secrets: tuple[str, ...] = (),
        interval_s: float = 0.0,
    ) -> None:
        # Imported here, as solving without a server has no use for it.
        import requests

        self._url = url
        self._patience = patience
        password = urlsplit(url).password or ""
        self._secrets = tuple(filter(None, (*secrets, password, unquote(password))))
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "vrp"
        self._session.headers.update(headers or {})
        self._closed = threading.Event()
        #: Whether the server has answered at all, be it that it cannot.
        self.has_answered = False
        # A server that asks for a break asks all threads for it.
        self._not_before = 0.0
        self._interval_s = interval_s

    def __enter__(self) -> HttpClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closed.set()
        self._session.close()

    def get(self, path: str) -> Answer:
        """Ask with a GET request; see :meth:`post`."""
        return self._ask("GET", path, None)

    def post(self, path: str, body: Any) -> Answer:
        """Ask with a POST request that carries JSON.

        Returns
        -------
        Answer
            Any that the server stands by, one of status 400 as well as one of status 200.

        Raises
        ------
        AnswerError
            If there is none, or none that can be read, after all repetitions.
        """
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: Any) -> Answer:
        waited_s = 0.0
        attempt = 0
        while True:
            self._sleep(self._not_before - time.monotonic())
            if self._interval_s:
                self._not_before = time.monotonic() + self._interval_s
            outcome = self._attempt(method, path, body)
            if isinstance(outcome, Answer):
                return outcome
            wait_s = self._wait_s(outcome, attempt, waited_s)
            if outcome.retry_after_s is not None or outcome.status == _TOO_MANY_REQUESTS:
                self._not_before = max(self._not_before, time.monotonic() + wait_s)
            self._sleep(wait_s)
            waited_s += wait_s
            attempt += 1

    def _sleep(self, seconds: float) -> None:
        if self._closed.wait(max(0.0, seconds)):
            raise AnswerError("was not asked any more")

    def _wait_s(self, fault: _Fault, attempt: int, waited_s: float) -> float:
        """Seconds until the next attempt, or an error where none makes sense."""
        if not fault.may_pass:
            raise AnswerError(fault.reason)
        backoff_s = min(self._patience.backoff_s * 2.0**attempt, _LONGEST_BACKOFF_S)
        # Jitter keeps many clients from coming back at once; it decides no result, so that it
        # needs no seed.
        wait_s = backoff_s * random.uniform(0.5, 1.5)
        busy = fault.retry_after_s is not None or fault.status == _TOO_MANY_REQUESTS
        if busy:
            wait_s = max(wait_s, fault.retry_after_s or 0.0)
            if waited_s + wait_s > self._patience.longest_wait_s:
                raise AnswerError(
                    f"{fault.reason}; it would take a wait of {waited_s + wait_s:.0f} s, more than "
                    f"the {self._patience.longest_wait_s:g} s allowed"
                )
        if attempt >= self._patience.retries and fault.status != _TOO_MANY_REQUESTS:
            times = f", asked {attempt + 1} times" if attempt else ""
            raise AnswerError(fault.reason + times)
        return wait_s

    def _attempt(self, method: str, path: str, body: Any) -> Answer | _Fault:
        from requests import exceptions

        patience = self._patience
        try:
            with self._session.request(
                method,
                self._url + path,
                json=body,
                stream=True,
                timeout=(patience.connect_s, patience.answer_s),
            ) as response:
                content = self._read(response)
                return self._understood(response, content)
        except exceptions.ConnectTimeout:
            reason = f"did not accept a connection within {patience.connect_s:g} s"
            return _Fault(reason, may_pass=self.has_answered)
        except (exceptions.Timeout, TimeoutError):
            return _Fault(f"did not answer within {patience.answer_s:g} s", may_pass=True)
        except (exceptions.SSLError, exceptions.ProxyError) as error:
            return _Fault(f"cannot be reached: {_cause(error)}", may_pass=False)
        except (exceptions.ChunkedEncodingError, exceptions.ContentDecodingError):
            return _Fault("broke its answer off", may_pass=True)
        except exceptions.ConnectionError as error:
            return self._no_connection(error)
        except exceptions.RequestException as error:
            return _Fault(f"cannot be asked ({type(error).__name__})", may_pass=False)

    def _no_connection(self, error: Exception) -> _Fault:
        """Tell a server that was never there from one that is gone for a moment."""
        links = _chain(error)
        lasting = any(type(link).__name__ in _LASTING for link in links)
        # In the middle of an answer, requests calls a time-out a connection error.
        if not lasting and any(isinstance(link, TimeoutError) for link in links):
            return _Fault(f"did not answer within {self._patience.answer_s:g} s", may_pass=True)
        hint = "; is it running, and is the address right?" if lasting else ""
        return _Fault(f"cannot be reached: {_cause(error)}{hint}", self.has_answered or not lasting)

    def _read(self, response: Any) -> bytes:
        """Read the whole answer; a server that sends it drop by drop is slow all the same."""
        deadline = time.monotonic() + self._patience.answer_s
        content = bytearray()
        for chunk in response.iter_content(_CHUNK_BYTES):
            content += chunk
            if time.monotonic() > deadline:
                raise TimeoutError
        return bytes(content)

    def _understood(self, response: Any, content: bytes) -> Answer | _Fault:
        self.has_answered = True
        status = int(response.status_code)
        excerpt = self._excerpt(content)
        if status in _PASSING:
            reason = str(Answer(status, None, excerpt or str(response.reason)))
            retry_after_s = _seconds_until(response.headers.get("Retry-After"))
            return _Fault(f"answered {reason}", True, status, retry_after_s)
        try:
            body = json.loads(content, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            if status >= 400:
                return Answer(status, None, excerpt)
            what = f"{len(content)} bytes that are no valid JSON ({_first_line(error)})"
            return _Fault(f"answered {what}: {excerpt}", may_pass=False)
        return Answer(status, body, excerpt)

    def _excerpt(self, content: bytes) -> str:
        text = content[: 4 * _LONGEST_EXCERPT].decode("utf-8", errors="replace")
        for secret in self._secrets:
            text = text.replace(secret, "***")
        text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return text if len(text) <= _LONGEST_EXCERPT else text[: _LONGEST_EXCERPT - 1] + "…"


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what it was made from: urllib3 keeps it in ``reason``, Python in the cause."""
    links: list[BaseException] = []
    pending: list[object] = [error]
    while pending:
        link = pending.pop()
        if isinstance(link, BaseException) and link not in links:
            links.append(link)
            pending += [link.__cause__, link.__context__, getattr(link, "reason", None), *link.args]
    return links


def _cause(error: BaseException) -> str:
    """What the operating system said, without the addresses that libraries wrap around it."""
    links = _chain(error)
    for link in links:
        if isinstance(link, OSError) and link.strerror:
            return link.strerror
    return type(links[-1]).__name__


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).partition("\n")[0][:_LONGEST_EXCERPT]


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _seconds_until(retry_after: str | None) -> float | None:
    """Seconds that a ``Retry-After`` header asks for; ``None`` without one that can be read."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
