"""A person's second factor: whoever has stolen one of their wallets brings none of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick_node.api.caller import require_two_factors
from tallystick_node.auth.refusals import Forbidden

if TYPE_CHECKING:
    from tallystick_node.api.caller import Caller
    from tallystick_node.auth.service import Auth
    from tallystick_node.kyc.service import Kyc

__all__ = ["require_may_add"]


def require_may_add(caller: Caller, auth: Auth, kyc: Kyc) -> None:
    """Require what another factor of a wallet takes.

    Args:
        caller: Who is to have it.
        auth: The sign-in service.
        kyc: Knows whose wallet it is.

    Raises:
        Forbidden: ACCESS:FACTOR or ACCESS:FRESH when the wallet has a factor and it was not given;
            ACCESS:OTHER when it has none and another wallet of its owner has one.
    """
    if auth.has_factor(caller.wallet):
        require_two_factors(caller, auth)
        return
    person = kyc.wallets.owner(caller.wallet)
    if person is None:
        return
    with kyc.context.database.reading() as connection:
        wallets = kyc.wallets.of(connection, person)
    if any(auth.has_factor(wallet) for wallet in wallets if wallet != caller.wallet):
        raise Forbidden(
            "ACCESS:OTHER",
            "another wallet of yours has a second factor: sign in with that one for what takes two;"
            " if it is lost, our staff remove it",
        )
