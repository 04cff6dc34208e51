"""Keys in cloud services sign what a key in memory signs, and nothing else passes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct

from client.chain.remote_signers.keys import ADDRESS, KEY, NAME, SPKI, Aws, Azure, Google, high
from tallystick.chain.contracts import Escrow
from tallystick.chain.remote_signers.cloud import AwsKmsSigner, AzureKeySigner, GoogleKmsSigner
from tallystick.chain.remote_signers.remote_signer import AwaitedSigner, RemoteSigner
from tallystick.chain.signer import AsyncSigner, Signer, TextSigner
from tallystick.chain.typed_data import permit
from tallystick.errors import SigningError
from tallystick.testing.actors import test_signer as signer_of

if TYPE_CHECKING:
    from tallystick.testing.session import Session

FEES: dict[str, Any] = {
    "chainId": 1337, "nonce": 7, "maxPriorityFeePerGas": 1, "maxFeePerGas": 10**9, "gas": 90_000,
    "to": "0x" + "35" * 20, "value": 0, "data": "0x1234",
}  # fmt: skip
LEGACY: dict[str, Any] = {
    name: FEES[name] for name in ("chainId", "nonce", "gas", "to", "value", "data")
} | {"gasPrice": 10**9}
MESSAGE = permit(
    {
        "owner": "0x" + "11" * 20, "spender": "0x" + "22" * 20, "value": 1, "nonce": 0,
        "deadline": 9,
    },
    "Token", 1337, "0x" + "33" * 20,
)  # fmt: skip
KINDS = ("aws", "google", "azure")


def opened(kind: str) -> RemoteSigner:
    azure = Azure()
    signers: dict[str, Any] = {
        "aws": lambda: AwsKmsSigner(Aws(), "alias/publisher"),
        "google": lambda: GoogleKmsSigner(Google(), "projects/p/cryptoKeyVersions/1"),
        "azure": lambda: AzureKeySigner(azure, azure),
    }
    signer: RemoteSigner = signers[kind]()
    return signer


@pytest.mark.parametrize("kind", KINDS)
def test_what_it_signs_is_what_a_key_in_memory_signs(kind: str) -> None:
    signer, memory = opened(kind), signer_of(NAME)
    assert isinstance(signer, Signer)
    assert isinstance(signer, TextSigner)
    assert signer.address == memory.address == ADDRESS
    # RFC 6979 makes both the same, once the half is the lower one.
    assert signer.sign_transaction(FEES) == memory.sign_transaction(FEES)
    assert signer.sign_transaction(LEGACY) == memory.sign_transaction(LEGACY)
    assert signer.sign_typed_data(MESSAGE) == memory.sign_typed_data(MESSAGE)
    assert signer.sign_text("grüß dich") == memory.sign_text("grüß dich")
    assert repr(signer) == f"{type(signer).__name__}({ADDRESS})"


@pytest.mark.parametrize("kind", KINDS)
def test_a_chain_takes_its_transactions(kind: str, tallystick_session: Session) -> None:
    signer, session = opened(kind), tallystick_session
    session.chain.fund(signer.address)
    platform, people = session.platform, session.actors
    people.enrol(platform, signer_of(NAME))
    people.deposit(platform, signer_of(NAME), 10**6)
    platform.plan(Escrow.withdraw(10**6), signer).send()
    assert platform.read(Escrow.balance_of(signer.address)) == 0


def test_asyncio_waits_for_it_in_a_thread() -> None:
    signer, memory = AwaitedSigner(opened("aws")), signer_of(NAME)
    assert isinstance(signer, AsyncSigner)
    assert signer.address == ADDRESS
    assert asyncio.run(signer.sign_transaction(FEES)) == memory.sign_transaction(FEES)
    assert asyncio.run(signer.sign_typed_data(MESSAGE)) == memory.sign_typed_data(MESSAGE)


def test_a_signature_of_another_key_or_hash_is_found_out() -> None:
    def of_another_hash(digest: bytes) -> tuple[int, int]:
        return high(digest[::-1])

    for sign in (of_another_hash, lambda _: (1, 1), lambda _: (0, 5)):
        signer = AwsKmsSigner(Aws(sign), "id")
        with pytest.raises(SigningError) as refused:
            signer.sign_transaction(FEES)
        assert refused.value.code == "KEY:SIGNATURE"
        with pytest.raises(SigningError, match="KEY:SIGNATURE"):
            signer.sign_text("hello")


def test_a_key_of_another_curve_is_refused() -> None:
    p256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004") + b"\x01" * 64
    for public in (p256, b"", SPKI + b"\x01" * 64, SPKI + KEY.public_key.to_bytes()[:-1]):
        with pytest.raises(SigningError) as refused:
            AwsKmsSigner(Aws(public=public), "id")
        assert refused.value.code == "KEY:CURVE"
    azure = Azure("P-256")
    with pytest.raises(SigningError) as refused:
        AzureKeySigner(azure, azure)
    assert refused.value.code == "KEY:CURVE"


def test_a_service_that_refuses_is_named_without_its_words() -> None:
    class Denied:
        def get_public_key(self, **_: Any) -> Any:
            raise PermissionError("arn:aws:kms:secret-account")

    with pytest.raises(SigningError) as refused:
        AwsKmsSigner(Denied(), "id")
    assert refused.value.code == "KEY:REMOTE"
    assert "secret-account" not in str(refused.value)


@pytest.mark.parametrize(
    "signature", [b"", b"\x30", b"\x30\x06\x02\x01\x01\x02\x01",
                  b"\x31\x06\x02\x01\x01\x02\x01\x01",
                  b"\x30\x06\x02\x01\x01\x02\x01\x01\x00", b"\x30\x45\x02\x81\x01" + b"\x00" * 66],
)  # fmt: skip
def test_what_is_no_der_is_refused(signature: bytes) -> None:
    class Odd(Aws):
        def sign(self, **asked: Any) -> dict[str, Any]:
            del asked
            return {"Signature": signature}

    with pytest.raises(SigningError) as refused:
        AwsKmsSigner(Odd(), "id").sign_text("hello")
    assert refused.value.code == "KEY:SIGNATURE"


@pytest.mark.parametrize(
    "changed",
    [{"nonce": None}, {"value": "x"}, {"accessList": [{"address": "0x", "storageKeys": []}]},
     {"authorizationList": []}],
)  # fmt: skip
def test_a_transaction_that_is_not_whole_is_not_signed(changed: dict[str, Any]) -> None:
    def never(_: bytes) -> tuple[int, int]:
        raise AssertionError("nothing is signed")

    with pytest.raises(SigningError) as refused:
        AwsKmsSigner(Aws(never), "id").sign_transaction(FEES | changed)
    assert refused.value.code == "KEY:TRANSACTION"


def test_a_text_is_recovered_by_wallets_libraries() -> None:
    signed = opened("google").sign_text("hello")
    assert Account.recover_message(encode_defunct(text="hello"), signature=signed) == ADDRESS
