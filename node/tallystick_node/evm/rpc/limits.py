"""What one caller may ask for: a bound on everything, so that no question stops the chain."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RpcLimits"]


@dataclass(frozen=True, slots=True)
class RpcLimits:
    """Bounds of one endpoint; a request beyond one is refused with a sentence that names it.

    log_blocks_max bounds the width of a log query, logs_max the logs in its response (both refused
    with -32005, which clients take as a request for a narrower one). call_gas_max is far above
    what the platform needs (16 million) and what common nodes give by default; call_seconds_max
    bounds what gas does not: py-evm runs one to seven million gas a second, and all callers share
    one thread. batch_seconds_max is for a whole batch; what is left of it then is refused.
    """

    body_bytes_max: int = 5 * 2**20
    body_seconds_max: float = 30
    batch_max: int = 200
    batch_seconds_max: float = 10
    log_blocks_max: int = 10_000
    logs_max: int = 10_000
    log_bytes_max: int = 16 * 2**20
    log_choices_max: int = 1_000
    fee_blocks_max: int = 1_024
    fee_transactions_max: int = 20_000
    proof_slots_max: int = 1_000
    override_accounts_max: int = 100
    call_gas_max: int = 50_000_000
    call_seconds_max: float = 5
    trace_steps_max: int = 100_000
    pool_shown_max: int = 300
    filters_max: int = 1_000
    subscriptions_max: int = 100
    subscriptions_total_max: int = 2_000
    connections_max: int = 100
    requests_max: int = 500
    mine_blocks_max: int = 1_000
    answer_bytes_max: int = 64 * 2**20
    unsent_bytes_max: int = 8 * 2**20
