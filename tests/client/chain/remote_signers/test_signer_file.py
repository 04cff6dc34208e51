"""A file that says where a key is: what belongs into it, and what does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eth_account import Account

from tallystick.chain.remote_signers.signer_file import KINDS, open_signer
from tallystick.cli.signing import signer_from
from tallystick.errors import SigningError

KEY = b"\x05" * 32


def test_a_keystore_is_opened_as_before(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_text(json.dumps(Account.encrypt(KEY, "secret", iterations=2)), "utf-8")
    assert open_signer(file, lambda: "secret").address == Account.from_key(KEY).address


@pytest.mark.parametrize(
    "text",
    [
        "", "kind = 1", 'kind = "usb"', "kind = [", 'kind = "pkcs11"\nmodule = "/x.so"',
        'kind = "web3signer"\nurl = "http://127.0.0.1:1"\naddress = 5',
        'kind = "web3signer"\nurl = "http://127.0.0.1:1"\naddress = ""',
        'kind = "web3signer"\nurl = "http://127.0.0.1:1"\naddress = "0x1"\npin = "1"',
        'kind = "aws-kms"\nkey_id = "' + "x" * 501 + '"\nregion = "eu-central-1"',
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key.toml"
    file.write_text(text, "utf-8")
    for opening in (open_signer, signer_from):
        with pytest.raises(SigningError) as refused:
            opening(file)
        assert refused.value.code == "KEY:FILE"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="KEY:FILE"):
        open_signer(tmp_path / "key.toml")


def test_a_client_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)
    file = tmp_path / "key.toml"
    file.write_text('kind = "aws-kms"\nkey_id = "alias/x"\nregion = "eu-central-1"', "utf-8")
    with pytest.raises(SigningError, match="boto3") as refused:
        open_signer(file)
    assert refused.value.code == "KEY:MODULE"


def test_a_service_that_is_away_is_named(tmp_path: Path) -> None:
    file = tmp_path / "key.toml"
    address = "0x" + "11" * 20
    file.write_text(
        f'kind = "web3signer"\nurl = "http://127.0.0.1:9"\naddress = "{address}"', "utf-8"
    )
    with pytest.raises(SigningError) as refused:
        open_signer(file)
    assert refused.value.code == "KEY:REMOTE"


def test_every_kind_says_what_it_needs() -> None:
    assert set(KINDS) == {"pkcs11", "aws-kms", "web3signer"}
