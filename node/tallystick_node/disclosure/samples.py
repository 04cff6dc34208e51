"""Evidence for a sample of loans, from the index of the chain and what the node has published."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tallystick.audit.evidence import EVENTS_MAX, SampleQuestion, SampleSources, make_sample
from tallystick.audit.public_events import loan_of
from tallystick.disclosure.opinion import stands_beside
from tallystick.disclosure.report import Report, read_report
from tallystick.errors import InputError
from tallystick.replay.source import block_hash
from tallystick_node.disclosure.report_store import AGREEMENTS, INDEX, REPORTS

if TYPE_CHECKING:
    from pathlib import Path

    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.indexer.chain_reader import IndexedEvent
    from tallystick_node.infrastructure.indexer.queries import ChainIndex

__all__ = ["Samples"]

_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Samples:
    """Makes the evidence that anybody asks for; what is in it anybody may read anyway."""

    index: ChainIndex
    platform: Platform
    data_dir: Path

    def make(self, count: int, seed: str, block: int | None = None) -> tuple[str, bytes]:
        """Return the evidence for a sample.

        Args:
            count: How many loans, 1 to 20.
            seed: Chooses them: 1 to 64 letters and digits.
            block: As of this block; as far as the index has come without one.

        Returns:
            The file's name, and its bytes: the same for the same count, seed and block.

        Raises:
            InputError: EVIDENCE:COUNT, EVIDENCE:SEED; EVIDENCE:BLOCK for a block before the
                platform or after what was read; EVIDENCE:LARGE when they have too many events.
            NothingIndexed: INDEX:EMPTY before the first look at the chain.
            TransportError: When the chain's node does not answer.
        """
        read, began = self.index.freshness().block, self.platform.deployment.block
        last = read if block is None else block
        SampleQuestion(count, seed, last, bytes(32))  # before anything is read for it
        if not began <= last <= read:
            raise InputError("EVIDENCE:BLOCK", f"the block must be {began} to {read}, not {last}")
        pinned = block_hash(self.platform.connection, last)
        sources = SampleSources(
            population=self.index.listed_up_to(last),
            events=lambda loan: self._events(last, loan=loan),
            published=self._events(last, name="Published"),
            statement=self._statement,
            reports=self._reports(),
        )
        question = SampleQuestion(count, seed, last, pinned)
        data = make_sample(question, self.platform.deployment, sources)
        return f"evidence-{last}-{count}-{seed}.zip", data

    def _events(
        self, last: int, *, loan: int | None = None, name: str | None = None
    ) -> list[IndexedEvent]:
        kept: list[IndexedEvent] = []
        after = (0, -1)
        while len(kept) <= EVENTS_MAX:
            page = self.index.events(loan=loan, name=name, after=after, limit=_PAGE).answer
            kept += [
                event
                for event in page
                if event.block <= last and (loan is None or loan_of(event) == loan)
            ]
            if len(page) < _PAGE or page[-1].block > last:
                break
            after = (page[-1].block, page[-1].place)
        return kept

    def _statement(self, digest: str) -> bytes | None:
        file = self.data_dir / AGREEMENTS / f"{digest}.json"
        return file.read_bytes() if file.is_file() else None

    def _reports(self) -> list[Report]:
        files = sorted((self.data_dir / REPORTS).glob("*.json"))
        return [
            _report(file) for file in files if file.name != INDEX and not stands_beside(file.name)
        ]


@lru_cache(maxsize=16)
def _report(file: Path) -> Report:
    """A published file never changes."""
    return read_report(file.read_bytes())
