"""A user of the platform over HTTP: they become known, answer, apply, bring money."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tallystick.chain.signer import signature_bytes
from tallystick.errors import VerificationFailed
from tallystick.platform.messages import Credential, Offer, SignedCredential, SignedOffer
from tallystick_node.kyc.assessment_rules import questionnaire
from tallystick_node.kyc.signatures import read_signature

if TYPE_CHECKING:
    from tallystick.chain.signer import MemorySigner
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.demo.office import Office
    from tallystick_node.demo.persons import Person

__all__ = ["Client"]

# What is left of the questionnaire's answers is money, minor units.
MONEY = {"income": "900000000000", "liquid": "9000000000000", "commitments": "1000000000"}
PAPERS = ("identity_card", "proof_of_income")
DECISION = {"verdict": "approve", "reason": "compensating_strength"}


@dataclass
class Client:
    """One person with one wallet; `until` is the last second of their credential."""

    office: Office
    wallet: MemorySigner
    person: Person
    until: int = 0
    orders: int = 0
    pictures: int = 0
    _headers: dict[str, str] = field(default_factory=dict)
    _identifier: str = ""

    def become_known(self, clerk: dict[str, str]) -> None:
        """Register, state everything, be checked, and show papers that staff look at.

        Args:
            clerk: The headers of a session of compliance.
        """
        self.sign_in()
        self._post("/v1/registration/codes", {"phone": self.person.phone})
        code = self.office.code_for(self.person.phone)
        registered = self._post("/v1/registration", {"phone": self.person.phone, "code": code})
        self._identifier = registered["id"]
        self.be_checked(clerk)

    def be_checked(self, clerk: dict[str, str]) -> None:
        """State everything and have it checked; done again when the checks are too old.

        Args:
            clerk: The headers of a session of compliance.
        """
        person = self.person
        for name, value in (
            ("name", person.name), ("id_number", person.number), ("card", person.card),
            ("income", str(person.income)), ("country", "CN"),
        ):  # fmt: skip
            self._ask("PUT", f"/v1/me/fields/{name}", json={"value": value})
        consent = {"consent": self._post("/v1/me/consents", {"purpose": "identity_check"})["id"]}
        self._post("/v1/me/consents", {"purpose": "credit_report"})
        self._post("/v1/me/checks/identity", consent)
        self._post("/v1/me/checks/card", consent)
        self.pictures += 1
        challenge = self._post("/v1/me/checks/liveness/challenge", {})
        picture = base64.b64encode(person.picture(self.pictures)).decode()
        self._post("/v1/me/checks/liveness", consent | challenge | {"image": picture})
        for kind in PAPERS:
            self._ask("POST", f"/v1/me/documents?kind={kind}", body=person.document(kind))
        paper = self._ask("GET", "/v1/me")["documents"][-1]
        self.office.ask(
            "POST", f"/v1/staff/people/{self._identifier}/fields/income/verification", clerk,
            json={"document": paper["id"]},
        )  # fmt: skip
        self.be_called(clerk)

    def be_called(self, clerk: dict[str, str]) -> None:
        """Be called by staff where extra care is taken, and confirm a second time.

        Args:
            clerk: The headers of a session of compliance.
        """
        if self._ask("GET", "/v1/me")["extra_care"]:
            self.office.ask(
                "POST", f"/v1/staff/people/{self._identifier}/calls", clerk,
                json={"understood": True},
            )  # fmt: skip
            self._ask("POST", "/v1/me/care/confirmation")

    def answer_questions(self) -> None:
        """Answer the questionnaire as somebody who knows and can bear it, and sign."""
        taken = self._post("/v1/me/assessments", {"answers": _answers() | MONEY})
        address = self.wallet.address
        path = f"/v1/me/assessments/{taken['id']}"
        message = self._ask("GET", f"{path}/message?address={address}")["message"]
        signature = self.wallet.sign_text(message)
        self._post(f"{path}/signature", {"address": address, "signature": signature})

    def credential(self, platform: Platform, purpose: str) -> SignedCredential:
        """Get a credential that enough attestors have signed, and consent to it.

        Args:
            platform: Where it is used.
            purpose: lend or borrow.

        Returns:
            The credential with the attestors' signatures and the wallet's consent.

        Raises:
            VerificationFailed: DEMO:ATTESTORS when too few of them have signed.
        """
        issued = self._post("/v1/me/credentials", {"address": self.wallet.address, purpose: True})
        if not issued["complete"]:
            raise VerificationFailed("DEMO:ATTESTORS", f"they refuse: {issued['refusals']}")
        credential = Credential.parse(issued["credential"])
        signatures = {who: read_signature(words) for who, words in issued["attestations"].items()}
        self.until = credential.expiry
        return SignedCredential(credential, signatures).consented(platform, self.wallet)

    def apply(self, order: dict[str, Any], underwriters: list[dict[str, str]]) -> dict[str, Any]:
        """Apply for a loan, and let staff decide what the stages doubt.

        Args:
            order: The application, as the API takes it.
            underwriters: The headers of two sessions of underwriters.

        Returns:
            The application as the API shows it; `referred` is true when staff decided.
        """
        number = self._post("/v1/applications", order, once=True)["id"]
        self.office.work()
        path = f"/v1/applications/{number}"
        application: dict[str, Any] = self._ask("GET", path)
        if application["state"] == "referred":
            for headers in underwriters:
                case = f"/v1/staff/credit-reviews/{number}"
                self.office.ask("POST", f"{case}/claim", headers)
                self.office.ask("POST", f"{case}/decision", headers, json=DECISION)
            application = self._ask("GET", path) | {"referred": True}
        return application

    def offer(self, number: str, second: MemorySigner, platform: Platform) -> SignedOffer:
        """Confirm the terms and get the signed offer.

        Args:
            number: The application's identifier.
            second: The underwriter who signs where one may not sign alone.
            platform: Where the offer is listed.

        Returns:
            The offer and the underwriters' signatures.
        """
        path = f"/v1/applications/{number}/offer"
        response = self._post(path, {})
        if not response["complete"]:
            signature = signature_bytes(Offer.parse(response["offer"]).sign(platform, second))
            self.office.ask(
                "POST", f"/v1/staff/offers/{number}/signature", self.office.staff(second.address),
                json={"signature": "0x" + signature.hex()},
            )  # fmt: skip
            response = self._post(path, {})
        signed = SignedOffer(
            Offer.parse(response["offer"]), response["signed_by"],
            signature_bytes(read_signature(response["first"])),
        )  # fmt: skip
        if response["second"] is None:
            return signed
        return replace(
            signed,
            second_signer=response["second_by"],
            second=bytes.fromhex(response["second"].removeprefix("0x")),
        )

    def bring(self, amount: int) -> None:
        """Bring money through the bank; tokens are in the wallet when the node has done its work.

        Args:
            amount: In minor units, at least 1.
        """
        self.sign_in()
        order = self._post("/v1/deposits", {"amount": str(amount)}, once=True)
        self.office.authorise(order["key"])

    def sign_in(self) -> None:
        """Open a session; one of the day before has ended."""
        asked = self.office.ask("POST", "/v1/sign-in", json={"address": self.wallet.address})
        message = asked["message"]
        opened = self.office.ask(
            "POST", "/v1/sessions",
            json={"message": message, "signature": self.wallet.sign_text(message)},
        )  # fmt: skip
        self._headers = {"authorization": f"Bearer {opened['token']}"}

    def _post(self, path: str, body: dict[str, Any], *, once: bool = False) -> Any:
        headers = {}
        if once:
            self.orders += 1
            headers = {"idempotency-key": f"order-{self.orders:06d}"}
        return self.office.ask("POST", path, self._headers | headers, json=body)

    def _ask(self, method: str, path: str, **request: Any) -> Any:
        return self.office.ask(method, path, self._headers, **request)


def _answers() -> dict[str, str]:
    """The answers of somebody who knows what may happen and wants the boldest class."""
    return {
        question["id"]: question["right"]
        if question["kind"] == "knowledge"
        else question["options"][-1]["id"]
        for question in questionnaire().document["questions"]
    }
