"""The permissionless profile: anybody is enrolled, and nobody knows who they are. For tests alone.

A platform's contracts take whoever its attestors vouch for. Here the tests' own attestors vouch for
every wallet that asks, with no question, so that the contracts can be tried as a protocol without a
company behind it. Every policy pack refuses it, and it opens on the embedded test chain alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallystick.errors import ConfigError
from tallystick.testing.actors import AMOUNT_MAX
from tallystick.testing.chain import EmbeddedChain

if TYPE_CHECKING:
    from tallystick.chain.signer import MemorySigner
    from tallystick.platform.messages import Credential
    from tallystick.testing.session import Session

__all__ = ["Permissionless", "permissionless"]


@dataclass(frozen=True, slots=True)
class Permissionless:
    """A platform of a test that admits whoever asks."""

    session: Session

    def admit(self, wallet: MemorySigner, amount: int = AMOUNT_MAX) -> Credential:
        """Enrol a wallet; nobody is asked who they are.

        Args:
            wallet: Any wallet; it gets coin for gas from the chain.
            amount: The most to have lent and borrowed, in minor units.

        Returns:
            The credential that it now has.

        Raises:
            Reverted: When the Registry refuses, as it does while a wallet is frozen.
        """
        self.session.chain.fund(wallet.address)
        return self.session.actors.enrol(
            self.session.platform, wallet, lend_limit=amount, borrow_limit=amount
        )


def permissionless(session: Session, policy: str | None = None) -> Permissionless:
    """Open the profile on a test's platform.

    Args:
        session: A platform on the embedded test chain.
        policy: The pack that the platform would be run under; only without one does it open.

    Returns:
        The platform, open to everybody.

    Raises:
        ConfigError: TESTING:POLICY under any policy pack; TESTING:CHAIN on any other chain.
    """
    if policy is not None:
        raise ConfigError(
            "TESTING:POLICY",
            f"the permissionless profile is for tests alone, and the policy {policy} refuses it",
        )
    if not isinstance(session.chain, EmbeddedChain):
        raise ConfigError(
            "TESTING:CHAIN",
            "the permissionless profile is for tests alone, and opens on the embedded chain only",
        )
    return Permissionless(session)
