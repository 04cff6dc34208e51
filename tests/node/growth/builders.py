"""Growth of a test: people with wallets, loans on a chain, and days that pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from node.kyc.builders import Room, id_number, open_room
from tallystick_node.growth.desk import GrowthDesk
from tallystick_node.growth.incentive_rules import IncentiveKind, RewardState
from tallystick_node.growth.service import Growth, make_growth
from tallystick_node.infrastructure.indexer.chain_reader import ChainReader
from tallystick_node.infrastructure.indexer.indexer import Indexer
from tallystick_node.infrastructure.indexer.queries import ChainIndex
from tallystick_node.storage.tables import journal, reward_requests

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Row

    from node.network import Network
    from node.times import Time
    from tallystick_node.storage import Database

__all__ = ["CLERK", "WALLET", "Market", "open_market"]

CLERK = "0x1000000000000000000000000000000000000001"
WALLET = "0x3000000000000000000000000000000000000003"
DAY = 86_400


@dataclass
class Market:
    """Growth, and what tests do with it again and again.

    seconds: of decisions on applications. used: transactions that count for something else.
    """

    room: Room
    time: Time
    network: Network
    growth: Growth
    people: int = 0
    seconds: list[int] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    @property
    def database(self) -> Database:
        return self.room.people.context.database

    def client(self, wallet: str = "") -> str:
        """Somebody of level 1; with the wallet of a test signer, if one is named."""
        self.people += 1
        person = self.room.real(id_number(f"1{self.people:02}"[:3]))
        self.room.bind(person, wallet or f"wallet {self.people}")
        return person

    def ask(
        self, person: str, kind: IncentiveKind, coupon: str = "", device: str = "", by: str = WALLET
    ) -> int:
        with self.database.writing() as connection:
            if device:
                self.growth.rewards.keep_device(connection, person, device)
            return int(self.growth.rewards.ask(connection, person, kind, coupon, by).id)

    def invite(self, inviter: str, invitee: str, device: str = "") -> None:
        with self.database.writing() as connection:
            code = self.growth.rewards.code_of(connection, inviter)
            assert code is not None
            self.growth.rewards.invite(connection, invitee, code, WALLET)
            if device:
                self.growth.rewards.keep_device(connection, invitee, device)

    def decide(self) -> None:
        """The day's job."""
        self.index()
        effect = self.growth.decisions.look()
        with self.database.writing() as connection:
            effect(connection)

    def index(self) -> None:
        platform = self.network.platform
        indexer = Indexer(self.database, ChainReader(platform), platform, self.time, 0)
        while indexer.catch_up():
            pass

    def pass_days(self, days: int) -> None:
        self.time.now += timedelta(days=days)

    def reasons(self, person: str) -> dict[str, str | None]:
        """Why each of somebody's requests stands where it does, by kind."""
        return {row.kind: row.reason for row in self.rows(person)}

    def rows(self, person: str = "") -> list[Row[Any]]:
        with self.database.reading() as connection:
            rows = connection.execute(select(reward_requests).order_by(reward_requests.c.id)).all()
        return [row for row in rows if person in {"", row.person}]

    def granted(self) -> int:
        return sum(row.amount for row in self.rows() if row.state in {RewardState.GRANTED, "paid"})

    def acts(self) -> list[str]:
        with self.database.reading() as connection:
            return list(connection.scalars(select(journal.c.act).order_by(journal.c.number)))


def open_market(
    folder: Path, database: Database, network: Network, time: Time, pack: str = "cn-2017"
) -> Market:
    """Put growth together; its time begins with the chain's."""
    room = open_room(folder, database, network, time, pack=pack)
    time.now = datetime.fromtimestamp(network.platform.now(), UTC)
    desk = GrowthDesk(room.people, network.platform, ChainIndex(database))
    seconds: list[int] = []
    used: set[str] = set()
    growth = make_growth(
        desk, counted=lambda _, tx: tx in used, decisions=lambda *_: seconds,
        satisfaction=lambda *_: (60, 900_000),
    )  # fmt: skip
    market = Market(room, time, network, growth, seconds=seconds, used=used)
    market.index()
    return market
