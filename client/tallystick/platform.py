"""One deployed platform: reads, plans and facades over one connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload

from tallystick.artifacts import CONTRACTS, TOKEN, interface
from tallystick.codec import address_of
from tallystick.connection import Connection, RawReceipt
from tallystick.dates import local_day
from tallystick.deployment import Deployment
from tallystick.errors import ConfigError, DeploymentMismatch, Reverted
from tallystick.logs import Event, LogDecoder
from tallystick.outcomes import nothing
from tallystick.plan import Allowance, Call, Plan, with_margin
from tallystick.sending import Sender

if TYPE_CHECKING:
    from web3.providers.base import BaseProvider

    from tallystick.signer import Signer

__all__ = ["Platform"]

T = TypeVar("T")


class Platform:
    """The contracts of one deployment on the chain they are on."""

    def __init__(
        self, connection: Connection, deployment: Deployment, *, gas_limit: int | None = None
    ) -> None:
        """Check that the deployment is of this chain and that every contract is there.

        gas_limit: sent with every transaction instead of an estimate; for test chains, where an
        estimate costs several executions. Raises DeploymentMismatch.
        """
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
        self.connection = connection
        self.deployment = deployment
        self.sender = Sender(connection)
        self._addresses = {**deployment.addresses(), TOKEN: deployment.token}
        self.decoder = LogDecoder(self._addresses)
        self._gas_limit = gas_limit
        self._offset: int | None = None

    @classmethod
    def connect(cls, rpc: str | BaseProvider, deployment: Deployment | Path | str) -> Platform:
        """Connect to a node (URL or web3 provider) and to a deployment (or its file)."""
        if isinstance(deployment, str):
            deployment = Path(deployment)
        if isinstance(deployment, Path):
            deployment = Deployment.load(deployment)
        if not isinstance(deployment, Deployment):
            raise ConfigError("DEPLOYMENT:FORM", "give a Deployment or the path of its file")
        return cls(Connection(rpc), deployment)

    def address(self, contract: str) -> str:
        """Return the address of a contract of the platform, or of its `Token`."""
        if contract not in self._addresses:
            known = ", ".join((*CONTRACTS, TOKEN))
            raise ConfigError("DEPLOYMENT:CONTRACT", f"no contract {contract!r}; there are {known}")
        return self._addresses[contract]

    def read(self, contract: str, function: str, *arguments: Any, block: int | None = None) -> Any:
        """Call a view and return its answer: a value, a tuple of values, or a dict for a struct.

        `block` asks an archive node about the past. Raises Reverted when the view refuses.
        """
        shape = interface(contract).function(function)
        request = {"to": self.address(contract), "data": "0x" + shape.encode(arguments).hex()}
        return shape.decode(self.connection.call(request, block))

    def now(self) -> int:
        """Return the Unix second of the latest block, the chain's own clock."""
        latest = self.connection.block()
        assert latest is not None, "a chain has a first block"
        return latest.timestamp

    def today(self) -> int:
        """Return the platform's local day at the latest block (days since 1970-01-01)."""
        if self._offset is None:
            self._offset = int(self.read("Servicing", "offset"))
        return local_day(self.now(), self._offset)

    @overload
    def plan(
        self,
        contract: str,
        function: str,
        arguments: Sequence[Any],
        signer: Signer | str,
        *,
        pays: int = 0,
    ) -> Plan[None]: ...

    @overload
    def plan(
        self,
        contract: str,
        function: str,
        arguments: Sequence[Any],
        signer: Signer | str,
        *,
        pays: int = 0,
        result: Callable[[RawReceipt, tuple[Event, ...]], T],
    ) -> Plan[T]: ...

    def plan(
        self,
        contract: str,
        function: str,
        arguments: Sequence[Any],
        signer: Signer | str,
        *,
        pays: int = 0,
        result: Callable[[RawReceipt, tuple[Event, ...]], Any] = nothing,
    ) -> Plan[Any]:
        """Plan a call of any function; the facades are made of this.

        signer: who will sign, or only his address for a plan to look at. pays: tokens that the
        Escrow will take from him in the call. result: reads the outcome out of the events.
        """
        who = None if isinstance(signer, str) else signer
        sender = address_of("signer", signer) if isinstance(signer, str) else signer.address
        shape = interface(contract).function(function)
        data = shape.encode(arguments)
        call = Call(contract, function, tuple(arguments), sender, self.address(contract), data)
        allowance = None
        if pays:
            escrow = self.address("Escrow")
            allowance = Allowance(pays, self.read(TOKEN, "allowance", sender, escrow))
        return self.simulate(call, who, result, allowance)

    def simulate(
        self,
        call: Call,
        signer: Signer | None,
        read: Callable[[RawReceipt, tuple[Event, ...]], T],
        allowance: Allowance | None,
    ) -> Plan[T]:
        """Return the plan of a call as it stands on the current state."""
        gas, returned, refusal = None, None, None
        if allowance is None or not allowance.missing:
            try:
                answer = self.connection.call(call.request)
                returned = interface(call.contract).function(call.function).decode(answer)
                gas = self._gas_limit or with_margin(self.connection.estimate_gas(call.request))
            except Reverted as refused:
                refusal = refused
        return Plan(call, allowance, gas, returned, refusal, signer, self, read)
