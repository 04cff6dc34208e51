"""Everything about who is asking, put together for one node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tallystick_node.auth.account_limit import AccountLimit
from tallystick_node.auth.passkeys import Passkeys
from tallystick_node.auth.rights import Rights
from tallystick_node.auth.second_factor import SecondFactor
from tallystick_node.auth.sessions import Sessions
from tallystick_node.auth.sign_in_message import Expected

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.audit_log.book import AuditLog
    from tallystick_node.infrastructure.clock import Clock
    from tallystick_node.infrastructure.vault.key_ring import KeyRing
    from tallystick_node.storage import Database

__all__ = ["Auth", "make_auth"]


@dataclass(frozen=True, slots=True)
class Auth:
    """Sessions, rights, second factors, passkeys, and how often an account may act."""

    sessions: Sessions
    rights: Rights
    second_factor: SecondFactor
    passkeys: Passkeys
    limit: AccountLimit

    def has_factor(self, wallet: str) -> bool:
        """Say whether a wallet has a second factor that can be given.

        Args:
            wallet: The checksummed address.

        Returns:
            True with a passkey, or an authenticator app whose first code was given.
        """
        return self.second_factor.state(wallet) == "confirmed" or bool(self.passkeys.of(wallet))


def make_auth(
    *, database: Database, platform: Platform, clock: Clock, audit_log: AuditLog, ring: KeyRing,
    url: str, development: bool, limited: bool,
) -> Auth:  # fmt: skip
    """Put together everything about who is asking.

    Args:
        database: The node's database.
        platform: The deployed platform.
        clock: The current time, in UTC.
        audit_log: Where second factors are journalled.
        ring: The keys that seal the second factors' secrets.
        url: The URL under which clients see the node, which is what they sign in to.
        development: Whether tokens of `tallystick token` count.
        limited: Whether changes of an account are counted.

    Returns:
        Sessions, rights, second factors and passkeys.
    """
    expected = Expected(urlsplit(url).netloc, url, platform.connection.chain_id)
    sessions = Sessions(database, platform.connection, clock, expected, development)
    return Auth(
        sessions=sessions,
        rights=Rights(platform),
        second_factor=SecondFactor(database, ring, clock, audit_log, sessions),
        passkeys=Passkeys(database, clock, audit_log, expected, sessions),
        limit=AccountLimit(database, clock, off=not limited),
    )
