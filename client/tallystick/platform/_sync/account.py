"""What everyone has on a platform: a balance in the Escrow, and tokens outside it."""

# Made by scripts/unasync.py from platform/_async/account.py; do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING

from eth_account.messages import encode_typed_data

from tallystick.chain import typed_data
from tallystick.chain.artifacts import TOKEN
from tallystick.chain.contracts import Escrow, Token
from tallystick.errors import InputError, Reverted
from tallystick.platform._sync.recovery import RecoveryActions, RecoveryView
from tallystick.platform.outcomes import count_of

if TYPE_CHECKING:
    from tallystick.chain.signer import Signer
    from tallystick.platform._sync.plan import Plan
    from tallystick.platform._sync.platform import Platform

__all__ = ["AccountActions", "AccountView"]

PERMIT_SECONDS = 3_600


class AccountView(RecoveryView):
    """What an address has; no key needed. Amounts in minor units.

    Every read raises TransportError when the node does not answer, and Reverted when the contract
    refuses.
    """

    def __init__(self, platform: Platform, address: str) -> None:
        self._platform = platform
        self.address = address

    def balance(self) -> int:
        """Return what the address has in the Escrow and may use.

        Returns:
            The free balance in minor units.
        """
        return self._platform.read(Escrow.balance_of(self.address))

    def wallet_balance(self) -> int:
        """Return the tokens outside the platform.

        Returns:
            The token's own balance in minor units.
        """
        return self._platform.read(Token.balanceOf(self.address))

    def hold_until(self) -> int:
        """Return until when withdrawals are frozen.

        Returns:
            The Unix second, 0 when they never were.
        """
        return self._platform.read(Escrow.hold_until(self.address))


class AccountActions(RecoveryActions):
    """Deposits, withdrawals, who takes over; every method returns a plan, `send()` carries it out.

    Every plan raises InputError or TypeError for an argument that does not fit the contract's type
    and TransportError when the node does not answer. What the contract refuses stands in the plan.
    """

    def __init__(self, platform: Platform, signer: Signer) -> None:
        self._platform = platform
        self._signer = signer

    def deposit(self, amount: int) -> Plan[int]:
        """Bring tokens in.

        Sending approves exactly this amount first when the token does not allow it yet.

        Args:
            amount: In minor units, at least 1.

        Returns:
            The plan; its result is what was credited, in minor units.
        """
        return self._platform.plan(
            Escrow.deposit(amount),
            self._signer,
            pays=amount,
            result=count_of("Deposited", "amount"),
        )

    def deposit_with_permit(self, amount: int, seconds: int = PERMIT_SECONDS) -> Plan[int]:
        """As deposit, in one transaction with a signed permit (EIP-2612).

        Args:
            amount: In minor units, at least 1.
            seconds: How long the permit is valid from the latest block on.

        Returns:
            The plan; its result is what was credited, in minor units.

        Raises:
            InputError: INPUT:PERMIT when the token has no permit of the usual form.
        """
        deadline = self._platform.now() + seconds
        permit = self._permit(amount, deadline)
        r, vs = self._signer.sign_typed_data(permit)
        s = (vs & (2**255 - 1)).to_bytes(32, "big")
        return self._platform.plan(
            Escrow.deposit_with_permit(
                amount, deadline, 27 + (vs >> 255), r.to_bytes(32, "big"), s
            ),
            self._signer,
            result=count_of("Deposited", "amount"),
        )

    def withdraw(self, amount: int) -> Plan[int]:
        """Send tokens out to the caller's wallet.

        Args:
            amount: In minor units, at least 1.

        Returns:
            The plan; its result is the amount sent, in minor units.
        """
        return self._platform.plan(
            Escrow.withdraw(amount), self._signer, result=count_of("Withdrawn", "amount")
        )

    def _permit(self, amount: int, deadline: int) -> typed_data.Message:
        read, token = self._platform.read, self._platform.address(TOKEN)
        try:
            name = read(Token.name())
            nonce = read(Token.nonces(self._signer.address))
            separator = read(Token.DOMAIN_SEPARATOR())
        except Reverted as missing:
            raise InputError(
                "INPUT:PERMIT", "this token has no permit; use deposit, which approves"
            ) from missing
        values = {
            "owner": self._signer.address,
            "spender": self._platform.address("Escrow"),
            "value": amount,
            "nonce": nonce,
            "deadline": deadline,
        }
        message = typed_data.permit(values, name, self._platform.chain_id, token)
        if encode_typed_data(full_message=message).header != separator:
            raise InputError("INPUT:PERMIT", "this token's permit is of another form; use deposit")
        return message
