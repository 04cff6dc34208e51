"""Who visits a demonstration that is served: its past is the present of its whole office."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import httpx2 as httpx
import pytest
from eth_utils.address import to_checksum_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from node.web.conftest import DemoNode

pytestmark = pytest.mark.long

DECIDED_SECONDS = 60
REQUEST = {
    "amount": "3000", "months": "12", "title": "A new bath room", "purpose": "home_improvement",
    "repayment_source": "My salary", "description": "The old bath leaks and is to be replaced.",
    "owed_elsewhere": "0", "debt_payments": "0", "employed_months": "40", "method": "annuity",
    "home": "rent",
}  # fmt: skip


@pytest.fixture
def visitor(demo_node: DemoNode) -> Iterator[httpx.Client]:
    """The demonstration's borrower, signed in with the wallet that the node lends."""
    headers = {"origin": demo_node.url}
    with httpx.Client(base_url=demo_node.url, headers=headers, timeout=60) as client:

        def wallet(method: str, *params: str) -> Any:
            asked = {"role": "borrower", "method": method, "params": list(params)}
            return client.post("/dev-wallet", json=asked).json()["result"]

        address = to_checksum_address(wallet("eth_requestAccounts")[0])
        challenge = client.post("/session/challenge", json={"address": address}).json()
        text = "0x" + challenge["message"].encode().hex()
        body = {
            "message": challenge["message"],
            "signature": wallet("personal_sign", text, address),
        }
        assert client.post("/session", json=body).status_code == 201
        yield client


def test_a_borrower_asks_and_is_examined(visitor: httpx.Client) -> None:
    """Facts, credentials and bureau reports of the demonstration's months have not expired."""
    form = visitor.get("/borrow").text
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key is not None
    answer = visitor.post("/borrow", data={**REQUEST, "key": key[1]}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    deadline = time.monotonic() + DECIDED_SECONDS
    while "Confirm the terms" not in (shown := visitor.get(answer.headers["location"]).text):
        assert time.monotonic() < deadline, shown
        time.sleep(0.5)
    assert "2026" not in re.sub(r"<header>.*</header>", "", shown, flags=re.DOTALL)


def test_a_session_lives_by_the_machines_clock(visitor: httpx.Client) -> None:
    """One-time codes come from telephones, which know nothing of a demonstration's months."""
    assert "Sign out" in visitor.get("/me").text
