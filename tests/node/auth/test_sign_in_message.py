"""Sign-In with Ethereum: what is right passes, all else is refused by its code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tallystick.errors import InputError
from tallystick_node.auth.sign_in_message import Expected, check, read, write

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
HERE = Expected("lend.test", "http://lend.test", 31_337)
WALLET = "0x00000000219ab540356cBB839Cbe05303d7705Fa"
NONCE = "32891756abcd"
GOOD = write(WALLET, NONCE, NOW, HERE)

# The example of EIP-4361 itself, with its optional parts.
STANDARD = """service.org wants you to sign in with your Ethereum account:
0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2

I accept the ServiceOrg Terms of Service: https://service.org/tos

URI: https://service.org/login
Version: 1
Chain ID: 1
Nonce: 32891756
Issued At: 2021-09-30T16:25:24Z
Resources:
- ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/
- https://example.com/my-web2-claim.json"""


def test_what_was_written_is_read_and_right() -> None:
    text = read(GOOD)
    assert (text.address, text.nonce, text.chain_id) == (WALLET, NONCE, 31_337)
    check(text, HERE, NOW)


def test_the_example_of_the_standard_is_read() -> None:
    text = read(STANDARD)
    assert text.domain == "service.org"
    assert text.nonce == "32891756"
    assert text.issued_at == datetime(2021, 9, 30, 16, 25, 24, tzinfo=UTC)


def test_a_message_without_a_statement_is_read() -> None:
    text = GOOD.replace("Sign in to Tallystick. This moves no money.\n\n", "\n")
    assert read(text).nonce == NONCE


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("lend.test wants", "evil.test wants", "SIGNIN:DOMAIN"),
        ("lend.test wants", "lend.test.evil.example wants", "SIGNIN:DOMAIN"),
        ("URI: http://lend.test", "URI: http://evil.test", "SIGNIN:URI"),
        ("URI: http://lend.test", "URI: http://lend.test/other", "SIGNIN:URI"),
        ("Chain ID: 31337", "Chain ID: 1", "SIGNIN:CHAIN"),
        ("Version: 1", "Version: 2", "SIGNIN:VERSION"),
    ],
)
def test_a_message_for_something_else_is_refused(before: str, after: str, code: str) -> None:
    changed = GOOD.replace(before, after)
    assert changed != GOOD
    with pytest.raises(InputError, match=f"^{code}:"):
        check(read(changed), HERE, NOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("wants you to sign in", "wants you to pay"),
        (WALLET, WALLET[:-1]),
        ("Nonce: 32891756abcd", "Nonce: short"),
        ("Nonce: 32891756abcd", "Nonce: 32891756-abcd"),
        ("Issued At: 2026", "Issued At: yesterday 2026"),
        ("2026-03-10", "2026-13-10"),
        ("\nVersion: 1", ""),
        ("Chain ID: 31337\n", "Chain ID: 31337\nChain ID: 31337\n"),
        ("09:00:00Z", "09:00:00Z\nAnd more: yes"),
        ("09:00:00Z", "09:00:00Z\n"),
        ("\n\nURI", "\r\n\r\nURI"),
    ],
)
def test_a_text_that_is_no_such_message_is_refused(before: str, after: str) -> None:
    changed = GOOD.replace(before, after, 1)
    assert changed != GOOD
    with pytest.raises(InputError, match="^SIGNIN:FORM:"):
        read(changed)


def test_an_address_without_its_own_letters_is_refused() -> None:
    with pytest.raises(InputError, match="^SIGNIN:ADDRESS:"):
        read(GOOD.replace(WALLET, WALLET.lower()))


@pytest.mark.parametrize(
    ("line", "seconds", "right"),
    [
        ("", 600, True),
        ("", 601, False),
        ("", -60, True),
        ("", -61, False),
        ("\nExpiration Time: 2026-03-10T09:05:00Z", 299, True),
        ("\nExpiration Time: 2026-03-10T09:05:00Z", 300, False),
        ("\nNot Before: 2026-03-10T09:01:00Z", 60, True),
        ("\nNot Before: 2026-03-10T09:01:00Z", 59, False),
    ],
)
def test_a_message_counts_within_its_time_alone(line: str, seconds: int, *, right: bool) -> None:
    message = read(GOOD + line)
    if right:
        check(message, HERE, NOW + timedelta(seconds=seconds))
        return
    with pytest.raises(InputError, match="^SIGNIN:TIME:"):
        check(message, HERE, NOW + timedelta(seconds=seconds))
