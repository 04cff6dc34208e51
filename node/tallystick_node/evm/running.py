"""The local chain as a process: opened or begun, served until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from eth_utils.address import is_address, to_canonical_address

from tallystick.errors import InputError
from tallystick.urls import authority, host_defect
from tallystick_node.evm.chain_refusals import ChainRefused, refuse_damage
from tallystick_node.evm.checksums import structure_fault
from tallystick_node.evm.dev_accounts import DevAccount, dev_accounts
from tallystick_node.evm.evm import Genesis
from tallystick_node.evm.opening import NO_CHAIN, chain_exists, open_chain
from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc import RpcTable
from tallystick_node.evm.server import ChainServer, serving
from tallystick_node.evm.store import CHECKED_WHOLE_MAX, FILE

if TYPE_CHECKING:
    from tallystick_node.evm.builder import BlockBuilder

__all__ = ["CHAIN_ID", "Beat", "ChainSettings", "Running", "await_signal", "credit"]

CHAIN_ID = 31_337
# After the disk has refused a block it is asked again so much later.
RETRY_SECONDS = 1.0
_log = logging.getLogger("tallystick.chain")


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """How a chain is to run.

    block_seconds 0 mines each transaction at once, for tests; its blocks may then be dated ahead
    of the clock. chain_id None is the kept one, or 31337 for a new chain. credited: addresses that
    get coin for gas when they have none. development also opens the `evm_` methods and makes keys.
    """

    directory: Path
    host: str = "127.0.0.1"
    port: int = 8545
    block_seconds: int = 1
    chain_id: int | None = None
    development: bool = False
    credited: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


@dataclass
class Running(AbstractContextManager["Running"]):
    """A chain that is being served; `failed` is set when it cannot go on."""

    settings: ChainSettings
    accounts: list[DevAccount] = field(default_factory=list)
    url: str = ""
    failed: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        """Open the chain and serve it; ChainRefused or InputError when that cannot be."""
        defect = host_defect(self.settings.host)
        if defect is not None:
            raise InputError("INPUT:HOST", f"{defect}; choose another --host")
        with ExitStack() as opened:
            self.builder = self._open()
            opened.callback(self.builder.close)
            self._check_while_serving()
            table = RpcTable(self.builder, development=self.settings.development)
            server = ChainServer(table, Beat(self.builder, self.failed), self.settings.origins)
            host, port = self.settings.host, self.settings.port
            try:
                self.url = opened.enter_context(serving(server, host, port))
            except OSError as error:
                raise InputError(
                    "INPUT:PORT",
                    f"cannot listen on {authority(host, port)} ({error});"
                    " choose another --host or --port",
                ) from error
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let what was asked be answered, then give socket and file back."""
        self._opened.close()

    def _open(self) -> BlockBuilder:
        settings = self.settings
        for address in settings.credited:
            if not is_address(address):
                raise InputError("INPUT:ADDRESS", f"{address!r} is not a valid address")
        begun = chain_exists(settings.directory)
        self.accounts = dev_accounts(settings.directory) if settings.development else []
        credited = (*settings.credited, *(account.address for account in self.accounts))
        builder = None
        if begun and settings.chain_id is None:
            builder = self._kept()
        if builder is None:
            chain_id = settings.chain_id or CHAIN_ID
            genesis = Genesis(int(time.time()), chain_id, tuple(dict.fromkeys(credited)))
            builder = self._chain(genesis)
        with ExitStack() as undone:
            undone.callback(builder.close)
            credit(builder, credited)
            undone.pop_all()
        return builder

    def _check_while_serving(self) -> None:
        """Read a file that was too large for it at the opening; the chain ends when it is damaged.

        SQLite's part runs without holding up anyone; values are checked whenever they are read.
        """
        file = self.settings.directory / FILE
        if file.stat().st_size <= CHECKED_WHOLE_MAX:
            return

        def check() -> None:
            fault = structure_fault(file)
            if fault is not None:
                _log.error("%s", refuse_damage(file, fault))
                self.failed.set()

        threading.Thread(target=check, name="check", daemon=True).start()

    def _kept(self) -> BlockBuilder | None:
        """The chain that is there, whatever its id; None when it died before it had a genesis."""
        try:
            return self._chain(None)
        except ChainRefused as refusal:
            if refusal.code != NO_CHAIN:
                raise
            return None

    def _chain(self, genesis: Genesis | None) -> BlockBuilder:
        seconds = self.settings.block_seconds
        return open_chain(
            self.settings.directory, genesis, instant=seconds == 0, block_seconds=max(seconds, 1)
        )


class Beat:
    """Makes a block when it is time; a full disk is logged and tried again, damage ends it."""

    def __init__(self, builder: BlockBuilder, failed: threading.Event) -> None:
        """Make blocks of a chain; `failed` is set when it cannot go on."""
        self._builder = builder
        self._failed = failed
        self._not_before = 0.0

    def __call__(self) -> None:
        """Make a block if it is time."""
        if self._failed.is_set() or time.monotonic() < self._not_before:
            return
        try:
            self._builder.tick()
        except RpcRefusal as refusal:
            _log.error("no block was made: %s", refusal.message)
            self._not_before = time.monotonic() + RETRY_SECONDS
        except ChainRefused as damage:
            _log.error("%s", damage)
            self._failed.set()


def credit(builder: BlockBuilder, addresses: Sequence[str]) -> None:
    """Give coin for gas to those of the addresses that have none.

    Args:
        builder: The block builder.
        addresses: Addresses as 0x hex, at most 100 without coin.

    Raises:
        RpcRefusal: -32005 for too many addresses; -32603 when the disk does not take it.
    """
    state = builder.state()
    empty = [
        account
        for account in dict.fromkeys(to_canonical_address(address) for address in addresses)
        if state.get_balance(account) == 0
    ]
    if empty:
        builder.credit(empty)


def await_signal(failed: threading.Event, ready: Callable[[], None]) -> bool:
    """Wait until SIGTERM or SIGINT comes, or the chain fails.

    Args:
        failed: Is set when the chain cannot go on.
        ready: Is called when signals are handled.

    Returns:
        Whether it was a signal.
    """
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    ready()
    while not stopped.wait(0.2):
        if failed.is_set():
            return False
    return True
