"""Whether the node works, and whether it may be asked: each result names what was checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tallystick.errors import TallystickError
from tallystick_node.api.health import Check
from tallystick_node.bootstrap.node import INDEXER, Node
from tallystick_node.storage.tables import send_accounts
from tallystick_node.storage.upgrade import at_head, served

if TYPE_CHECKING:
    from tallystick_node.bootstrap.doctor.checklist import Lookout
    from tallystick_node.infrastructure.clock import Clock

__all__ = ["live", "ready"]

# A look at the chain, or a worker's sign of life, that is older counts as none.
STALE_SECONDS = 30


def live(node: Node) -> list[Check]:
    """Return whether this process works; one that does not is to be restarted.

    Args:
        node: The node of this process.

    Returns:
        A check for each loop, and for the local chain where there is one.
    """
    checks = [
        Check(f"loop.{loop.name}", loop.alive, f"came round {loop.age_seconds} s ago")
        for loop in node.loops
    ]
    if node.foundation.site.local is not None:
        failed = node.foundation.site.local.failed.is_set()
        checks.append(Check("chain", not failed, "cannot go on" if failed else "makes blocks"))
    return checks


def ready(node: Node, lookout: Lookout) -> list[Check]:
    """Return whether answers are right now; a check that breaks is one that fails.

    Args:
        node: The node of this process.
        lookout: Knows what the node lacks to do what it is configured to do.

    Returns:
        The checks of database, chain, index, workers, sender and setup, in this order.
    """
    looks: list[tuple[str, Callable[[Node], tuple[bool, str]]]] = [
        ("database", _schema),
        ("chain", _chain),
        ("index", _index),
        ("workers", _workers),
        ("sender", _sender),
        ("setup", lambda _: _setup(lookout)),
    ]
    return list(_looked(node, looks))


def _looked(
    node: Node, looks: list[tuple[str, Callable[[Node], tuple[bool, str]]]]
) -> Iterator[Check]:
    for name, look in looks:
        try:
            yield Check(name, *look(node))
        except TallystickError as refused:
            yield Check(name, ok=False, detail=refused.code)
        except Exception as failed:  # noqa: BLE001 - a check that breaks is a check that fails
            yield Check(name, ok=False, detail=type(failed).__name__)


def _schema(node: Node) -> tuple[bool, str]:
    if at_head(node.foundation.database):
        return True, "at head"
    there = served(node.foundation.database)
    return there, "a later version's schema" if there else "another version's schema"


def _chain(node: Node) -> tuple[bool, str]:
    chain_id = int(str(node.foundation.site.platform.connection.request("eth_chainId")), 16)
    wanted = node.foundation.site.platform.deployment.chain_id
    if chain_id != wanted:
        return False, f"chain {chain_id}, the deployment is of chain {wanted}"
    return True, f"chain {chain_id}"


def _index(node: Node) -> tuple[bool, str]:
    freshness = node.services.index.freshness()
    lag_max = (
        node.foundation.settings.indexer.lag_blocks_max
        + node.foundation.settings.indexer.confirmations
    )
    if _older(
        node.foundation.machine, freshness.seen_at, node.foundation.settings.indexer.poll_seconds
    ):
        return False, "the chain was not looked at lately"
    return (
        freshness.lag_blocks <= lag_max,
        f"{freshness.lag_blocks} blocks behind block {freshness.head}",
    )


def _workers(node: Node) -> tuple[bool, str]:
    until = node.foundation.leases.until(INDEXER)
    if until is None or _older(node.foundation.clock, until, 0):
        return False, "no worker has shown itself lately"
    return True, "at work"


def _sender(node: Node) -> tuple[bool, str]:
    with node.foundation.database.reading() as connection:
        halted = connection.scalar(
            select(send_accounts.c.halted).where(send_accounts.c.halted.is_not(None))
        )
    return halted is None, "halted: " + halted if halted else "may send"


def _setup(lookout: Lookout) -> tuple[bool, str]:
    # Anybody may ask: the sentences, with files and addresses, are for `tallystick doctor`.
    lacks = ", ".join(finding.id for finding in lookout.findings())
    return not lacks, f"missing: {lacks}; see tallystick doctor" if lacks else "complete"


def _older(clock: Clock, moment: datetime, more_seconds: int) -> bool:
    return clock() - moment > timedelta(seconds=STALE_SECONDS + more_seconds)
