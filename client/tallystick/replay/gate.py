"""Pauses, the wind-down, the least epoch and the attestors' seats, rebuilt from events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallystick.replay.findings import shown
from tallystick.replay.governance import (
    CONFIRM_PAUSE,
    GUARDIAN,
    REPLACE_ATTESTOR,
    SET_MIN_EPOCH,
    UNDERWRITER,
    UNPAUSE,
    WIND_DOWN,
    ZERO,
)

if TYPE_CHECKING:
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.governance import Governance
    from tallystick.replay.source import Clock

__all__ = ["ACTIVE", "Gate"]

EMPTY, ACTIVE, SUSPENDED = 0, 1, 2
# Seconds that a pause lasts, that a guardian rests after one that ended by itself, that silence
# lasts before anyone may wind down, and that lie between changes of an attestor's key.
PAUSE = 30 * 86_400
SILENCE = 90 * 86_400
SEAT_REST = 7 * 86_400


@dataclass(slots=True)
class Gate:
    """What new risk must pass. `until`, `wind_down` and `min_epoch` are the Registry's copy.

    `paused_until` is the Governor's own, which pauses, their confirmation and their end set; at the
    end of a transaction both are the same.
    """

    findings: Findings
    clock: Clock
    governance: Governance
    until: int = 0
    wind_down: bool = False
    min_epoch: int = 0
    paused_until: int = 0
    pause_count: int = 0
    pause_confirmed: bool = False
    winding_down: bool = False
    reported_at: int = 0
    seats: dict[bytes, int] = field(default_factory=dict)
    seat_changed_at: int = 0
    emptied: bytes = b""
    touched: bool = False

    def is_closed(self, now: int) -> bool:
        """Return whether new risk is paused, or over.

        Args:
            now: A Unix second.

        Returns:
            Whether it is.
        """
        return self.wind_down or now < self.until

    def paused(self, log: Log, by: bytes, pause: int, until: int) -> None:
        """Take the event that a guardian stopped new risk for 30 days.

        Args:
            log: The event's log.
            by: The guardian.
            pause: The pause's number.
            until: The Unix second on which it ends by itself.
        """
        now, last = self.clock.time(log), self.paused_until
        self._require(
            log, self.governance.holds_role(by, GUARDIAN), f"{shown(by)} paused, no guardian"
        )
        self._require(
            log, pause == self.pause_count + 1, f"pause {pause} follows {self.pause_count}"
        )
        self._require(
            log,
            now >= last and (last == 0 or now >= last + PAUSE),
            f"pause {pause} began before the guardian's rest was over",
        )
        self._require(
            log, until == now + PAUSE, f"pause {pause} lasts {until - now} s, and not 30 days"
        )
        self.pause_count, self.paused_until, self.pause_confirmed = pause, until, False
        self.touched = True

    def pause_ended(self, log: Log, pause: int) -> None:
        """Take the event that the council reopened new risk.

        Args:
            log: The event's log.
            pause: The pause's number.
        """
        self._check_pause(log, pause)
        self.paused_until = 0
        self.governance.change(UNPAUSE, ZERO, pause)
        self.touched = True

    def pause_was_confirmed(self, log: Log, pause: int, until: int) -> None:
        """Take the event that the council let a pause go on, once, for 30 days more.

        Args:
            log: The event's log.
            pause: The pause's number.
            until: The Unix second on which it ends by itself.
        """
        self._check_pause(log, pause)
        self._require(
            log,
            not self.pause_confirmed and until == self.paused_until + PAUSE,
            f"pause {pause} was confirmed until {until}, from {self.paused_until}, or twice",
        )
        self.paused_until, self.pause_confirmed = until, True
        self.governance.change(CONFIRM_PAUSE, ZERO, pause)
        self.touched = True

    def wind_down_begun(self, log: Log, by: bytes) -> None:
        """Take the event that new risk is closed for ever: decided, or after 90 days of silence.

        Args:
            log: The event's log.
            by: Who began it, which may be anyone.
        """
        del by
        heard_at = max(self.reported_at, self.governance.born_at)
        self._require(log, not self.winding_down, "the wind-down began twice")
        self.winding_down = self.touched = True
        if self.clock.time(log) <= heard_at + SILENCE:
            self.governance.change(WIND_DOWN, ZERO, 0)

    def gate_set(self, log: Log, until: int, wind_down: bool, min_epoch: int) -> None:  # noqa: FBT001 - as in the event
        """Take the event that the Registry's gate follows the Governor.

        Args:
            log: The event's log.
            until: The Unix second from which new risk is open; 0 when it is not paused.
            wind_down: Whether it is closed for ever.
            min_epoch: The Unix second before which credentials were issued in vain.
        """
        # Begun it cannot be undone.
        self._require(log, wind_down or not self.wind_down, "the wind-down was undone")
        if min_epoch != self.min_epoch:
            self._require(log, min_epoch <= self.clock.time(log), "an epoch in the future")
            self.governance.change(SET_MIN_EPOCH, ZERO, min_epoch)
        self.until, self.wind_down, self.min_epoch = until, wind_down, min_epoch
        self.touched = True

    def seat_changed(self, log: Log, seat: bytes, state: int) -> None:
        """Take the event that an attestor's seat was filled, suspended or emptied.

        Args:
            log: The event's log.
            seat: The attestor.
            state: 0 empty, 1 active, 2 suspended.
        """
        known = self.seats.get(seat, EMPTY)
        self.touched = True
        if not self.governance.born:
            self.governance.founding["attestors"].append(seat)
            self._require(log, state == ACTIVE, "a seat without power")
        elif state == EMPTY:
            self._require(log, known != EMPTY and not self.emptied, f"{shown(seat)} had no seat")
            self.emptied = seat
        elif state == ACTIVE:
            self._fill(log, seat)
        else:
            self._require(log, known == ACTIVE, f"{shown(seat)} had no seat to lose")
        self.seats[seat] = state

    def roles_set(self, log: Log, account: bytes, bits: int) -> None:
        """Take the event that an account has these roles: nobody both attests and underwrites.

        Args:
            log: The event's log.
            account: The account.
            bits: The sum of its roles' bits.
        """
        self._require(
            log,
            not (bits & UNDERWRITER and self.seats.get(account, EMPTY)),
            f"{shown(account)} attests and underwrites",
        )
        self.governance.roles_set(log, account, bits)

    def close(self, log: Log) -> None:
        """End a transaction: the Registry's gate is the Governor's, and no seat is left empty.

        Args:
            log: The transaction's last log.
        """
        self.touched = False
        actual = (self.until, self.wind_down)
        self.findings.same(
            "governance.rules", "the gate", actual, (self.paused_until, self.winding_down), log
        )
        if self.emptied:
            self._require(log, condition=False, sentence=f"{shown(self.emptied)} lost the seat")
            self.emptied = b""

    def _fill(self, log: Log, seat: bytes) -> None:
        """A successor's seat, whose replacement a decision must account for."""
        if not self.emptied:
            self._require(log, condition=False, sentence=f"{shown(seat)} has a seat for nothing")
            return
        if seat != self.emptied:
            now, last = self.clock.time(log), self.seat_changed_at
            self._require(
                log,
                last == 0 or now >= last + SEAT_REST,
                f"{shown(seat)} got a seat {now - last} s after the last change",
            )
            self.seat_changed_at = now
            self._require(
                log,
                not self.seats.get(seat, EMPTY)
                and not self.governance.holds_role(seat, UNDERWRITER),
                f"{shown(seat)} attests and underwrites, or has two seats",
            )
        self.governance.change(REPLACE_ATTESTOR, self.emptied, int.from_bytes(seat))
        self.emptied = b""

    def _check_pause(self, log: Log, pause: int) -> None:
        self._require(
            log,
            pause == self.pause_count and self.clock.time(log) < self.paused_until,
            f"pause {pause} is not the one that new risk is paused by",
        )

    def _require(self, log: Log, condition: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as an assertion
        self.findings.holds("governance.rules", condition, sentence, log)
