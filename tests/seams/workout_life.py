"""Ballots, flags, stakes, collateral, mandates and the last distribution in a platform's life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tallystick.chain import typed_data
from tallystick.chain.artifacts import artifact
from tallystick.chain.codec import Interface
from tallystick.chain.contracts import Book, Lens, Servicing
from tallystick.chain.signer import signature_bytes
from tallystick.replay.records import DEFAULTED
from tallystick.testing.loans import DISCLOSURE

if TYPE_CHECKING:
    from seams.audit_life import Life

__all__ = ["Dealings"]

ZERO = "0x" + "00" * 20
NOTHING = b""
DAY = 86_400
# Deeds by the name of the loan that they secure, and the least price of each.
FLOORS = {"sold": 10**8, "lowered": 9 * 10**8, "given back": 10**8}
# What is listed once the council has lowered the market fee.
LATER: dict[str, Any] = {"principal": 10**9, "market_fee_ppm": 4_000}
# Statuses in which a loan may count against its borrower's caps.
COUNTED = range(1, 6)
MANDATE = {
    "executor": ZERO, "level_max": 4, "statement": 3, "rate_min_ppm": 100_000, "days_max": 400,
    "ticket": 10**6, "person_max": 10**11, "group_max": 10**11, "day_max": 10**10,
    "exposure_max": 10**12, "lifetime_max": 10**10, "cash_floor": 10**9, "nonce": 1,
}  # fmt: skip


class Dealings:
    """What the second deployables do, told along a life."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.deed = ""
        self.mandates: dict[str, bytes] = {}

    def begin(self) -> None:
        """Stakes before anyone lends; a loan that goes badly enough for new terms."""
        life = self.life
        investor, two, three, four, five = life.people.investors
        first, _, third = life.people.borrowers
        last_day = life.platform.now() // DAY + 400
        life.of["guaranteed"] = loan = life.loans.listed(third, n=6)
        for name, stake in (("guaranteed", 10**9), ("expired", 10**7)):
            life.do(four, "Reserve", "pledge", life.of[name], stake, last_day)
        for lender in (investor, two):
            life.do(lender, "Book", "fund", loan, 5 * 10**9, 1, DISCLOSURE)
        life.do(third, "Book", "issue", loan)
        life.of["restructured"] = life.loans.active(first, investors=(investor, two, three, five))
        self.deed = self._deploy()

    def vote(self) -> None:
        """New terms that two thirds carry, others that nobody wants, and some that are void."""
        life, people = self.life, self.life.people
        investor, two, three, four, five = people.investors
        first, second, _ = people.borrowers
        loan, bullet, prepaid = (life.of[name] for name in ("restructured", "bullet", "prepaid"))
        # A lender has come into the borrower's group since, by a newer credential.
        life.session.chain.travel(seconds=60)
        people.enrol(life.platform, five, group=77, risk_class=4)
        life.repay(first, "restructured", 10**6)
        self.propose(loan, first, rate_ppm=60_000, n=3, period=2, lead=1)
        self.propose(bullet, first, rate_ppm=60_000, n=2, period=1, lead=0)
        self.propose(prepaid, second, rate_ppm=60_000, n=12, period=1, lead=0)
        for voter, in_favour in ((investor, True), (two, True), (three, False)):
            life.do(voter, "Ballots", "vote", loan, in_favour)
        life.do(four, "Ballots", "exclude", loan, five.address)
        life.do(two, "Ballots", "vote", prepaid, False)
        servicer = people.servicer
        life.do(servicer, "Workouts", "impair", bullet, keccak(text="no contact"))
        life.do(four, "Ballots", "close_ballot", bullet)
        life.do(servicer, "Workouts", "lift_impairment", bullet)
        life.do(servicer, "Workouts", "impair", life.of["repaid"], keccak(text="no income"))
        life.wait(4)
        life.do(four, "Ballots", "close_ballot", loan)
        life.do(four, "Ballots", "close_ballot", prepaid)

    def propose(self, loan: int, borrower: Any, **terms: int) -> None:
        """A servicer brings what the borrower has signed."""
        life, servicer = self.life, self.life.people.servicer
        proposal = {
            "loan": loan,
            **terms,
            "window_seconds": 3 * DAY,
            "version": life.platform.read(Lens.progress_of(loan))["version"],
            "expiry": life.platform.now() + DAY,
        }
        signature = self._signed("Restructuring", proposal, borrower)
        arguments = (proposal, servicer.address, signature, NOTHING, NOTHING)
        life.do(servicer, "Ballots", "propose", *arguments)

    def secure(self) -> None:
        """Three loans that are issued on a deed each."""
        life, shape = self.life, Interface("Deed", artifact("mocks/Deed")["abi"])
        first, second, _ = life.people.borrowers
        three, place = life.people.investors[2], life.platform.address("Collateral")
        for token, (name, floor) in enumerate(FLOORS.items(), 1):
            borrower = first if name == "given back" else second
            self._send(
                borrower, self.deed, shape.function("mint").encode((borrower.address, token))
            )
            self._send(borrower, self.deed, shape.function("approve").encode((place, token)))
            named = encode(["address", "uint256", "uint256"], [self.deed, token, floor])
            life.of[name] = loan = life.loans.funded(
                borrower, investors=(three,), collateral=keccak(named), **LATER
            )
            life.do(borrower, "Collateral", "lock", loan, self.deed, token, floor)
            life.do(borrower, "Book", "issue", loan)

    def lend_by_mandates(self) -> None:
        """Two investors lend by what they have signed; one has named who may execute it."""
        life, outsider = self.life, self.life.people.outsider
        _, two, three, four, _ = life.people.investors
        first, expiry = life.people.borrowers[0], life.platform.now() + 30 * DAY
        limits = {
            owner.address: {
                "owner": owner.address,
                **MANDATE,
                "executor": outsider.address if owner is three else ZERO,
                "expiry": expiry,
            }
            for owner in (two, three, four)
        }
        digests = []
        for owner in (two, three):
            mine = limits[owner.address]
            signature = self._signed("Mandate", mine, owner)
            life.do(outsider, "Mandates", "bring", mine, signature)
            digests.append(typed_data.digest(self._typed("Mandate", mine)))
        life.do(four, "Mandates", "revoke", limits[four.address])
        life.of["mandated"] = loan = life.loans.listed(first, **LATER)
        others, units = self._counted(first.address, loan), [6 * 10**8, 4 * 10**8]
        life.do(outsider, "Mandates", "execute", loan, others, digests, units, DISCLOSURE)
        life.do(first, "Book", "issue", loan)
        life.do(two, "Mandates", "revoke", limits[two.address])

    def pay(self) -> None:
        """Arrears and the first row in part; what was secured and mandated is paid off."""
        life = self.life
        first = life.people.borrowers[0]
        life.repay(first, "restructured", 10**7)
        life.repay(first, "restructured", 10**8)
        life.repay(first, "restructured")
        for name in ("restructured", "mandated", "given back"):
            life.do(first, "Servicing", "prepay", life.of[name], 10**12, 0)
        life.do(life.people.outsider, "Collateral", "release", life.of["given back"])

    def start_auctions(self) -> None:
        """One deed is sold for more than is owed, the other finds nobody."""
        life = self.life
        four = life.people.investors[3]
        for name in ("sold", "lowered"):
            life.do(four, "Collateral", "start_auction", life.of[name])
        life.do(four, "Collateral", "buy", life.of["sold"], 10**12)

    def auction(self) -> None:
        """A floor that lenders lower, once; the price falls on from the floor before."""
        life, loan = self.life, self.life.of["lowered"]
        three, four = life.people.investors[2:4]
        life.do(three, "Ballots", "propose_floor", loan, 10**8, 3 * DAY)
        life.do(three, "Ballots", "vote", loan, True)
        life.wait(4)
        life.do(four, "Ballots", "close_ballot", loan)
        life.wait(3)
        life.do(four, "Collateral", "buy", loan, 10**12)

    def distribute(self) -> None:
        """When no loan is live what is left goes to the losses, and the rest to the treasury."""
        life = self.life
        investor, third = life.people.investor, life.people.borrowers[2]
        for loan in range(1, life.platform.read(Book.loan_count()) + 1):
            if life.platform.read(Lens.status_of(loan)) == DEFAULTED:
                life.do(investor, "Workouts", "write_off", loan)
        assert life.platform.read(Servicing.live_loans()) == 0
        life.do(investor, "Reserve", "begin_distribution")
        for name in ("lost", "fallen"):
            life.do(investor, "Reserve", "distribute", life.of[name])
        life.people.deposit(life.platform, third, 10**7)
        life.do(third, "Workouts", "recover", life.of["fallen"], 10**6)
        life.do(investor, "Book", "claim_many", [life.of["lost"], life.of["fallen"]])

    def _counted(self, borrower: str, loan: int) -> list[int]:
        """A borrower's other loans that count against their caps, ascending."""
        platform = self.life.platform
        counted = []
        for other in range(1, platform.read(Book.loan_count()) + 1):
            status, progress = platform.read(Lens.status_of(other)), Lens.progress_of(other)
            owing = platform.read(Lens.parties_of(other))["borrower"]
            principal = platform.read(Lens.terms_of(other))["principal"]
            left = principal - platform.read(progress)["released"]
            if owing == borrower and other != loan and left and status in COUNTED:
                counted.append(other)
        return counted

    def _typed(self, kind: str, values: dict[str, Any]) -> typed_data.Message:
        platform = self.life.platform
        verifier = platform.address(typed_data.VERIFIERS[kind])
        return typed_data.message(kind, values, platform.deployment.chain_id, verifier)

    def _signed(self, kind: str, values: dict[str, Any], signer: Any) -> bytes:
        return signature_bytes(signer.sign_typed_data(self._typed(kind, values)))

    def _deploy(self) -> str:
        code = bytes.fromhex(artifact("mocks/Deed")["bytecode"].removeprefix("0x"))
        return str(self._send(self.life.people.deployer, None, code).contract)

    def _send(self, signer: Any, to: str | None, data: bytes) -> Any:
        sender = self.life.platform.sender
        return sender.wait(sender.send(signer, {"to": to, "data": data}, 5_000_000), 60)
