"""What a demonstration asks of database and chain, in exact counts: the same in every run."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")

from sqlalchemy import Engine, event

from tallystick_node.demo.show import run_demo
from tallystick_node.evm.rpc.execution import Execution
from tallystick_node.evm.rpc.table import RpcTable
from tallystick_node.infrastructure.logs import configure_logs

__all__ = ["measure"]

LOANS, SEED = 2, 1
METHOD = (
    f"a demonstration of {LOANS} loans (seed {SEED}) without a folder. statements: what SQLAlchemy"
    " sends to the database but BEGIN and COMMIT; calls: eth_call, but for the API's; estimates:"
    " eth_estimateGas, and how often each executes; a loan's are divided by the loans and rounded"
    " down, so that the rest of a platform's life is in them too"
)


def measure() -> dict[str, Any]:
    """Return the counts, and the method."""
    configure_logs("critical")
    with _counted() as counts:
        shown = run_demo(LOANS, SEED, None)
    assert shown.verdict.passed, "a demonstration passes its audit"
    estimates = counts["eth_estimateGas"]
    return {
        "statements_per_loan": counts["statements"] // LOANS,
        "calls_per_loan": counts["eth_call"] // LOANS,
        "requests_per_loan": shown.calls // LOANS,
        "executions_per_estimate_ppm": counts["estimated"] * 10**6 // estimates,
        "estimates": estimates,
        "transactions": shown.transactions,
        "blocks": shown.blocks,
        "method": METHOD,
    }


@contextmanager
def _counted() -> Iterator[Counter[str]]:
    """Count what is asked while the block runs."""
    counts: Counter[str] = Counter()
    answer, run = RpcTable.answer, Execution.run

    def count_statement(*_: Any) -> None:
        counts["statements"] += 1

    def count_answer(table: RpcTable, method: str, params: Any) -> Any:
        # The API remembers roles for some seconds of the clock: what its threads ask is not exact.
        counts[method] += threading.current_thread() is threading.main_thread()
        before = counts["executions"]
        try:
            return answer(table, method, params)
        finally:
            if method == "eth_estimateGas":
                counts["estimated"] += counts["executions"] - before

    def count_run(execution: Execution, *arguments: Any, **named: Any) -> Any:
        counts["executions"] += 1
        return run(execution, *arguments, **named)

    event.listen(Engine, "before_cursor_execute", count_statement)
    try:
        with (
            patch.object(RpcTable, "answer", count_answer),
            patch.object(Execution, "run", count_run),
        ):
            yield counts
    finally:
        event.remove(Engine, "before_cursor_execute", count_statement)
