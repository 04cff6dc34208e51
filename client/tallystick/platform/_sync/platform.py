"""One deployed platform: reads, plans and facades over one connection."""

# Made by scripts/unasync.py from platform/_async/platform.py; do not edit.

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from tallystick.chain._sync.connection import Connection
from tallystick.chain._sync.sending import Sender
from tallystick.chain.artifacts import CONTRACTS, TOKEN, interface
from tallystick.chain.codec import address_of
from tallystick.chain.contracts import Servicing, Token
from tallystick.chain.logs import Event, LogDecoder
from tallystick.errors import ConfigError, DeploymentMismatch, Reverted
from tallystick.loans.dates import local_day
from tallystick.platform._sync.plan import Plan
from tallystick.platform.calls import Allowance, Call, with_margin
from tallystick.platform.deployment import Deployment
from tallystick.platform.outcomes import nothing
from tallystick.platform.token_unit import TokenUnit

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from web3.providers.base import BaseProvider

    from tallystick.chain.contracts import Command, Query
    from tallystick.chain.signer import Signer
    from tallystick.chain.types import RawReceipt

__all__ = ["Platform"]

R = TypeVar("R")
T = TypeVar("T")


class Platform:
    """The contracts of one deployment on the chain they are on; `connect` makes it."""

    def __init__(
        self,
        connection: Connection,
        deployment: Deployment,
        *,
        gas_limit: int | None,
        owned: bool,
    ) -> None:
        self.connection = connection
        self.deployment = deployment
        self.sender = Sender(connection)
        self._addresses = {**deployment.addresses(), TOKEN: deployment.token}
        self.decoder = LogDecoder(self._addresses)
        self._gas_limit = gas_limit
        self._owned = owned
        self._offset: int | None = None
        self._token: TokenUnit | None = None

    @classmethod
    def connect(
        cls,
        rpc: str | BaseProvider | Connection,
        deployment: Deployment | Path | str,
        *,
        gas_limit: int | None = None,
    ) -> Self:
        """Connect to a node and to a deployment.

        Args:
            rpc: The http(s) URL of a node, a web3 provider, or a connection, which stays the
                caller's.
            deployment: The deployment, or the path of its file.
            gas_limit: Sent with every transaction instead of an estimate; for test chains, where an
                estimate costs several executions.

        Returns:
            The platform.

        Raises:
            ConfigError: When the file is not a deployment, or CONFIG:RPC for another kind of URL.
            DeploymentMismatch: When it is of another chain, or a contract is not there.
            TransportError: When the node does not answer.
        """
        known = _deployment(deployment)
        with ExitStack() as undo:
            if isinstance(rpc, Connection):
                connection = rpc
            else:
                connection = undo.enter_context(Connection.open(rpc))
            _require_contracts(connection, known)
            undo.pop_all()
        owned = connection is not rpc
        return cls(connection, known, gas_limit=gas_limit, owned=owned)

    def close(self) -> None:
        """Close the connection that `connect` has made; the caller's own stays open."""
        if self._owned:
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def chain_id(self) -> int:
        """The number of the chain, which signatures are bound to."""
        return self.connection.chain_id

    @property
    def first_block(self) -> int:
        """The block that the contracts were deployed in: no event of theirs is older."""
        return self.deployment.block

    def address(self, contract: str) -> str:
        """Return the address of a contract of the platform.

        Args:
            contract: Its name in the deployment, or `Token`.

        Returns:
            The checksummed address.

        Raises:
            ConfigError: DEPLOYMENT:CONTRACT when there is no such contract.
        """
        if contract not in self._addresses:
            known = ", ".join((*CONTRACTS, TOKEN))
            raise ConfigError("DEPLOYMENT:CONTRACT", f"no contract {contract!r}; there are {known}")
        return self._addresses[contract]

    def read(self, query: Query[R], *, block: int | None = None) -> R:
        """Call a view.

        Args:
            query: What is asked, such as `Servicing.totals(7)` of `tallystick.chain.contracts`.
            block: The block whose state to read, for which an archive node may be needed; the
                latest without one.

        Returns:
            What the view returns: a value, a tuple of values, or a dict for a struct.

        Raises:
            InputError: INPUT:FUNCTION when there is no such view, else when an argument does not
                fit.
            Reverted: When the view refuses.
            TransportError: When the node does not answer.
        """
        shape = interface(query.contract).function(query.function)
        data = shape.encode(query.arguments)
        place = query.at or self.address(query.contract)
        request = {"to": place, "data": "0x" + data.hex()}
        value: R = shape.decode(self.connection.call(request, block))
        return value

    def now(self) -> int:
        """Return the time of the latest block, the chain's own clock.

        Returns:
            The Unix second.
        """
        latest = self.connection.block()
        assert latest is not None, "a chain has a first block"
        return latest.timestamp

    def token(self) -> TokenUnit:
        """Return how amounts of the platform's token are written; it is asked once.

        Returns:
            Symbol and decimals.

        Raises:
            TransportError: When the node does not answer.
        """
        if self._token is None:
            self._token = TokenUnit(self.read(Token.symbol()), self.read(Token.decimals()))
        return self._token

    def today(self) -> int:
        """Return the platform's local day at the latest block.

        Returns:
            The day, in days since 1970-01-01.
        """
        if self._offset is None:
            self._offset = self.read(Servicing.offset())
        return local_day(self.now(), self._offset)

    @overload
    def plan(
        self,
        command: Command,
        signer: Signer | str,
        *,
        pays: int = 0,
    ) -> Plan[None]: ...

    @overload
    def plan(
        self,
        command: Command,
        signer: Signer | str,
        *,
        pays: int = 0,
        result: Callable[[RawReceipt, tuple[Event, ...]], T],
    ) -> Plan[T]: ...

    def plan(
        self,
        command: Command,
        signer: Signer | str,
        *,
        pays: int = 0,
        result: Callable[[RawReceipt, tuple[Event, ...]], Any] = nothing,
    ) -> Plan[Any]:
        """Plan a call of any function; the facades are made of this.

        Args:
            command: What is called, such as `Servicing.collect(7)` of
                `tallystick.chain.contracts`.
            signer: Who will sign, or only their address for a plan to look at.
            pays: Tokens that the Escrow will take from the caller's wallet in the call, in minor
                units.
            result: Reads the outcome out of the events.

        Returns:
            The plan, simulated on the current state.

        Raises:
            InputError: INPUT:FUNCTION when there is no such function, else when an argument does
                not fit.
            TypeError: When an argument is of the wrong type.
            TransportError: When the node does not answer.
        """
        who = None if isinstance(signer, str) else signer
        sender = address_of("signer", signer) if isinstance(signer, str) else signer.address
        contract, function, arguments = command.contract, command.function, command.arguments
        data = interface(contract).function(function).encode(arguments)
        place = command.at or self.address(contract)
        call = Call(contract, function, tuple(arguments), sender, place, data)
        allowance = None
        if pays:
            escrow = self.address("Escrow")
            allowance = Allowance(pays, self.read(Token.allowance(sender, escrow)))
        return self.simulate(call, who, result, allowance)

    def simulate(
        self,
        call: Call,
        signer: Signer | None,
        read: Callable[[RawReceipt, tuple[Event, ...]], T],
        allowance: Allowance | None,
    ) -> Plan[T]:
        """Return the plan of a call as it stands on the current state.

        Args:
            call: The call.
            signer: Who will sign; None for a plan to look at.
            read: Reads the outcome out of the events.
            allowance: What the token must let the Escrow take; None when the call takes nothing.

        Returns:
            The plan, with the contract's refusal in it when there is one.

        Raises:
            TransportError: When the node does not answer.
        """
        gas, returned, refusal = None, None, None
        if allowance is None or not allowance.missing:
            try:
                answer = self.connection.call(call.request)
                returned = interface(call.contract).function(call.function).decode(answer)
                gas = self._gas_limit or with_margin(self.connection.estimate_gas(call.request))
            except Reverted as refused:
                refusal = refused
        return Plan(call, allowance, gas, returned, refusal, signer, self, read)


def _deployment(source: Deployment | Path | str) -> Deployment:
    if isinstance(source, str):
        source = Path(source)
    if isinstance(source, Path):
        source = Deployment.load(source)
    if not isinstance(source, Deployment):
        raise ConfigError("DEPLOYMENT:FORM", "give a Deployment or the path of its file")
    return source


def _require_contracts(connection: Connection, deployment: Deployment) -> None:
    if connection.chain_id != deployment.chain_id:
        raise DeploymentMismatch(
            "DEPLOYMENT:CHAIN",
            f"the deployment is of chain {deployment.chain_id}, the node of chain"
            f" {connection.chain_id}; use the other file or the other node",
        )
    for name, address in [*deployment.addresses().items(), (TOKEN, deployment.token)]:
        if not connection.code(address):
            raise DeploymentMismatch(
                "DEPLOYMENT:CODE",
                f"{name} is not at {address}; is this the right node, and is it synced?",
            )
