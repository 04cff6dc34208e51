"""A credential on its way to the chain: signed by attestors and by its wallet, then sent.

The wallet signs the credential (EIP-712), because being tied to a person is its owner's decision;
then any wallet may send it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import Query, Response
from fastapi.responses import JSONResponse, RedirectResponse

from tallystick.chain.contracts import Registry
from tallystick.platform.signable import signature_parsed
from tallystick_node.api.routes.checks import SignatureRequest
from tallystick_node.api.services import KycDep, PlatformDep
from tallystick_node.api.shapes import RowNumber
from tallystick_node.auth.wallet_signature import has_signed_digest
from tallystick_node.kyc.refusals import PersonRefused
from tallystick_node.web.acts.review import Act, chain_of, review
from tallystick_node.web.acts.typed import wallet_document
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Person, Reader

if TYPE_CHECKING:
    from tallystick.platform.messages import SignedCredential
    from tallystick_node.kyc.credentials import IssuedCredential

__all__ = ["router"]

router = pages_router()
AT = "/account/credentials/{number}"


@router.get(AT)
def read_credential(
    page: PageDep, number: RowNumber, me: Person, kyc: KycDep, platform: PlatformDep
) -> Response:
    """What attestors vouch for, who has signed, and what the wallet signs."""
    issued = kyc.credentials.collect(me, number)
    credential = issued.signed.credential
    typed = credential.typed(platform)
    return page(
        "credential.html", issued=issued, credential=credential, kind="sign", next="",
        fields=[(entry["name"], entry["type"]) for entry in typed["types"]["Credential"]],
        values=credential.document(), domain=typed["domain"],
        transaction=json.dumps({"address": credential.wallet, "typed": wallet_document(typed)}),
        chain=chain_of(page, platform), back=f"/account/credentials/{number}/consent",
    )  # fmt: skip


@router.post(f"{AT}/consent")
def take_consent(
    number: RowNumber, body: SignatureRequest, me: Person, kyc: KycDep, platform: PlatformDep,
    _: OwnPage,
) -> Response:  # fmt: skip
    """Lead on to sending it, once the wallet's signature is one."""
    signed = _consented(kyc.credentials.collect(me, number), body.signature)
    digest = signed.credential.digest(platform)
    wallet = signed.credential.wallet
    if not has_signed_digest(kyc.wallets.chain, wallet, digest, body.signature):
        raise PersonRefused("WALLET:SIGNER", "the wallet of the credential has to sign it")
    query = urlencode({"consent": body.signature})
    return JSONResponse({"next": f"/account/credentials/{number}/enrolment?{query}"})


@router.get(f"{AT}/enrolment")
def review_enrolment(
    page: PageDep, number: RowNumber, reader: Reader, me: Person, kyc: KycDep,
    platform: PlatformDep,
    consent: Annotated[str, Query(pattern="^0x([0-9a-f]{2}){64,1024}$", max_length=2_050)] = "",
) -> Response:  # fmt: skip
    """The call that brings the credential to the Registry."""
    if not consent:
        return RedirectResponse(f"/account/credentials/{number}", HTTPStatus.SEE_OTHER)
    signed = _consented(kyc.credentials.collect(me, number), consent)
    credential, say, wording = signed.credential, page.texts.gettext, page.wording
    plan = platform.plan(Registry.enrol(credential, signed.ordered, signed.consent), reader.wallet)
    act = Act(
        title=say("Bring your credential to the chain"),
        sentence=say(
            "The Registry learns that this wallet belongs to a person whom attestors vouch for,"
            " with the limits below. Neither name nor number goes there."
        ),
        rows=[
            (say("Wallet"), credential.wallet),
            (say("May lend up to"), wording.money(credential.lend_limit)),
            (say("May borrow up to"), wording.money(credential.borrow_limit)),
            (say("Class"), f"{credential.risk_class} / 5"),
        ],
        back=f"/account/credentials/{number}", after="/account",
    )  # fmt: skip
    return review(page, platform, act, plan)


def _consented(issued: IssuedCredential, signature: str) -> SignedCredential:
    if not issued.complete:
        raise PersonRefused(
            "CREDENTIAL:MISSING",
            f"{len(issued.signed.attestations)} of {issued.threshold} attestors have signed so far",
        )
    return replace(issued.signed, consent=signature_parsed(signature))
