"""A key in a real PKCS #11 module, SoftHSM: made there, never out of it, signing for a chain."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from client.chain.remote_signers.test_cloud import FEES, MESSAGE
from tallystick.chain.remote_signers.hardware import Pkcs11Signer
from tallystick.chain.remote_signers.signer_file import open_signer
from tallystick.chain.typed_data import digest
from tallystick.errors import SigningError

TOKEN, LABEL, PIN = "tallystick", "publisher", "274136"


def _module() -> Path | None:
    places = (
        "/usr/lib/softhsm",
        "/usr/lib64",
        "/usr/local/lib/softhsm",
        "/opt/homebrew/lib/softhsm",
    )
    return next(
        (file for place in places if (file := Path(place) / "libsofthsm2.so").exists()), None
    )


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SoftHSM with a token, and two keys in it: one of secp256k1, one of P-256."""
    library, tool = _module(), shutil.which("softhsm2-util")
    if library is None or tool is None:
        pytest.skip("SoftHSM is not installed: apt-get install softhsm2")
    pkcs11: Any = pytest.importorskip("pkcs11")
    from pkcs11.util.ec import encode_named_curve_parameters  # noqa: PLC0415 - only with the extra

    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder / 'tokens'}\n", "utf-8")
    patch = pytest.MonkeyPatch()
    patch.setenv("SOFTHSM2_CONF", str(folder / "conf"))
    subprocess.run(
        [tool, "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", PIN],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    token = pkcs11.lib(str(library)).get_token(token_label=TOKEN)
    with token.open(user_pin=PIN, rw=True) as session:
        for label, curve in ((LABEL, "secp256k1"), ("other", "secp256r1")):
            parameters = session.create_domain_parameters(
                pkcs11.KeyType.EC,
                {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(curve)}, local=True,
            )  # fmt: skip
            parameters.generate_keypair(store=True, label=label)
    return library


def pin_of(pin: str) -> Callable[[], str]:
    return lambda: pin


def test_the_module_signs_for_its_account(module: Path) -> None:
    signer = Pkcs11Signer(module, TOKEN, LABEL, pin_of(PIN))
    for _ in range(8):  # each has another nonce: both halves and parities come
        assert Account.recover_transaction(signer.sign_transaction(FEES)) == signer.address
    r, vs = signer.sign_typed_data(MESSAGE)
    v, s = 27 + (vs >> 255), vs & (2**255 - 1)
    signed = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([v])
    assert Account._recover_hash(digest(MESSAGE), signature=signed) == signer.address
    assert PIN not in repr(signer)


def test_a_file_says_where_the_key_is(
    module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "publisher.toml"
    file.write_text(
        f'kind = "pkcs11"\nmodule = "{module}"\ntoken = "{TOKEN}"\nlabel = "{LABEL}"\n'
        'pin_variable = "TALLYSTICK_PIN"\n', "utf-8",
    )  # fmt: skip
    with pytest.raises(SigningError, match="KEY:PASSWORD") as refused:
        open_signer(file)
    assert "TALLYSTICK_PIN" in refused.value.sentence
    monkeypatch.setenv("TALLYSTICK_PIN", PIN)
    assert open_signer(file).address == Pkcs11Signer(module, TOKEN, LABEL, pin_of(PIN)).address


@pytest.mark.parametrize(
    ("token", "label", "pin", "code"),
    [
        (TOKEN, LABEL, "000000", "KEY:PASSWORD"), (TOKEN, LABEL, "", "KEY:PASSWORD"),
        (TOKEN, "nobody", PIN, "KEY:TOKEN"), ("nothing", LABEL, PIN, "KEY:TOKEN"),
        (TOKEN, "other", PIN, "KEY:CURVE"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named(
    module: Path, token: str, label: str, pin: str, code: str
) -> None:
    with pytest.raises(SigningError) as refused:
        Pkcs11Signer(module, token, label, pin_of(pin))
    assert refused.value.code == code
    assert PIN not in str(refused.value)


def test_a_library_that_is_none_is_named(tmp_path: Path) -> None:
    pytest.importorskip("pkcs11")
    with pytest.raises(SigningError) as refused:
        Pkcs11Signer(tmp_path / "none.so", TOKEN, LABEL, pin_of(PIN))
    assert refused.value.code == "KEY:MODULE"
