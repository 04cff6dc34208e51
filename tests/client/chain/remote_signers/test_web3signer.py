"""A key in web3signer: its answers as the service gives them, and everything else refused."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx2
import pytest
from eth_utils.crypto import keccak

from client.chain.remote_signers.keys import ADDRESS, KEY, NAME
from client.chain.remote_signers.test_cloud import FEES, MESSAGE
from tallystick.chain.remote_signers.web3signer import ANSWER_BYTES_MAX, Web3Signer
from tallystick.errors import InputError, SigningError
from tallystick.testing.actors import test_signer as signer_of

URL = "http://signer.example:9000"
IDENTIFIER = "0x" + KEY.public_key.to_bytes().hex()


def service(
    keys: Any = (IDENTIFIER,), answer: str | None = None, status: int = 200
) -> httpx2.MockTransport:
    """What web3signer answers: keys as JSON, a signature as plain text."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/api/v1/eth1/publicKeys":
            text = keys if isinstance(keys, str) else json.dumps(list(keys))
            return httpx2.Response(200, text=text)
        match = re.fullmatch(r"/api/v1/eth1/sign/(0x[0-9a-f]{128})", request.url.path)
        assert match is not None
        assert match[1] == IDENTIFIER
        data = bytes.fromhex(json.loads(request.content)["data"][2:])
        signature = KEY.sign_msg_hash(keccak(data))
        text = f"0x{signature.r:064x}{signature.s:064x}{27 + signature.v:02x}"
        return httpx2.Response(status, text=text if answer is None else answer)

    return httpx2.MockTransport(respond)


def test_it_signs_what_a_key_in_memory_signs() -> None:
    signer, memory = Web3Signer(URL, ADDRESS.lower(), service()), signer_of(NAME)
    assert signer.address == ADDRESS
    assert signer.sign_transaction(FEES) == memory.sign_transaction(FEES)
    assert signer.sign_typed_data(MESSAGE) == memory.sign_typed_data(MESSAGE)
    assert signer.sign_text("hello") == memory.sign_text("hello")
    signer.close()


@pytest.mark.parametrize("keys", ["<html>", "{}", '["0x12"]', "[1]", "[" * 10_000])
def test_a_list_that_is_none_is_refused(keys: str) -> None:
    with pytest.raises(SigningError) as refused:
        Web3Signer(URL, ADDRESS, service(keys))
    assert refused.value.code == "KEY:REMOTE"


def test_an_account_that_it_does_not_have_is_refused() -> None:
    with pytest.raises(SigningError) as refused:
        Web3Signer(URL, "0x" + "11" * 20, service())
    assert refused.value.code == "KEY:TOKEN"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("", "KEY:SIGNATURE"), ("0x12", "KEY:SIGNATURE"), ("0x" + "00" * 65, "KEY:SIGNATURE"),
        ("0x" + "11" * 65, "KEY:SIGNATURE"), ("x" * (ANSWER_BYTES_MAX + 1), "KEY:REMOTE"),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_signature_is_refused(answer: str, code: str) -> None:
    signer = Web3Signer(URL, ADDRESS, service(answer=answer))
    with pytest.raises(SigningError) as refused:
        signer.sign_transaction(FEES)
    assert refused.value.code == code


def test_a_service_that_refuses_or_is_away_is_named() -> None:
    signer = Web3Signer(URL, ADDRESS, service(status=404))
    with pytest.raises(SigningError, match="404"):
        signer.sign_text("hello")

    def away(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    with pytest.raises(SigningError) as refused:
        Web3Signer(URL, ADDRESS, httpx2.MockTransport(away))
    assert refused.value.code == "KEY:REMOTE"


@pytest.mark.parametrize("url", ["", "ftp://x", "http://user:hunter2@host", "http://x y"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(InputError) as refused:
        Web3Signer(url, ADDRESS, service())
    assert refused.value.code == "INPUT:URL"
    assert "hunter2" not in str(refused.value)
