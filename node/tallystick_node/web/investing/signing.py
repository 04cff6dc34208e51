"""A new mandate: its sentence, what it would come to, and the wallet's signature."""

from __future__ import annotations

import json
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from tallystick.matching.grammar import SentenceLanguage
from tallystick.matching.sentence import SENTENCE_CHARACTERS_MAX
from tallystick.platform.mandates import Mandate, SignedMandate
from tallystick.platform.signable import NOBODY, signature_parsed
from tallystick_node.api.routes import mandates as routes
from tallystick_node.api.routes.checks import SignatureRequest
from tallystick_node.api.services import MatchingDep, PlatformDep
from tallystick_node.web.acts.review import chain_of
from tallystick_node.web.acts.typed import wallet_document
from tallystick_node.web.forms import REFUSALS, mistake_of
from tallystick_node.web.investing.mandates import HERE
from tallystick_node.web.investing.reason_words import language_of, reasons_named
from tallystick_node.web.page import PageDep
from tallystick_node.web.page_route import pages_router
from tallystick_node.web.session import OwnPage, Reader

if TYPE_CHECKING:
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.matching.service import Matching
    from tallystick_node.web.page import WebPage

__all__ = ["router"]

router = pages_router()
_NONCE_BITS = 64
Replaces = Annotated[str, Query(max_length=66, description="The mandate that it replaces.")]
# The sentences that the form begins with; a reader changes what they want otherwise.
_BEGINNINGS = {
    SentenceLanguage.EN: (
        "Lend 50–250 each to grades A–C at 9 % or more, 24 months or less, at most 2 % a person,"
        " keep 500 free, until 31 December"
    ),
    SentenceLanguage.ZH: (
        "每位借款人出借50至250，等级A至C，年利率不低于9%，期限不超过24个月，每人不超过2%，账户保留500，"
        "有效期至12月31日"
    ),
}


@router.get("/me/mandate")
def read_new_mandate(
    page: PageDep, request: Request, reader: Reader, matching: MatchingDep, platform: PlatformDep,
    sentence: Annotated[str, Query(max_length=SENTENCE_CHARACTERS_MAX)] = "",
    replaces: Replaces = "",
) -> Response:  # fmt: skip
    """The form, and once its sentence is read what it comes to and what the wallet signs."""
    language = language_of(page)
    mistake = None
    if sentence:
        try:
            return _review(page, matching, platform, reader.wallet, sentence, replaces)
        except REFUSALS as refused:
            mistake = mistake_of(request, refused)
    return page(
        "mandate_new.html", HTTPStatus.OK if mistake is None else mistake.status, mistake=mistake,
        sentence=sentence or _BEGINNINGS[language], replaces=replaces, executor=matching.account,
        characters_max=SENTENCE_CHARACTERS_MAX, outlook=None,
    )  # fmt: skip


@router.post("/me/mandate")
def put_mandate_here(
    body: SignatureRequest, request: Request, matching: MatchingDep, reader: Reader, _: OwnPage
) -> Response:
    """Keep the mandate once the wallet has signed it."""
    fields = dict(request.query_params)
    replaces = fields.pop("replaces", "") or None
    signed = SignedMandate(Mandate.parse(fields), signature_parsed(body.signature))
    digest = matching.register.put(signed, reader.wallet, replaces)
    return JSONResponse({"next": f"{HERE}/{digest}"})


def _review(
    page: WebPage, matching: Matching, platform: Platform, wallet: str, sentence: str, replaces: str
) -> Response:
    language = language_of(page)
    outlook = routes.outlook_of(matching, platform, wallet, sentence, language)
    mandate = Mandate(
        owner=wallet, executor=matching.account or NOBODY, nonce=secrets.randbits(_NONCE_BITS),
        **{name: getattr(outlook.limits, name) for name in type(outlook.limits).model_fields},
    )  # fmt: skip
    typed = mandate.typed(platform)
    return page(
        "mandate_new.html", sentence=sentence, replaces=replaces, executor=matching.account,
        characters_max=SENTENCE_CHARACTERS_MAX, mistake=None, outlook=outlook,
        spoken=outlook.sentences[language.value], reasons_named=reasons_named(page),
        values=mandate.document(), domain=typed["domain"], kind="sign", next=HERE,
        chain=chain_of(page, platform),
        back="/me/mandate?" + urlencode(mandate.document() | {"replaces": replaces}),
        transaction=json.dumps({"address": wallet, "typed": wallet_document(typed)}),
    )  # fmt: skip
