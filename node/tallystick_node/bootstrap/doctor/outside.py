"""Whether those outside answer: other attestors, contracted providers, bureaus, the custodian.

`doctor` alone asks them: for their silence a node is no less ready to serve its clients.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests

from tallystick.exchanges.deadline import Deadline
from tallystick.exchanges.sessions import timed_session
from tallystick_node.bootstrap.doctor.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tallystick_node.infrastructure.settings.settings import Settings

__all__ = ["Party", "parties", "unreachable"]

_SECONDS = 5
_PROVIDERS = ("identity", "card", "liveness", "sms")


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody whom the node asks: the finding's id, what they are called, and their address.

    authority: PEM file of who vouches for them. certificate, key: PEM files that the node shows.
    """

    id: str
    who: str
    url: str
    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def silence(self) -> str | None:
        """Ask for anything at all; no order, no name and no secret is sent.

        Returns:
            What went wrong; None for any HTTP response, and while a PEM file is not there, which
            is a finding of its own.
        """
        files = (self.authority, self.certificate, self.key)
        if any(file is not None and not file.is_file() for file in files):
            return None
        own = None if self.certificate is None else (str(self.certificate), str(self.key))
        try:
            with Deadline(_SECONDS), timed_session() as session:
                session.get(
                    self.url, timeout=_SECONDS, allow_redirects=False, stream=True,
                    verify=True if self.authority is None else str(self.authority),
                    cert=own,
                ).close()  # fmt: skip
        except (requests.RequestException, OSError) as silent:
            return type(silent).__name__
        return None

    def command(self) -> str:
        """Return the command that shows more.

        Returns:
            A line for the shell.
        """
        words = ["curl", "-sS", "-o", "/dev/null"]
        for option, file in (
            ("--cacert", self.authority), ("--cert", self.certificate), ("--key", self.key),
        ):  # fmt: skip
            words += [] if file is None else [option, str(file)]
        return shlex.join([*words, self.url])


def parties(settings: Settings) -> dict[str, list[Party]]:
    """Return whom a node asks.

    Args:
        settings: The node's.

    Returns:
        Those of each duty, in the order of the settings.
    """
    people, payments = settings.people, settings.payments
    asked = [Party("attestor.unreachable", "the attestor", url) for url in people.cosigners]
    for kind in _PROVIDERS:
        chosen = getattr(settings.providers, kind)
        if chosen.url is not None:
            asked.append(
                Party(
                    f"provider.{kind}.unreachable", f"the provider for {kind}", chosen.url,
                    chosen.authority, chosen.certificate, chosen.key,
                )
            )  # fmt: skip
    for name, url in (("sesame", people.sesame_url), ("baihang", people.baihang_url)):
        if url is not None:
            asked.append(Party("bureau.unreachable", f"the bureau of {name}", url))
    bank = payments.bank_url
    return {
        "people": asked,
        "payments": [] if bank is None else [
            Party(
                "custodian.unreachable", "the custodian", bank, payments.bank_authority,
                payments.client_certificate, payments.client_key,
            )
        ],
    }  # fmt: skip


def unreachable(settings: Settings, duty: str) -> Iterator[Finding]:
    """Ask everybody outside who is needed for a duty.

    Args:
        settings: The node's.
        duty: The duty's name.

    Yields:
        A finding for each who gives no HTTP response within five seconds.
    """
    for party in parties(settings).get(duty, ()):
        wrong = party.silence()
        if wrong is not None:
            sentence = f"{party.who} at {party.url} does not answer ({wrong})"
            yield Finding(party.id, sentence, party.command())
