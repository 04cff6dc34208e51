"""Registration with forms: telephone, consents, what is stated, checks, care, the credential."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Response

from tallystick_node.api.routes import checks, people
from tallystick_node.api.services import AuthDep, GrowthDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.kyc.fields import Field
from tallystick_node.web.account.consenting import newest_consent
from tallystick_node.web.account.desk import Account
from tallystick_node.web.account.rewards import origin_kept
from tallystick_node.web.forms import Typed, minor_units, shaped
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage

__all__ = ["router"]

router = pages_router()
_CHECKS = {"identity": checks.check_identity, "card": checks.check_card}


@router.get("/account")
def read_account_page(desk: Account, done: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Where the registration stands."""
    return desk.show(done)


@router.post("/account/code")
def send_code(desk: Account, typed: Typed, _: OwnPage) -> Response:
    """Send a code to a mobile number."""
    return desk.act(
        "code", typed,
        lambda: people.ask_code(
            shaped(people.PhoneRequest, phone=typed.get("phone")), desk.reader, desk.kyc
        ),
    )  # fmt: skip


@router.post("/account/register")
def register_here(desk: Account, growth: GrowthDep, typed: Typed, _: OwnPage) -> Response:
    """Register with the code; the wallet that is signed in is the first."""

    def act() -> None:
        body = shaped(
            people.RegistrationRequest, phone=typed.get("phone"), code=typed.get("code"),
            kind=typed.get("kind", "natural"), company=typed.get("company") or None,
        )  # fmt: skip
        people.register(body, desk.reader, desk.database, desk.kyc)
        origin_kept(desk.request, desk.reader, desk.me, desk.database, growth)

    return desk.act("register", typed, act)


@router.post("/account/return")
def come_back_here(desk: Account, auth: AuthDep, typed: Typed, _: OwnPage) -> Response:
    """Bind the wallet that is signed in to the person whose number it is."""

    def act() -> None:
        body = shaped(
            people.ReturnRequest, phone=typed.get("phone"), code=typed.get("code"),
            identity=typed.get("identity") or None,
        )  # fmt: skip
        people.come_back(body, desk.reader, auth, desk.database, desk.kyc)

    return desk.act("return", typed, act)


@router.post("/account/phone")
def change_number(desk: Account, auth: AuthDep, typed: Typed, _: OwnPage) -> Response:
    """Change the mobile number, by a code that was sent to the new one."""

    def act() -> None:
        body = shaped(people.NumberRequest, phone=typed.get("phone"), code=typed.get("code"))
        people.change_phone(body, desk.reader, desk.me, desk.kyc, auth)

    return desk.act("phone", typed, act)


@router.post("/account/fields/{field}")
def state_here(field: Field, desk: Account, typed: Typed, _: OwnPage) -> Response:
    """State a fact; an income is typed in main units a year."""

    def act() -> None:
        value = typed.get("value", "")
        if field is Field.INCOME:
            value = str(minor_units(value, desk.page.wording.exponent, least=0))
        people.state_field(field, shaped(people.FieldRequest, value=value), desk.me, desk.kyc)

    return desk.act(f"field-{field}", typed, act)


@router.post("/account/consents")
def consent_here(desk: Account, typed: Typed, _: OwnPage) -> Response:
    """Consent to one purpose."""

    def act() -> None:
        body = shaped(people.ConsentRequest, purpose=typed.get("purpose"))
        people.give_consent(body, desk.me, desk.kyc)

    return desk.act("consents", typed, act)


@router.post("/account/consents/{number}/withdrawal")
def withdraw_consent_here(number: RowNumber, desk: Account, _: OwnPage) -> Response:
    """Withdraw a consent."""
    return desk.act("consents", {}, lambda: people.withdraw_consent(number, desk.me, desk.kyc))


@router.post("/account/checks/{kind}")
def check_here(kind: Literal["identity", "card"], desk: Account, _: OwnPage) -> Response:
    """Have what is stated checked, with the consent that is open."""
    return desk.act(
        kind, {},
        lambda: _CHECKS[kind](
            shaped(checks.CheckRequest, consent=newest_consent(desk)), desk.me, desk.kyc
        ),
    )  # fmt: skip


@router.post("/account/care")
def confirm_here(desk: Account, _: OwnPage) -> Response:
    """Confirm a second time, after the call."""
    return desk.act("care", {}, lambda: checks.confirm_care(desk.me, desk.kyc))


@router.post("/account/credentials")
def request_here(desk: Account, typed: Typed, _: OwnPage) -> Response:
    """Ask for a credential for the wallet that is signed in."""

    def act() -> None:
        body = shaped(
            checks.CredentialRequest, address=desk.reader.wallet,
            lend="lend" in typed, borrow="borrow" in typed,
        )  # fmt: skip
        checks.request_credential(body, desk.me, desk.kyc)

    return desk.act("credential", typed, act)
