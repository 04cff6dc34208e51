"""What everyone has on a platform: a balance in the Escrow, and tokens outside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eth_account.messages import encode_typed_data

from tallystick.chain import typed_data
from tallystick.chain._async.signing import settled
from tallystick.chain.artifacts import TOKEN
from tallystick.chain.contracts import Escrow, Token
from tallystick.errors import InputError, Reverted
from tallystick.platform._async.recovery import AsyncRecoveryActions, AsyncRecoveryView
from tallystick.platform.outcomes import count_of

if TYPE_CHECKING:
    from tallystick.chain.signer import AnySigner
    from tallystick.platform._async.plan import AsyncPlan
    from tallystick.platform._async.platform import AsyncPlatform

__all__ = ["AsyncAccountActions", "AsyncAccountView"]

PERMIT_SECONDS = 3_600


class AsyncAccountView(AsyncRecoveryView):
    """What an address has; no key needed. Amounts in minor units.

    Every read raises TransportError when the node does not answer, and Reverted when the contract
    refuses.
    """

    def __init__(self, platform: AsyncPlatform, address: str) -> None:
        self._platform = platform
        self.address = address

    async def balance(self) -> int:
        """Return what the address has in the Escrow and may use.

        Returns:
            The free balance in minor units.
        """
        return await self._platform.read(Escrow.balance_of(self.address))

    async def wallet_balance(self) -> int:
        """Return the tokens outside the platform.

        Returns:
            The token's own balance in minor units.
        """
        return await self._platform.read(Token.balanceOf(self.address))

    async def hold_until(self) -> int:
        """Return until when withdrawals are frozen.

        Returns:
            The Unix second, 0 when they never were.
        """
        return await self._platform.read(Escrow.hold_until(self.address))


class AsyncAccountActions(AsyncRecoveryActions):
    """Deposits, withdrawals, who takes over; every method returns a plan, `send()` carries it out.

    Every plan raises InputError or TypeError for an argument that does not fit the contract's type
    and TransportError when the node does not answer. What the contract refuses stands in the plan.
    """

    def __init__(self, platform: AsyncPlatform, signer: AnySigner) -> None:
        self._platform = platform
        self._signer = signer

    async def deposit(self, amount: int) -> AsyncPlan[int]:
        """Bring tokens in.

        Sending approves exactly this amount first when the token does not allow it yet.

        Args:
            amount: In minor units, at least 1.

        Returns:
            The plan; its result is what was credited, in minor units.
        """
        return await self._platform.plan(
            Escrow.deposit(amount),
            self._signer,
            pays=amount,
            result=count_of("Deposited", "amount"),
        )

    async def deposit_with_permit(
        self, amount: int, seconds: int = PERMIT_SECONDS
    ) -> AsyncPlan[int]:
        """As deposit, in one transaction with a signed permit (EIP-2612).

        Args:
            amount: In minor units, at least 1.
            seconds: How long the permit is valid from the latest block on.

        Returns:
            The plan; its result is what was credited, in minor units.

        Raises:
            InputError: INPUT:PERMIT when the token has no permit of the usual form.
        """
        deadline = await self._platform.now() + seconds
        permit = await self._permit(amount, deadline)
        r, vs = await settled(self._signer.sign_typed_data(permit))
        s = (vs & (2**255 - 1)).to_bytes(32, "big")
        return await self._platform.plan(
            Escrow.deposit_with_permit(
                amount, deadline, 27 + (vs >> 255), r.to_bytes(32, "big"), s
            ),
            self._signer,
            result=count_of("Deposited", "amount"),
        )

    async def withdraw(self, amount: int) -> AsyncPlan[int]:
        """Send tokens out to the caller's wallet.

        Args:
            amount: In minor units, at least 1.

        Returns:
            The plan; its result is the amount sent, in minor units.
        """
        return await self._platform.plan(
            Escrow.withdraw(amount), self._signer, result=count_of("Withdrawn", "amount")
        )

    async def _permit(self, amount: int, deadline: int) -> typed_data.Message:
        read, token = self._platform.read, self._platform.address(TOKEN)
        try:
            name = await read(Token.name())
            nonce = await read(Token.nonces(self._signer.address))
            separator = await read(Token.DOMAIN_SEPARATOR())
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
