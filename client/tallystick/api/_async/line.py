"""The line to a node: who asks, what is asked again, and what a refusal means."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx2
from pydantic_core import to_jsonable_python

from tallystick.api.records.sessions import ChallengeResponse, OpenedResponse
from tallystick.api.responses import read_answer, refusal_of, unreachable
from tallystick.api.session import signed_message
from tallystick.chain.signer import TextSigner
from tallystick.errors import InputError, NodeBusy, NodeRefused, TransportError
from tallystick.exchanges.clients import AsyncTimedClient

__all__ = ["AsyncCalls", "AsyncLine"]

T = TypeVar("T")
TIMEOUT_SECONDS = 30
# A document of 10 MiB may take its time; an answer that drips may not.
SILENCES_MAX = 4
ATTEMPTS_MAX = 3
_SAFE = {"GET", "PUT"}
_UNAUTHORISED = 401


class AsyncLine:
    """Asks one node over HTTP. With a signer it signs in when it has to, and again when it ended.

    token: a bearer token in place of a signer. timeout_seconds: for each silence; a whole exchange
    may take four times as long. What may be asked twice (GET, PUT, and whatever has
    an Idempotency-Key) is asked up to three times while the node is busy or cannot be reached.
    """

    def __init__(
        self,
        url: str,
        signer: TextSigner | None = None,
        *,
        token: str | None = None,
        public_url: str | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        timeout_seconds: int = TIMEOUT_SECONDS,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise InputError("INPUT:URL", f"the node's URL begins with http(s)://, not {url!r}")
        self.url = url.rstrip("/")
        self._public_url = (public_url or self.url).rstrip("/")
        self._signer = signer
        self._token = token
        self._signing_in = asyncio.Lock()
        try:
            self._client = AsyncTimedClient(
                SILENCES_MAX * timeout_seconds,
                base_url=self.url, timeout=timeout_seconds, transport=transport,
            )  # fmt: skip
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise InputError("INPUT:URL", f"{self.url!r} is not a URL: {error}") from error

    async def close(self) -> None:
        """Give the connection back."""
        await self._client.aclose()

    async def sign_in(self) -> OpenedResponse:
        """Open a session with the signer's wallet.

        Returns:
            The session with its bearer token.

        Raises:
            InputError: NODE:SIGNER without a signer.
            NodeRefused: When the node refuses.
            SigningError: KEY:DOMAIN when the message to sign is for somewhere else.
            TransportError: When the node does not respond.
        """
        async with self._signing_in:
            return await self._sign_in()

    async def ask(
        self, verb: str, path: str, *, query: Mapping[str, Any] | None, body: object,
        content: bytes | None, media_type: str | None, key: str | None,
    ) -> bytes:  # fmt: skip
        """Make a request and return the body of the response.

        Args:
            verb: The HTTP method.
            path: The path below the node's URL.
            query: The parameters; those that are None are left out.
            body: A value to send as JSON.
            content: Bytes to send in its place.
            media_type: The content type of the bytes.
            key: The Idempotency-Key, with which the request may be repeated.

        Returns:
            The body as it came.

        Raises:
            NodeRefused: As the node says it.
            NodeBusy: When the node stays busy.
            TransportError: Without a response.
        """
        headers = {} if media_type is None else {"content-type": media_type}
        if key is not None:
            headers["idempotency-key"] = key
        asked: dict[str, Any] = {"headers": headers, "params": _present(query or {})}
        if body is not None:
            asked["json"] = to_jsonable_python(body)
        if content is not None:
            asked["content"] = content
        attempts = ATTEMPTS_MAX if verb in _SAFE or key is not None else 1
        for attempt in range(1, attempts + 1):
            try:
                return await self._as_myself(verb, path, asked)
            except NodeBusy as busy:
                if attempt == attempts:
                    raise
                await asyncio.sleep(busy.retry_after_seconds)
            except TransportError as failed:
                if attempt == attempts or not failed.retryable:
                    raise
                await asyncio.sleep(attempt)
        raise AssertionError("the last attempt returns or raises")

    @asynccontextmanager
    async def follow(
        self, path: str, query: Mapping[str, Any], last_id: str | None
    ) -> AsyncIterator[httpx2.EventSource]:
        """Open a stream of events, which anybody may read.

        Args:
            path: The path below the node's URL.
            query: The parameters; those that are None are left out.
            last_id: The id of the last event that was read, None to begin now.

        Yields:
            The stream; it ends when the node ends it.

        Raises:
            NodeRefused: As the node says it.
            NodeBusy: When the node is busy.
            TransportError: When it cannot be reached, or the line breaks off.
        """
        headers = {} if last_id is None else {"last-event-id": last_id}
        try:
            async with self._client.sse(path, params=_present(query), headers=headers) as source:
                if not source.response.is_success:
                    await source.response.aread()
                    refusal = refusal_of(source.response)
                    assert refusal is not None, "it was no success"
                    raise refusal
                yield source
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
            raise unreachable(self.url, error) from error

    async def _as_myself(self, verb: str, path: str, asked: Mapping[str, Any]) -> bytes:
        """Ask with the session there is; where one is needed and has ended, with a new one."""
        used = self._token
        try:
            return await self._once(verb, path, asked)
        except NodeRefused as refused:
            if refused.status != _UNAUTHORISED or self._signer is None:
                raise
        async with self._signing_in:
            if self._token == used:  # nobody else has signed in meanwhile
                await self._sign_in()
        return await self._once(verb, path, asked)

    async def _sign_in(self) -> OpenedResponse:
        if self._signer is None:
            raise InputError("NODE:SIGNER", "nobody to sign in: give a signer or a token")
        challenge = read_answer(
            ChallengeResponse,
            await self._once("POST", "/v1/sign-in", {"json": {"address": self._signer.address}}),
        )
        signature = signed_message(self._signer, challenge.message, self._public_url)
        body = {"message": challenge.message, "signature": signature}
        opened = read_answer(
            OpenedResponse, await self._once("POST", "/v1/sessions", {"json": body})
        )
        self._token = opened.token
        return opened

    async def _once(self, verb: str, path: str, asked: Mapping[str, Any]) -> bytes:
        headers = dict(asked.get("headers", {}))
        if self._token is not None:
            headers["authorization"] = f"Bearer {self._token}"
        try:
            response = await self._client.request(verb, path, **{**asked, "headers": headers})
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
            raise unreachable(self.url, error) from error
        refusal = refusal_of(response)
        if refusal is not None:
            raise refusal
        return response.content


class AsyncCalls:
    """Calls about one thing, over a line that they share with others."""

    def __init__(self, line: AsyncLine) -> None:
        self._line = line

    async def ask(
        self, verb: str, path: str, answer: type[T], *, query: Mapping[str, Any] | None = None,
        body: object = None, content: bytes | None = None, media_type: str | None = None,
        key: str | None = None,
    ) -> T:  # fmt: skip
        """Make a request and return the response as a record.

        Args:
            verb: The HTTP method.
            path: The path below the node's URL.
            answer: The type of the response.
            query: The parameters; those that are None are left out.
            body: A value to send as JSON.
            content: Bytes to send in its place.
            media_type: The content type of the bytes.
            key: The Idempotency-Key, with which the request may be repeated.

        Returns:
            The record; errors are those of `AsyncLine.ask`.
        """
        text = await self._line.ask(
            verb, path, query=query, body=body, content=content, media_type=media_type, key=key
        )
        return read_answer(answer, text)

    async def tell(self, verb: str, path: str, *, body: object = None) -> None:
        """Make a request whose response has no body.

        Args:
            verb: The HTTP method.
            path: The path below the node's URL.
            body: A value to send as JSON.
        """
        await self.fetch(verb, path, body=body)

    async def fetch(
        self, verb: str, path: str, *, query: Mapping[str, Any] | None = None, body: object = None
    ) -> bytes:
        """Make a request and return the body of the response as it is.

        Args:
            verb: The HTTP method.
            path: The path below the node's URL.
            query: The parameters; those that are None are left out.
            body: A value to send as JSON.

        Returns:
            The body; errors are those of `AsyncLine.ask`.
        """
        return await self._line.ask(
            verb, path, query=query, body=body, content=None, media_type=None, key=None
        )

    @staticmethod
    def new_key() -> str:
        """Return an Idempotency-Key that nobody has used.

        Returns:
            32 hex digits.
        """
        return uuid.uuid4().hex


def _present(query: Mapping[str, Any]) -> dict[str, Any]:
    """What was left out is not asked about."""
    return {name: to_jsonable_python(value) for name, value in query.items() if value is not None}
