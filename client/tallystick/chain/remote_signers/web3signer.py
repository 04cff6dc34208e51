"""A key in Consensys' web3signer, which has it in a file, a vault, an HSM or a cloud."""

from __future__ import annotations

import re
from typing import Any

import httpx2

from tallystick.chain.remote_signers.curve import COORDINATE, address_of_point
from tallystick.chain.remote_signers.remote_signer import RemoteSigner
from tallystick.documents import read_json
from tallystick.errors import InputError, SigningError
from tallystick.exchanges.clients import TimedClient
from tallystick.urls import url_defect

__all__ = ["Web3Signer"]

SECONDS_MAX = 10
# A list of keys is asked for once; a signature is 132 characters.
ANSWER_BYTES_MAX = 1_000_000
_KEY, _SIGNATURE = re.compile(r"0x[0-9a-fA-F]{128}"), re.compile(r'"?(0x[0-9a-fA-F]{130})"?\s*')


class Web3Signer(RemoteSigner):
    """Asks `/api/v1/eth1/sign/KEY`; who may ask is for the service to decide, by network or TLS."""

    def __init__(
        self, url: str, address: str, transport: httpx2.BaseTransport | None = None
    ) -> None:
        """Look for the account among the service's keys.

        Args:
            url: Where it listens.
            address: The account's address, in any case.
            transport: In place of the network.

        Raises:
            InputError: INPUT:URL when it is not a valid URL.
            SigningError: KEY:REMOTE when the service does not answer; KEY:TOKEN when it has no such
                key.
        """
        defect = url_defect(url)
        if defect is not None:
            raise InputError("INPUT:URL", f"the signer's URL cannot be used: {defect}")
        self._client = TimedClient(
            SECONDS_MAX, base_url=url.rstrip("/"), timeout=SECONDS_MAX, transport=transport
        )
        keys = self._keys()
        matching = [key for key in keys if key[0].lower() == address.lower()]
        if not matching:
            self.close()
            raise SigningError(
                "KEY:TOKEN", f"the service has {len(keys)} keys, and none of {address}"
            )
        self._address, self._identifier = matching[0]

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    @property
    def address(self) -> str:
        """The account's checksummed address."""
        return self._address

    def _keys(self) -> list[tuple[str, str]]:
        try:
            listed = read_json(self._asked("GET", "/api/v1/eth1/publicKeys"))
        except ValueError as wrong:
            raise _no_answer("its list of keys is not JSON") from wrong
        if not isinstance(listed, list) or not all(
            isinstance(key, str) and _KEY.fullmatch(key) for key in listed
        ):
            raise _no_answer("its list of keys is not one of public keys")
        return [(address_of_point(bytes.fromhex(key[2:])), key) for key in listed]

    def _sign(self, payload: bytes) -> tuple[int, int]:
        # The service hashes what it is given.
        path = f"/api/v1/eth1/sign/{self._identifier}"
        match = _SIGNATURE.fullmatch(self._asked("POST", path, {"data": "0x" + payload.hex()}))
        if match is None:
            raise SigningError("KEY:SIGNATURE", "what came back is no signature of 65 bytes")
        signature = bytes.fromhex(match[1][2:])
        r, s = (int.from_bytes(signature[at : at + COORDINATE], "big") for at in (0, COORDINATE))
        return r, s

    def _asked(self, verb: str, path: str, body: Any = None) -> str:
        try:
            with self._client.stream(verb, path, json=body) as response:
                if response.status_code != httpx2.codes.OK:
                    raise _no_answer(f"it answers {response.status_code}")
                data = b""
                for part in response.iter_bytes():
                    data += part
                    if len(data) > ANSWER_BYTES_MAX:
                        raise _no_answer(f"its answer is longer than {ANSWER_BYTES_MAX} bytes")
        except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as failed:
            raise _no_answer(type(failed).__name__) from failed
        return data.decode("utf-8", "replace")


def _no_answer(why: str) -> SigningError:
    return SigningError("KEY:REMOTE", f"the signing service does not sign: {why}")
