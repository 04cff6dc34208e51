"""The line to a bureau: a time limit, three tries, and a pause after five failures in a row."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from tallystick.documents import DocumentError, joined
from tallystick_node.kyc.providers.protocols import ProviderFailed

__all__ = ["BureauLine", "senseless"]

SECONDS_MAX = 10.0
TRIES = 3
FAILURES_MAX = 5
PAUSE_SECONDS = 30.0
_PART_BYTES = 2**16
ANSWER_BYTES_MAX = 2**20


@dataclass
class BureauLine:
    """Posts a signed body and returns the bytes and headers that came back.

    A request may be repeated: it carries its own number, and a bureau counts it once. clock:
    seconds that only rise.
    """

    url: str
    seconds_max: float = SECONDS_MAX
    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _not_before: float = 0.0
    _session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        again = Retry(
            total=TRIES - 1, backoff_factor=0.2, status_forcelist=(502, 503, 504),
            allowed_methods=("POST",), raise_on_status=False, respect_retry_after_header=False,
        )  # fmt: skip
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=again))

    def close(self) -> None:
        """Close the pooled connections."""
        self._session.close()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[bytes, Any]:
        """Post a body and return the response.

        Args:
            path: Below the bureau's URL, beginning with a slash.
            body: What is sent, signed already.
            headers: The request's headers.

        Returns:
            The response's body, at most 1 MiB, and its headers.

        Raises:
            ProviderFailed: PROVIDER:TIMEOUT, :UNAVAILABLE or :REFUSED when none came; :PAUSED after
                five failures in a row; :ANSWER for a redirect.
        """
        if self._failures >= FAILURES_MAX and self.clock() < self._not_before:
            raise ProviderFailed("PROVIDER:PAUSED", "the bureau has failed; it is asked later")
        try:
            response = self._session.post(
                self.url + path, data=body, headers=dict(headers), timeout=self.seconds_max,
                allow_redirects=False, stream=True,
            )  # fmt: skip
            content = joined(response.iter_content(_PART_BYTES), ANSWER_BYTES_MAX)
        except DocumentError as long:
            self._failed()
            raise ProviderFailed(
                "PROVIDER:UNAVAILABLE", "the bureau's answer is too long"
            ) from long
        except requests.Timeout as error:
            self._failed()
            raise ProviderFailed("PROVIDER:TIMEOUT", "the bureau did not answer in time") from error
        except requests.RequestException as error:
            self._failed()
            raise ProviderFailed(
                "PROVIDER:UNAVAILABLE", f"the bureau is not to be reached ({type(error).__name__})"
            ) from None
        if response.status_code >= 500:
            self._failed()
            raise ProviderFailed(
                "PROVIDER:UNAVAILABLE", f"the bureau failed ({response.status_code})"
            )
        self._failures = 0
        if response.status_code >= 400:
            raise ProviderFailed("PROVIDER:REFUSED", f"the bureau refuses ({response.status_code})")
        if response.status_code >= 300:
            raise senseless("it sends us elsewhere")
        return content, response.headers

    def _failed(self) -> None:
        self._failures += 1
        self._not_before = self.clock() + PAUSE_SECONDS


def senseless(what: str) -> ProviderFailed:
    """Return the failure for a response that makes no sense.

    Args:
        what: What is wrong with it; it must quote nothing of the response.

    Returns:
        The error to raise, PROVIDER:ANSWER.
    """
    return ProviderFailed("PROVIDER:ANSWER", f"the bureau's answer makes no sense ({what})")
