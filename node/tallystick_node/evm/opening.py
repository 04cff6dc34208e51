"""Opens the chain of a directory: its genesis and its clock are kept with it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path

from eth.exceptions import CanonicalHeadNotFound

from tallystick_node.evm.builder import BlockBuilder
from tallystick_node.evm.chain_refusals import ChainRefused, refuse_damage
from tallystick_node.evm.clock import ACCELERATED, Clock
from tallystick_node.evm.evm import Genesis
from tallystick_node.evm.store import FILE, Store

__all__ = ["NO_CHAIN", "chain_exists", "genesis_of", "lives_in_past", "open_chain"]

NO_CHAIN = "CHAIN:NONE"


def chain_exists(directory: Path) -> bool:
    """Return whether a directory holds a chain's file, be it whole or not.

    Args:
        directory: The chain's directory.

    Returns:
        True when it does.
    """
    return (directory / FILE).exists()


def lives_in_past(directory: Path) -> bool:
    """Return whether the chain of a directory has a clock of its own past; it may be open.

    Args:
        directory: The chain's directory.

    Returns:
        False also where there is no chain, or none that can be read.
    """
    if not chain_exists(directory):
        return False
    question = "SELECT value FROM meta WHERE key = 'clock'"
    place = f"{(directory / FILE).resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(place, uri=True)) as connection:
            row = connection.execute(question).fetchone()
    except sqlite3.Error:
        return False
    return row is not None and Clock.of(row[0]).mode == ACCELERATED


def open_chain(
    directory: Path,
    genesis: Genesis | None = None,
    clock: Clock | None = None,
    *,
    instant: bool = False,
    block_seconds: int = 1,
    driven: bool = False,
) -> BlockBuilder:
    """Open the chain in a directory, or begin it there with a genesis.

    A chain that exists keeps its own genesis and clock.

    Args:
        directory: The chain's directory.
        genesis: For a new chain; its id must be that of one that exists.
        clock: For a new chain.
        instant: Whether every transaction is sealed at once.
        block_seconds: The block time, at least 1.
        driven: Whether the caller dates the blocks; the clock counts from the next opening on.

    Returns:
        The block builder.

    Raises:
        ChainRefused: CHAIN:IN_USE when another process has it open; CHAIN:DAMAGED; CHAIN:NONE
            without a chain and a genesis; CHAIN:ID when the genesis has another id; CHAIN:FOREIGN,
            CHAIN:FORMAT or CHAIN:DISK when the file cannot be used.
    """
    with ExitStack() as undone:
        store = Store(directory)
        undone.callback(store.close)
        kept = store.meta("genesis")
        if kept is None:
            began = _begin(store, directory, genesis, clock or Clock())
        else:
            began = genesis_of(kept), _clock(store)
            _compare(directory, began[0], genesis)
            _check_head(store)
        dated_by = None if driven else began[1]
        try:
            builder = BlockBuilder(began[0], instant, store, dated_by, block_seconds)
        except (CanonicalHeadNotFound, KeyError) as error:
            raise refuse_damage(directory, "the head is missing") from error
        undone.pop_all()
    return builder


def genesis_of(document: str) -> Genesis:
    """Return the genesis that was kept with a chain.

    Args:
        document: The JSON text.

    Returns:
        The genesis.
    """
    fields = json.loads(document)
    return Genesis(**(fields | {"funded": tuple(fields["funded"])}))


def _begin(
    store: Store, directory: Path, genesis: Genesis | None, clock: Clock
) -> tuple[Genesis, Clock]:
    if store.one("SELECT count(*) FROM blocks"):
        raise refuse_damage(directory, "its genesis is missing")
    if genesis is None:
        raise ChainRefused(NO_CHAIN, f"there is no chain in {directory}")
    store.set_meta("clock", clock.document())
    store.set_meta("genesis", json.dumps(asdict(genesis)))
    return genesis, clock


def _clock(store: Store) -> Clock:
    kept = store.meta("clock")
    if kept is None:
        raise refuse_damage(store.path, "its clock is missing")
    return Clock.of(kept)


def _compare(directory: Path, kept: Genesis, asked: Genesis | None) -> None:
    if asked is not None and asked.chain_id != kept.chain_id:
        raise ChainRefused(
            "CHAIN:ID", f"the chain in {directory} has the id {kept.chain_id}, not {asked.chain_id}"
        )


def _check_head(store: Store) -> None:
    """The head of the tables is the head of the state, with its header and its root in place."""
    number = store.one("SELECT max(number) FROM blocks")
    if number is None:
        return  # it died between its genesis and its first block
    head = store.one("SELECT hash FROM blocks WHERE number = ?", number)
    if store.nodes.get(b"v1:canonical_head_hash") != head:
        raise refuse_damage(store.path, "its tables and its state end at different blocks")
    if head not in store.nodes:
        raise refuse_damage(store.path, "the head's header is missing")
