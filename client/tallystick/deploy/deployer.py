"""Deploy a platform, step by step, so that it can be taken up again after any of them."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from tallystick.chain._sync.sending import Sender
from tallystick.chain.artifacts import CONTRACTS, TOKEN, artifact, interface
from tallystick.deploy.journal import Journal, exclusive, journal_path, write_atomically
from tallystick.deploy.policy import load_policy
from tallystick.deploy.steps import TOKEN_DECIMALS, DeployStep, contract_steps, token_step
from tallystick.deploy.wiring import code_is, runtime_hash, verify
from tallystick.errors import (
    ConfigError,
    Reverted,
    TransactionPending,
    TransactionRefused,
    TransportError,
)
from tallystick.platform.calls import with_margin
from tallystick.platform.deployment import Deployment, Roles

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.chain.signer import Signer
    from tallystick.deploy.roles_file import RolesFile

__all__ = ["deploy"]

DECIMALS_MAX = 8
WAIT_SECONDS = 300
_JOURNAL_PAUSE_MS = 200
Progress = Callable[[str], None]


def deploy(
    connection: Connection,
    signer: Signer,
    roles_file: RolesFile,
    *,
    out: Path | None = None,
    token: str | None = None,
    policy: str = "generic",
    dev: bool = False,
    progress: Progress = lambda _: None,
    gas_limit: int | None = None,
) -> Deployment:
    """Deploy the contracts of a platform and check everything.

    With `out` a journal beside the file allows a crashed run to be taken up: call it again with the
    same arguments.

    Args:
        connection: The chain.
        signer: The deployer, who has no power afterwards.
        roles_file: Who holds which role.
        out: The deployment file to write; nothing is written without it.
        token: The address of the settlement token; without it and with `dev` a token for local use
            is deployed first.
        policy: The policy pack of the parameters.
        dev: Whether a token that anyone can mint, or none, is allowed.
        progress: Called with a line for each step.
        gas_limit: Sent with every transaction instead of an estimate.

    Returns:
        What the deployment file holds.

    Raises:
        ConfigError: `ROLES:...` or `DEPLOY:...` for what is refused before anything is sent;
            DEPLOY:NONCE when the deployer's nonces were used for something else.
        SendError: When a transaction is not taken or not mined in time.
        TransportError: When the node does not answer.
        VerificationFailed: DEPLOY:WIRING when the chain does not hold what it should.
    """
    roles_file.check(signer.address)
    figures = load_policy(policy)
    if token is None and not dev:
        raise ConfigError("DEPLOY:TOKEN", "name the settlement token with --token, or use --dev")
    if token is None and roles_file.custodian is None:
        raise ConfigError("DEPLOY:CUSTODIAN", "the roles file must name the token's custodian")
    decimals = TOKEN_DECIMALS
    if token is not None:
        decimals = _check_token(connection, token, signer.address, dev=dev)
        roles_file.check_minter(_minter(connection, token))
    roles = roles_file.roles(figures.values(decimals))
    run = _Run(
        connection=connection,
        signer=signer,
        roles=roles,
        token=token,
        custodian=roles_file.custodian,
        progress=progress,
        gas_limit=gas_limit,
        sender=Sender(connection),
    )
    if out is None:
        return run.carry_out(run.started())
    with exclusive(out):
        return run.into(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One deployment with everything it needs."""

    connection: Connection
    signer: Signer
    roles: Roles
    token: str | None
    custodian: str | None
    progress: Progress
    gas_limit: int | None
    sender: Sender

    def into(self, out: Path) -> Deployment:
        """Deploy into a file, taking up a run that did not end."""
        if out.exists():
            raise ConfigError("DEPLOY:EXISTS", f"{out} is there already; choose another --out")
        path = journal_path(out)
        journal = Journal.load(path)
        if journal is None:
            journal = self.started()
            journal.save(path)
        elif (journal.chain_id, journal.deployer, journal.inputs) != (
            self.connection.chain_id,
            self.signer.address,
            self._inputs(),
        ):
            raise ConfigError(
                "DEPLOY:JOURNAL",
                f"{path} is of a deployment with another chain, key, roles, token or version;"
                " repeat the first command, or move the journal away to begin anew",
            )
        deployment = self.carry_out(journal)
        write_atomically(out, deployment.document())
        path.unlink()
        return deployment

    def started(self) -> Journal:
        """Return the journal of a run that begins now."""
        return Journal(
            chain_id=self.connection.chain_id,
            deployer=self.signer.address,
            first_nonce=self.connection.nonce(self.signer.address),
            block=self.connection.block_number() + 1,
            inputs=self._inputs(),
        )

    def carry_out(self, journal: Journal) -> Deployment:
        """Do every step that is not done yet, then check the whole."""
        nonce, token = journal.first_nonce, self.token
        if token is None:
            assert self.custodian is not None, "checked before"
            step = token_step(self.signer.address, nonce, self.custodian)
            self._do(step)
            nonce, token = nonce + 1, step.address
        steps = contract_steps(self.signer.address, nonce, token, self.roles)
        for step in steps:
            self._do(step)
        deployment = Deployment.parse(
            {
                "chain_id": journal.chain_id,
                "block": journal.block,
                "token": token,
                "contracts": {
                    step.name: {
                        "address": step.address,
                        "runtime_hash": runtime_hash(self.connection, step.address),
                    }
                    for step in steps
                },
                "roles": self.roles.model_dump(),
            }
        )
        self.progress("checking code, wiring and roles")
        verify(self.connection, deployment, self.signer.address)
        return deployment

    def _do(self, step: DeployStep) -> None:
        """Create one contract unless it is there; wait for one that is under way."""
        self._await_pending(step)
        used = self.connection.nonce(self.signer.address)
        if used > step.nonce:
            if not code_is(self.connection, step.address, step.artifact):
                raise ConfigError(
                    "DEPLOY:NONCE",
                    f"the deployer's nonce {step.nonce} was used for something else than"
                    f" {step.name}; move the journal away and deploy anew",
                )
            self.progress(f"{step.name} is at {step.address} already")
            return
        if used < step.nonce:
            raise ConfigError(
                "DEPLOY:NONCE", "the chain has forgotten a step; is this the same node?"
            )
        request = {"from": self.signer.address, "data": "0x" + step.creation_code.hex()}
        gas = self.gas_limit or with_margin(self.connection.estimate_gas(request))
        receipt = self.sender.wait(
            self.sender.send(self.signer, {"to": None, **request}, gas), WAIT_SECONDS
        )
        if receipt.contract != step.address:
            raise TransportError(
                "DEPLOY:ADDRESS", f"{step.name} is not at its address", retryable=False
            )
        self.progress(f"{step.name} at {step.address}")

    def _await_pending(self, step: DeployStep) -> None:
        """Let a transaction of a run that crashed after sending be mined."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self.connection.nonce(self.signer.address) > step.nonce:
            if self.connection.nonce(self.signer.address, pending=False) > step.nonce:
                return
            if time.monotonic() >= deadline:
                raise TransactionPending("TX:PENDING", f"{step.name} is sent and not mined yet")
            time.sleep(_JOURNAL_PAUSE_MS / 1000)

    def _inputs(self) -> str:
        """Everything the addresses and the code depend on, as one hash."""
        parts = {
            "roles": self.roles.model_dump(),
            "token": self.token,
            "custodian": self.custodian,
            "code": [artifact(name)["source_hash"] for name in CONTRACTS],
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _check_token(connection: Connection, token: str, deployer: str, *, dev: bool) -> int:
    """Return the token's decimals; refuse one that is no money."""
    shape = interface(TOKEN)
    if not connection.code(token):
        raise ConfigError("DEPLOY:TOKEN", f"there is no contract at {token}; check --token")
    try:
        question = {"to": token, "data": "0x" + shape.function("decimals").encode(()).hex()}
        decimals = shape.function("decimals").decode(connection.call(question))
    except (Reverted, TransportError) as wrong:
        raise ConfigError("DEPLOY:TOKEN", f"{token} does not tell its decimals") from wrong
    if decimals > DECIMALS_MAX:
        raise ConfigError(
            "DEPLOY:DECIMALS",
            f"the token has {decimals} decimals, at most {DECIMALS_MAX} are possible",
        )
    if not dev and _mints_for_anyone(connection, token, deployer):
        raise ConfigError(
            "DEPLOY:MINT", "anyone can mint this token; it is not money (--dev allows it)"
        )
    return int(decimals)


def _minter(connection: Connection, token: str) -> str | None:
    """Whose word makes the token's units, where it names a single one, as a pilot's token does."""
    data = "0x" + keccak(text="minter()")[:4].hex()
    try:
        word = connection.call({"to": token, "data": data})
    except (Reverted, TransportError):
        return None
    address = len(word) == 32 and not any(word[:12]) and any(word)
    return to_checksum_address(word[12:]) if address else None


def _mints_for_anyone(connection: Connection, token: str, deployer: str) -> bool:
    data = "0x" + interface(TOKEN).function("mint").encode((deployer, 1)).hex()
    stranger = to_checksum_address(keccak(text="tallystick: nobody's address")[12:])
    try:
        connection.call({"from": stranger, "to": token, "data": data})
    except Reverted:
        return False
    except TransactionRefused:
        # The chain in this process lets only accounts with coin ask; the deployer has some.
        try:
            connection.call({"from": deployer, "to": token, "data": data})
        except Reverted:
            return False
    return True
