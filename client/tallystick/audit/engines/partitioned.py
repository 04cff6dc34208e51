"""One audit's replay in parts: what it comes to is what a replay in one comes to, or a doubt.

Parts and core decide only whether everything is sound. Where anything is not, the events are
replayed in one, which finds the words for it: so every engine gives the same verdict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.audit.engines.conservation import Conservation, conserve
from tallystick.audit.engines.core import CoreReplay
from tallystick.audit.engines.division import apart
from tallystick.audit.engines.part import SHARED, PartReplay, PartResult
from tallystick.audit.engines.rows import Times, core_rows, part_rows, parts_of
from tallystick.dataset.columns import NO_LOAN
from tallystick.replay.replay import begin

if TYPE_CHECKING:
    from tallystick.audit.engines.pools import Engine
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.replay import Replay

__all__ = ["BalanceTask", "PartTask", "Parted", "do_task", "replay_in_parts", "replay_part"]

# What a part knows of orders, and the chain's state is compared with.
_OF_MARKET = ("filled", "prices", "makers")


@dataclass(frozen=True, slots=True)
class PartTask:
    """One part of a dataset to replay, without the loans that the core replays."""

    folder: Path
    deployment: Deployment
    part: str
    apart: frozenset[int]
    keeps_loans: bool


@dataclass(frozen=True, slots=True)
class BalanceTask:
    """A dataset whose balances are to be proved, in the blocks up to a last one."""

    folder: Path
    deployment: Deployment
    last: int


@dataclass(frozen=True, slots=True)
class Parted:
    """The whole replay; None when it has to be made in one, for the reason given."""

    replay: Replay | None
    doubt: str = ""


def replay_in_parts(
    folder: Path,
    deployment: Deployment,
    last: int,
    engine: Engine,
    *,
    keeps_loans: bool,
    progress: Callable[[int, int, int], None] = lambda _done, _all, _events: None,
) -> Parted:
    """Replay a dataset's events part by part.

    Args:
        folder: The dataset's directory; its events as Parquet.
        deployment: The deployment file's content.
        last: The dataset's last block.
        engine: Where the parts are replayed.
        keeps_loans: Whether loans, holders and orders are wanted afterwards, to be compared with
            the chain.
        progress: Called with the parts done, all parts, and the events so far.

    Returns:
        The replay, whose findings count what a replay in one counts.

    Raises:
        InputError: DATASET:FILE when the rows cannot be read; ENGINE:… of the engine.
    """
    names, troubled = parts_of(folder), apart(folder, deployment)
    tasks: list[PartTask | BalanceTask] = [
        BalanceTask(folder, deployment, last),
        *(PartTask(folder, deployment, name, troubled, keeps_loans) for name in (NO_LOAN, *names)),
    ]
    conservation, parts = Conservation(doubt="nothing was proved"), list[PartResult]()
    for done, result in enumerate(engine.map(do_task, tasks), start=1):
        if isinstance(result, Conservation):
            conservation = result
        else:
            parts.append(result)
        progress(done, len(tasks) + 1, sum(part.rows for part in parts))
        if result.doubt:
            return Parted(None, result.doubt)
    parted = _joined(folder, deployment, troubled, parts, conservation)
    progress(len(tasks) + 1, len(tasks) + 1, conservation.rows)
    return parted


def do_task(task: PartTask | BalanceTask) -> PartResult | Conservation:
    """Do one task; a process of its own may do it.

    Args:
        task: A part to replay, or balances to prove.

    Returns:
        What it came to.
    """
    if isinstance(task, PartTask):
        return replay_part(task)
    addresses = task.deployment.addresses()
    escrow, pot = addresses["Escrow"].lower(), addresses["Servicing"].lower()
    return conserve(task.folder, escrow, pot, task.deployment.block, task.last)


def replay_part(task: PartTask) -> PartResult:
    """Replay one part; a process of its own may do it.

    Args:
        task: Which part of which dataset.

    Returns:
        What it came to.
    """
    times = Times()
    replay = begin(task.deployment, times, kind=PartReplay)
    assert isinstance(replay, PartReplay), "that is what begins"
    replay.take_rows(times.of(part_rows(task.folder, task.part, task.apart, SHARED)))
    result = PartResult(task.part, replay.rows, replay.doubt)
    if replay.doubt:
        return result
    replay.close()
    tallies = replay.findings.tallies
    wrong = [f"{name}: {tally.first}" for name, tally in tallies.items() if tally.differences]
    if wrong:
        result.doubt = wrong[0]
        return result
    result.compared = {name: tally.compared for name, tally in tallies.items()}
    result.operations, result.kept = replay.operations, replay.money.kept
    if task.keeps_loans:
        result.loans = replay.loans
        result.state = {
            "allowances": replay.notes.allowances,
            **{name: getattr(replay.market, name) for name in (*_OF_MARKET, "fills")},
        }
    return result


def _joined(
    folder: Path, deployment: Deployment, troubled: frozenset[int],
    results: Sequence[PartResult], conservation: Conservation,
) -> Parted:  # fmt: skip
    times = Times()
    core = begin(deployment, times, kind=CoreReplay)
    assert isinstance(core, CoreReplay), "that is what begins"
    core.follow(
        times.of(core_rows(folder, troubled)), [part.operations for part in results], troubled
    )
    if not core.doubt:
        core.close()
        core.doubt = next(
            (tally.first for tally in core.findings.tallies.values() if tally.differences), ""
        )
    rows = core.rows + sum(part.rows for part in results)
    if not core.doubt and rows != conservation.rows:
        core.doubt = f"{conservation.rows} rows, of which the parts took {rows}"
    if core.doubt:
        return Parted(None, core.doubt)
    _count(core, results, rows)
    _gather(core, results, conservation)
    return Parted(core)


def _count(core: CoreReplay, results: Sequence[PartResult], rows: int) -> None:
    """Count what was compared as a replay in one does: what every part sees, once."""
    none, *parts = results
    compared: Counter[str] = Counter()
    for part in parts:
        compared.update(part.compared)
        compared.subtract(none.compared)
    for name, count in compared.items():
        core.findings.tally(name).compared += count
    core.events = rows
    for name in ("events.form", "events.origin"):
        core.findings.tally(name).compared = rows
    core.findings.tally("events.order").compared = rows


def _gather(core: CoreReplay, results: Sequence[PartResult], conservation: Conservation) -> None:
    """Put together what the chain's state is compared with."""
    for owner in core.money.holds:
        conservation.balances.setdefault(owner, 0)
    core.money.balances = conservation.balances
    fills: list[Any] = list(core.market.fills)
    for part in results:
        for contract, amount in part.kept.items():
            core.money.kept[contract] = core.money.kept.get(contract, 0) + amount
        core.loans.update(part.loans)
        # Every part hears what is allowed, and the loan's own what was used of it.
        core.notes.allowances.update(
            {
                of: units
                for of, units in part.state.get("allowances", {}).items()
                if of[2] in part.loans
            }
        )
        for name in _OF_MARKET:
            getattr(core.market, name).update(part.state.get(name, {}))
        fills += part.state.get("fills", ())
    core.market.fills[:] = sorted(fills, key=lambda fill: (fill.log.block, fill.log.log_index))
