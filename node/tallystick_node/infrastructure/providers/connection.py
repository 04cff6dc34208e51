"""The line to a provider: time and size limits, tries, and a pause after failures in a row."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from tallystick.documents import DocumentError, joined
from tallystick.errors import ConfigError
from tallystick.exchanges.deadline import Deadline
from tallystick.exchanges.sessions import timed_session
from tallystick_node.infrastructure.providers.failure import ProviderFailed

__all__ = ["ProviderLine", "senseless"]

SECONDS_MAX = 10.0
TRIES = 3
FAILURES_MAX = 5
PAUSE_SECONDS = 30.0
_PART_BYTES = 2**16
ANSWER_BYTES_MAX = 2**20


@dataclass
class ProviderLine:
    """Posts a signed body and returns the bytes and headers that came back.

    A request may be repeated: it carries its own number, and a provider counts it once. who: what
    the provider is called in sentences. seconds_max: for everything, tries included.
    authority: PEM file of who vouches for the provider. certificate: PEM files of ours and its key,
    for mutual TLS. clock: seconds that only rise. ConfigError `PROVIDER:TLS` for a file that is
    not there.
    """

    url: str
    seconds_max: float = SECONDS_MAX
    clock: Callable[[], float] = time.monotonic
    who: str = "bureau"
    tries: int = TRIES
    failures_max: int = FAILURES_MAX
    pause_seconds: float = PAUSE_SECONDS
    authority: Path | None = None
    certificate: tuple[Path, Path] | None = None
    _failures: int = 0
    _not_before: float = 0.0
    _session: requests.Session = field(init=False, repr=False)

    def __post_init__(self) -> None:
        again = Retry(
            total=self.tries - 1, backoff_factor=0.2, status_forcelist=(502, 503, 504),
            allowed_methods=("POST",), raise_on_status=False, respect_retry_after_header=False,
        )  # fmt: skip
        self._session = timed_session(again)
        for file in (self.authority, *(self.certificate or ())):
            if file is not None and not file.is_file():
                raise ConfigError("PROVIDER:TLS", f"there is no file {file}; give a PEM file")
        if self.certificate is not None:
            self._session.cert = (str(self.certificate[0]), str(self.certificate[1]))

    def close(self) -> None:
        """Close the pooled connections."""
        self._session.close()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[bytes, Any]:
        """Post a body and return the response.

        Args:
            path: Below the provider's URL, beginning with a slash.
            body: What is sent, signed already.
            headers: The request's headers.

        Returns:
            The response's body, at most 1 MiB, and its headers.

        Raises:
            ProviderFailed: PROVIDER:TIMEOUT, :UNAVAILABLE or :REFUSED when none came; :PAUSED after
                failures in a row; :ANSWER for a redirect.
        """
        if self._failures >= self.failures_max and self.clock() < self._not_before:
            raise ProviderFailed("PROVIDER:PAUSED", f"the {self.who} has failed; it is asked later")
        deadline = Deadline(self.seconds_max)
        try:
            with (
                deadline,
                self._session.post(
                    self.url + path, data=body, headers=dict(headers), timeout=self.seconds_max,
                    allow_redirects=False, stream=True,
                    verify=True if self.authority is None else str(self.authority),
                ) as response,
            ):  # fmt: skip
                content = joined(response.iter_content(_PART_BYTES), ANSWER_BYTES_MAX)
        except DocumentError as long:
            raise self._failed("UNAVAILABLE", "'s answer is too long") from long
        except (requests.RequestException, HTTPError, OSError) as error:
            if deadline.over or isinstance(error, requests.Timeout):
                raise self._failed("TIMEOUT", " did not answer in time") from None
            # The cause may quote the address with what was asked.
            reason = f" is not to be reached ({type(error).__name__})"
            raise self._failed("UNAVAILABLE", reason) from None
        if response.status_code >= 500:
            raise self._failed("UNAVAILABLE", f" failed ({response.status_code})")
        self._failures = 0
        if response.status_code >= 400:
            raise ProviderFailed(
                "PROVIDER:REFUSED", f"the {self.who} refuses ({response.status_code})"
            )
        if response.status_code >= 300:
            raise senseless("it sends us elsewhere", self.who)
        return content, response.headers

    def _failed(self, code: str, what: str) -> ProviderFailed:
        self._failures += 1
        self._not_before = self.clock() + self.pause_seconds
        return ProviderFailed(f"PROVIDER:{code}", f"the {self.who}{what}")


def senseless(what: str, who: str = "bureau") -> ProviderFailed:
    """Return the failure for a response that makes no sense.

    Args:
        what: What is wrong with it; it must quote nothing of the response.
        who: What the provider is called.

    Returns:
        The error to raise, PROVIDER:ANSWER.
    """
    return ProviderFailed("PROVIDER:ANSWER", f"the {who}'s answer makes no sense ({what})")
