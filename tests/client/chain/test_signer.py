from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct

from tallystick.chain.signer import PASSWORD_VARIABLE, KeystoreSigner, MemorySigner, Signer
from tallystick.errors import SigningError

KEY = "0x" + "11" * 32
PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def keystore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "key.json"
    # One round: the test is about opening it, not about how long that takes.
    path.write_text(
        json.dumps(Account.encrypt(bytes.fromhex(KEY[2:]), PASSWORD, kdf="pbkdf2", iterations=1))
    )
    return path


def test_a_keystore_opens_with_its_password(
    keystore: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = MemorySigner(KEY).address
    assert KeystoreSigner(keystore, lambda: PASSWORD).address == address
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    assert KeystoreSigner(keystore).address == address


def test_a_wrong_or_missing_password_is_said_without_the_key(
    keystore: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SigningError, match="KEY:PASSWORD") as wrong:
        KeystoreSigner(keystore, lambda: "wrong horse")
    assert "horse" not in str(wrong.value)
    assert wrong.value.__cause__ is None
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    with pytest.raises(SigningError, match="KEY:PASSWORD"):
        KeystoreSigner(keystore)


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_another_file_is_no_keystore(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file"
    path.write_text(text)
    with pytest.raises(SigningError, match="KEY:FILE"):
        KeystoreSigner(path, lambda: PASSWORD)
    with pytest.raises(SigningError, match="KEY:FILE"):
        KeystoreSigner(tmp_path / "none", lambda: PASSWORD)


@pytest.mark.parametrize("key", ["", "0x12", "zz" * 32, b"\x00" * 32])
def test_a_bad_key_is_refused_and_never_quoted(key: str | bytes) -> None:
    with pytest.raises(SigningError, match="KEY:FORM") as wrong:
        MemorySigner(key)
    assert wrong.value.__cause__ is None


def test_a_signer_shows_its_address_only() -> None:
    signer = MemorySigner(KEY)
    assert "11" * 8 not in repr(signer) + str(signer)
    assert signer.address in repr(signer)
    with pytest.raises(SigningError, match="KEY:COPY"):
        copy.deepcopy(signer)


def test_anything_of_the_same_shape_is_a_signer() -> None:
    assert isinstance(MemorySigner(KEY), Signer)
    assert not isinstance(object(), Signer)


def test_a_text_is_signed_as_wallets_sign_it() -> None:
    signer = MemorySigner("0x" + "11" * 32)
    signature = signer.sign_text("ünïcode\nand lines")
    assert len(signature) == 2 + 2 * 65
    signed = encode_defunct(text="ünïcode\nand lines")
    assert Account.recover_message(signed, signature=signature) == signer.address
    other = encode_defunct(text="another text")
    assert Account.recover_message(other, signature=signature) != signer.address
