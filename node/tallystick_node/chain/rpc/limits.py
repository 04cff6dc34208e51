"""What one caller may ask for: a bound on everything, so that no question stops the chain."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one endpoint; a request beyond one is refused with a sentence that names it.

    log_blocks_max bounds the width of a log query, logs_max the logs in its answer (both refused
    with -32005, which clients take as a request for a narrower one).
    """

    body_bytes_max: int = 5 * 2**20
    batch_max: int = 200
    log_blocks_max: int = 10_000
    logs_max: int = 10_000
    log_choices_max: int = 1_000
    fee_blocks_max: int = 1_024
    proof_slots_max: int = 1_000
    override_accounts_max: int = 100
    filters_max: int = 1_000
    subscriptions_max: int = 100
    connections_max: int = 100
    mine_blocks_max: int = 1_000
    answer_bytes_max: int = 64 * 2**20
