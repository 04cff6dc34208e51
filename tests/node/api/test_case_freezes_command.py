"""A freeze on a lawful order from a terminal: proposed by staff, signed by attestors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from node.api.builders import key_of
from node.api.test_aml import second as colleague
from node.api.test_laundering_command import Run
from node.api.test_laundering_command import case as client_case
from node.api.test_laundering_command import run as officers_line
from node.api.test_queue_command import url as listening
from tallystick.cli.case_freezes import ORDER_BYTES_MAX
from tallystick.cli.main import main
from tallystick.platform._sync.platform import Platform
from tallystick_node.kyc.documents import DOCUMENT_BYTES_MAX

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from node.api.builders import Api

url, second, case, run = listening, colleague, client_case, officers_line
ORDER = b"%PDF-1.7 the court orders %%EOF"


@pytest.fixture
def agreed(run: Callable[..., Run], case: str, second: Any, tmp_path: Path) -> Path:  # noqa: ARG001
    """What two have agreed on, as the message for attestors; the order is beside it."""
    order, message = tmp_path / "order.pdf", tmp_path / "message.json"
    order.write_bytes(ORDER)
    assert run("attach", "1", str(order))[0] == 0
    words = ("--person", case, "--days", "30", "--file", "1", "--reason", "the court says so")
    code, text, _ = run("freezes", "propose-order", "1", *words)
    assert (code, "signed by 0 of" in text) == (0, True)
    decided = ("freezes", "decide", "1", "--freeze", "1", "--agree", "--reason", "I read it")
    assert "attesting" in run(*decided, who="attestor 0")[1]
    written = ("freezes", "message", "1", "--freeze", "1", "--output", str(message))
    assert run(*written)[0] == 0
    return message


@pytest.fixture
def sign(
    api: Api, agreed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Run]:  # fmt: skip
    """The command line of an attestor, who has the message and the order, and no token."""
    monkeypatch.setattr(Platform, "connect", lambda *_: api.network.platform)

    def command(who: str, *more: str, message: Path = agreed) -> Run:
        key = tmp_path / f"{who}.key"
        key.write_text(key_of(who).key.hex(), "utf-8")
        order = () if "--order-file" in more else ("--order-file", str(tmp_path / "order.pdf"))
        where = ("--rpc", "http://x", "--deployment", "x.json", "--key-file", str(key), "--dev")
        with pytest.raises(SystemExit) as ended:
            main(["laundering", "freezes", "sign", str(message), *where, *order, *more])
        out, err = capsys.readouterr()
        whole = json.loads(out) if "--json" in more and out else out
        return int(str(ended.value.code)), whole, err

    return command


def test_attestors_sign_what_they_have_read_and_it_is_ready(
    run: Callable[..., Run], sign: Callable[..., Run], api: Api
) -> None:
    assert ORDER_BYTES_MAX == DOCUMENT_BYTES_MAX
    needed = api.node.services.aml.orders.threshold()
    text = ""
    for number in range(needed):
        code, shown, err = sign(f"attestor {number}", "--yes")
        assert (code, "frozen until" in shown) == (0, True), err
        code, signed, _ = sign(f"attestor {number}", "--yes", "--json")
        assert (code, signed["attestor"]) == (0, key_of(f"attestor {number}").address)
        handed = ("freezes", "attest", "1", "--freeze", "1", "--signature", signed["signature"])
        code, text, _ = run(*handed)
        assert code == 0
    assert f"signed by {needed} of {needed} attestors" in text
    (item,) = run("freezes", "list", "1", "--json")[1]
    # Either the node brings it, or any wallet does.
    assert (item["state"], bool(item["call"]) != bool(item["sending"])) == ("prepared", True)
    code, _, err = run("freezes", "message", "1", "--freeze", "1", "--output", "none.json")
    assert (code, "FREEZES:MESSAGE" in err) == (2, True)


def test_who_reads_another_order_or_another_message_signs_nothing(
    sign: Callable[..., Run], agreed: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(ORDER + b" ")
    code, out, err = sign("attestor 0", "--yes", "--order-file", str(other))
    assert (code, out, "FREEZES:ORDER" in err) == (2, "", True)
    foreign = json.loads(agreed.read_text())
    foreign["domain"]["chainId"] = "1"
    message = tmp_path / "foreign.json"
    message.write_text(json.dumps(foreign))
    code, out, err = sign("attestor 0", "--yes", message=message)
    assert (code, out, "FREEZES:FOREIGN" in err) == (2, "", True)
    message.write_text("[]")
    code, out, err = sign("attestor 0", "--yes", message=message)
    assert (code, out, "FREEZES:FILE" in err) == (2, "", True)
    code, out, err = sign("attestor 0", "--yes", "--order-file", str(tmp_path))
    assert (code, out, "FREEZES:FILE" in err) == (2, "", True)


def test_a_signature_of_nobodys_is_refused(
    run: Callable[..., Run], sign: Callable[..., Run]
) -> None:
    code, signed, _ = sign("outsider", "--yes", "--json")
    assert code == 0
    handed = ("freezes", "attest", "1", "--freeze", "1", "--signature", signed["signature"])
    code, refused, _ = run(*handed, "--json")
    assert (code, refused["code"]) == (1, "AML:ATTESTOR")
    code, _, err = run("freezes", "attest", "1", "--freeze", "1", "--signature", "0x11")
    assert (code, "signature" in err) == (2, True)
