"""A drill on a copy of a live platform: nobody of it is left, and it comes to its end all the same.

No key of the platform signs anything here, and none is looked for. Ninety-one days without a report
pass on the copy; from then on the contracts let anybody begin the wind-down and do all that it
takes. A key made for the drill does so. What clients would do with their own keys is simulated, and
nothing is signed for them.
"""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tallystick.audit.auditor import Auditor
from tallystick.chain.contracts import Book, Escrow, Governor, Registry, Reserve
from tallystick.chain.signer import MemorySigner
from tallystick.errors import ConfigError
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.operator import Operator
from tallystick.platform._sync.platform import Platform
from tallystick.platform._sync.winding_down import WindDown
from tallystick.platform.deployment import Deployment
from tallystick.platform.winding_down import WindDownStep
from tallystick.testing.chain import RemoteChain
from tallystick_node.bootstrap.composition import database_of
from tallystick_node.bootstrap.local_chain import chain_folder
from tallystick_node.entrypoints.backup import back_up, restore
from tallystick_node.evm.opening import chain_exists, open_chain
from tallystick_node.evm.provider import EmbeddedProvider
from tallystick_node.evm.store import FILE
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.settings.settings import load_settings
from tallystick_node.storage.tables import event_parties

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tallystick.chain.contracts import Command
    from tallystick.chain.types import Block
    from tallystick.platform.holdings import Portfolio
    from tallystick_node.infrastructure.settings.settings import Settings
    from tallystick_node.storage import Database

__all__ = ["MONTHS_MAX", "SILENCE_DAYS", "closed_copy"]

# One day more than the contracts wait for a report before anybody may begin.
SILENCE_DAYS = 91
MONTH_DAYS = 31
# Forty years of months: no loan runs longer, and a drill that does not end is a failed one.
MONTHS_MAX = 480
# Within a month everything is tried so many times: what one act makes possible, the next does.
_ROUNDS_MAX = 20
_CLAIMED_AT_ONCE = 100


def closed_copy(settings: Settings, folder: Path) -> dict[str, Any]:
    """Copy a node, wind the copy down to its end, audit it, and look whether all can get theirs.

    Args:
        settings: The node's; it may run, and is left as it is.
        folder: Where the copy is made; it is a scratch folder.

    Returns:
        What was seen, with `ok`.

    Raises:
        ConfigError: EXERCISE:CHAIN when the node's chain is not on this machine; BACKUP:… when it
            cannot be copied.
    """
    if not chain_exists(chain_folder(settings.data_dir)):
        raise ConfigError(
            "EXERCISE:CHAIN",
            "the chain of this node is elsewhere, and is not copied; make a fork of it with a test"
            " network's own means, and wind that down with tallystick wind-down",
        )
    copied, anew = folder / "closing.tallystick", folder / "closing"
    back_up(settings, copied)
    copy, _ = load_settings({"data_dir": anew}, {})
    restore(copy, copied)
    builder = open_chain(chain_folder(anew), instant=True, driven=True)
    with closing(builder), closing(database_of(copy)) as database:
        chain = RemoteChain(EmbeddedProvider(builder, development=True))
        head = chain.connection.block()
        assert head is not None, "a chain has a first block"
        platform = Platform.connect(chain.connection, Deployment.load(copy.deployment_file))
        signer = MemorySigner(secrets.token_bytes(32))
        seen = _Copy(chain, platform, database, signer).wind_down()
    untouched = _is_standing(chain_folder(settings.data_dir), head)
    return {**seen, "untouched": untouched, "ok": seen["ok"] and untouched}


@dataclass(frozen=True, slots=True)
class _Copy:
    chain: RemoteChain
    platform: Platform
    database: Database
    signer: MemorySigner

    def wind_down(self) -> dict[str, Any]:
        """Let the silence pass, begin, and do month by month all that anybody may."""
        self.chain.fund(self.signer.address)
        procedure = WindDown(self.platform)
        before, frozen = procedure.standing(), self._frozen()
        if not self.platform.read(Governor.wind_down()):
            self.chain.travel(days=SILENCE_DAYS)
            Operator(self.platform, self.signer).act.wind_down_by_silence().send()
        acts = months = 0
        while True:
            acts += self._act(procedure)
            ended = procedure.standing().step is WindDownStep.TERMINAL
            if ended or months == MONTHS_MAX:
                break
            self.chain.travel(days=MONTH_DAYS)
            months += 1
        failed = [check.id for check in Auditor(self.platform).verify().failed]
        able, barred, theirs = self._claims()
        return {
            "ok": ended and not failed and not barred, "terminal": ended, "failed": failed,
            "before": dict(before.loans), "after": dict(procedure.standing().loans),
            "acts": str(acts), "months": str(months), "frozen": str(frozen),
            "claimants": str(able), "barred": barred, "claimable": str(theirs),
            "reserve": str(self.platform.read(Reserve.free())),
        }  # fmt: skip

    def _act(self, procedure: WindDown) -> int:
        count = 0
        for _ in range(_ROUNDS_MAX):
            before = count
            for _, step in procedure.closing(self.signer):
                step.send()
                count += 1
            if count == before:
                break
        return count

    def _wallets(self) -> list[str]:
        """Whoever the events name and the Registry knows, as the copy's own index has read them."""
        Indexer(self.database, ChainReader(self.platform), self.platform, machine_time).catch_up()
        question = select(event_parties.c.address).distinct().order_by(event_parties.c.address)
        with self.database.reading() as connection:
            known = list(connection.scalars(question))
        return [wallet for wallet in known if int(self.platform.read(Registry.head_of(wallet)), 16)]

    def _frozen(self) -> int:
        now = self.platform.now()
        return sum(
            int(self.platform.read(Registry.person_of(wallet))["frozen_until"]) > now
            for wallet in self._wallets()
        )

    def _claims(self) -> tuple[int, list[str], int]:
        """Who could take out what is theirs, who could not, and how much it is altogether."""
        able, barred, theirs = 0, [], 0
        for wallet in self._wallets():
            portfolio = InvestorView(self.platform, wallet).portfolio()
            if not portfolio.value:
                continue
            theirs += portfolio.value
            if all(self.platform.plan(act, wallet).ready for act in _takings(portfolio)):
                able += 1
            else:
                barred.append(wallet)
        return able, barred, theirs


def _takings(portfolio: Portfolio) -> Iterator[Command]:
    loans = [note.loan for note in portfolio.notes if note.value]
    for begin in range(0, len(loans), _CLAIMED_AT_ONCE):
        yield Book.claim_and_withdraw(loans[begin : begin + _CLAIMED_AT_ONCE])
    if portfolio.balance:
        yield Escrow.withdraw(portfolio.balance)


def _is_standing(directory: Path, head: Block) -> bool:
    """Whether the block at which the chain was copied still stands in the node's own."""
    file = directory / FILE
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        kept = connection.execute(
            "SELECT hash FROM blocks WHERE number = ?", (head.number,)
        ).fetchone()
    return kept is not None and bytes(kept[0]) == head.hash
