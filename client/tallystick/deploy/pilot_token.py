"""A settlement token for a pilot: one fixed minter, at most 8 decimals, no other power."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick.chain._sync.sending import Sender
from tallystick.chain.artifacts import TOKEN, artifact
from tallystick.chain.codec import Interface, address_of
from tallystick.deploy.journal import exclusive, write_atomically
from tallystick.errors import ConfigError, TransportError
from tallystick.platform.calls import with_margin

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick.chain._sync.connection import Connection
    from tallystick.chain.signer import Signer

__all__ = ["PilotToken", "deploy_pilot_token"]

DECIMALS_MAX = 8
NAME_BYTES_MAX, SYMBOL_BYTES_MAX = 32, 8
WAIT_SECONDS = 300
_ARTIFACT = "mocks/SettlementToken"


@dataclass(frozen=True, slots=True)
class PilotToken:
    """What a token is called, how it is divided, and who alone may mint it."""

    name: str
    symbol: str
    decimals: int
    minter: str

    @classmethod
    def checked(cls, name: str, symbol: str, decimals: int, minter: str) -> PilotToken:
        """Return a token whose every value is within its bounds.

        Args:
            name: At most 32 characters of ASCII that can be seen, blanks among them.
            symbol: At most 8 of them, without blanks.
            decimals: 0 to 8.
            minter: The custodian's address.

        Returns:
            The token.

        Raises:
            ConfigError: TOKEN:NAME, TOKEN:SYMBOL, DEPLOY:DECIMALS, or TOKEN:MINTER for the zero
                address.
            InputError: INPUT:ADDRESS when the minter is not an address.
        """
        if not (0 < len(name) <= NAME_BYTES_MAX and name.isascii() and name.isprintable()):
            raise ConfigError("TOKEN:NAME", f"a name has 1 to {NAME_BYTES_MAX} ASCII characters")
        if not (0 < len(symbol) <= SYMBOL_BYTES_MAX and symbol.isascii() and symbol.isalnum()):
            raise ConfigError(
                "TOKEN:SYMBOL", f"a symbol has 1 to {SYMBOL_BYTES_MAX} ASCII letters and digits"
            )
        if not 0 <= decimals <= DECIMALS_MAX:
            raise ConfigError(
                "DEPLOY:DECIMALS",
                f"the token has {decimals} decimals, at most {DECIMALS_MAX} are possible",
            )
        address = address_of("--minter", minter)
        if int(address, 16) == 0:
            raise ConfigError("TOKEN:MINTER", "nobody has the zero address: name who mints")
        return cls(name, symbol, decimals, address)


def deploy_pilot_token(
    connection: Connection, signer: Signer, token: PilotToken, out: Path
) -> dict[str, Any]:
    """Deploy a token and write down where it is.

    Args:
        connection: The chain.
        signer: The deployer, who has no power over the token afterwards.
        token: What it is to be.
        out: The JSON file to write.

    Returns:
        What the file holds: chain, token, name, symbol, decimals, minter.

    Raises:
        ConfigError: TOKEN:EXISTS when the file is there, TOKEN:MINTER when the deployer would mint.
        SendError: When the transaction is not taken or not mined in time.
        TransportError: When the node does not answer.
    """
    if token.minter == signer.address:
        raise ConfigError("TOKEN:MINTER", "the deployer does not mint; name the custodian's key")
    with exclusive(out):
        if out.exists():
            raise ConfigError("TOKEN:EXISTS", f"{out} is there already; choose another --out")
        compiled = artifact(_ARTIFACT)
        arguments = (token.name, token.symbol, token.decimals, token.minter)
        encoded = Interface(TOKEN, compiled["abi"]).encode_constructor(arguments).hex()
        request = {"from": signer.address, "data": compiled["bytecode"] + encoded}
        gas = with_margin(connection.estimate_gas(request))
        sender = Sender(connection)
        sent = sender.send(signer, {"to": None, **request}, gas)
        created = sender.wait(sent, WAIT_SECONDS).contract
        if created is None:
            raise TransportError("TOKEN:ADDRESS", "no contract was created", retryable=False)
        document = {
            "chain_id": connection.chain_id, "token": created, "name": token.name,
            "symbol": token.symbol, "decimals": token.decimals, "minter": token.minter,
        }  # fmt: skip
        write_atomically(out, document)
    return document
