"""One page for one reader: language, look, how fresh it is, and the headers that guard it."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from tallystick.errors import TallystickError, TransportError
from tallystick_node.api.services import StandingDep
from tallystick_node.infrastructure.clock import machine_time
from tallystick_node.infrastructure.indexer.platform_state import Standing
from tallystick_node.web.assets import asset
from tallystick_node.web.languages import (
    LANGUAGES,
    language_for,
    locale_of,
    translations_of,
)
from tallystick_node.web.risk_notice import risk_notice
from tallystick_node.web.sentences import Sentences
from tallystick_node.web.session import visitor_of
from tallystick_node.web.wording import Wording

if TYPE_CHECKING:
    from gettext import NullTranslations

__all__ = [
    "LANGUAGE_COOKIE",
    "THEMES",
    "THEME_COOKIE",
    "PageDep",
    "WebPage",
    "bare_page",
    "environment_of",
    "page_of",
]

LANGUAGE_COOKIE, THEME_COOKIE = "language", "theme"
THEMES = ("light", "dark")
# A chain that is quiet for a day is no clock that is wrong.
_CLOCKS_APART = timedelta(days=2)
_YEAR_SECONDS = 365 * 86_400
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self';"
    " img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script';"
    " trusted-types htmx"
)
# On which a wallet signs, a passkey answers or a reader checks; no other page loads a script.
_WALLET, _PASSKEYS = "wallet.js", "passkeys.js"
_SCRIPTS = {
    "sign_in.html": (_WALLET, _PASSKEYS),
    "review.html": (_WALLET,),
    "assessed.html": (_WALLET,),
    "declaration.html": (_WALLET,),
    "sell_sign.html": (_WALLET,),
    "bid_sign.html": (_WALLET,),
    "mandate_new.html": (_WALLET,),
    "credential.html": (_WALLET,),
    "further_wallet.html": (_WALLET,),
    "security.html": (_PASSKEYS,),
    "staff.html": (_PASSKEYS,),
    "verify.html": ("verify.js",),
}
_HEADERS = {
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "vary": "accept-language, cookie",
}


# Nobody sees them, and some turn round what is seen: a sign stands where one was.
_UNSEEN = dict.fromkeys(
    (0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF),
    "\N{REPLACEMENT CHARACTER}",
)


@dataclass(frozen=True)
class WebPage:
    """What every template knows of its reader.

    standing: None where neither index nor chain say. reader: the wallet that is signed in.
    dev_wallets: whose wallets a node under development lends to visitors. staff: whether the
    reader has a role.
    """

    request: Request
    language: str
    theme: str
    standing: Standing | None
    reader: str | None = None
    dev_wallets: tuple[str, ...] = ()
    chosen: dict[str, str] = field(default_factory=dict)
    staff: bool = False
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def wording(self) -> Wording:
        """How figures are written for this reader."""
        standing = self.standing
        symbol, exponent = ("", 0) if standing is None else (standing.symbol, standing.exponent)
        return Wording(locale_of(self.language), symbol, exponent)

    @property
    def risk_notice(self) -> tuple[str, bool]:
        """The notice of risk, and whether it is not in the reader's language."""
        services = self.request.app.state.services
        try:
            day = services.business.today()
        except TransportError:  # the chain is silent, and the law is the same
            day = machine_time().date()
        sentence, foreign = risk_notice(services.policy, day, self.language)
        return (self.texts.gettext(sentence), True) if foreign else (sentence, False)

    @property
    def clock_differs(self) -> bool:
        """Whether the chain's clock is days from this machine's: dates differ then."""
        if self.standing is None:
            return False
        of = self.standing.of
        return abs(of.head_at - of.seen_at) > _CLOCKS_APART

    @property
    def texts(self) -> NullTranslations:
        """The texts of the reader's language."""
        return translations_of(self.language)

    @property
    def sentences(self) -> Sentences:
        """How refusals and other known sentences are said to this reader."""
        return Sentences(self.language, self.texts, self.wording)

    def __call__(self, template: str, status: int = HTTPStatus.OK, **context: Any) -> HTMLResponse:
        """Return the page.

        Args:
            template: Its file in `templates`.
            status: The HTTP status.
            **context: What the template shows.

        Returns:
            HTML with the headers of every page; nobody else may keep it.
        """
        wording, sentences = self.wording, self.sentences
        body = environment_of(self.language).get_template(template).render(
            page=self,
            scripts=self.scripts(_SCRIPTS.get(template, ())),
            asset=asset,
            languages=LANGUAGES,
            money=wording.money,
            units=wording.units,
            symbol=wording.symbol,
            share=wording.share,
            number=wording.number,
            fraction=wording.fraction,
            day=wording.day,
            month_of=wording.month,
            moment=wording.moment,
            sentence_of=sentences.shown,
            rule=sentences.rule,
            reason_of=sentences.reason,
            **context,
        )  # fmt: skip
        headers = {
            **_HEADERS,
            "content-security-policy": _POLICY.replace("{nonce}", self.nonce),
            "content-language": self.language,
            "cache-control": "no-store" if self.private else "no-cache",
        }
        response = HTMLResponse(body, status, headers)
        for cookie, value in self.chosen.items():
            response.set_cookie(
                cookie, value, max_age=_YEAR_SECONDS, httponly=True, samesite="lax",
                secure=self.url.startswith("https:"),
            )  # fmt: skip
        return response

    @property
    def url(self) -> str:
        """Where readers see the node, whatever host this request has named; without a slash."""
        return str(self.request.app.state.services.auth.sessions.expected.uri).rstrip("/")

    @property
    def host_is_named(self) -> bool:
        """Whether browsers bind passkeys to this node: its own URL has a name, not a number."""
        try:
            ipaddress.ip_address(urlsplit(self.url).hostname or "")
        except ValueError:
            return True
        return False

    @property
    def rpc(self) -> str:
        """Where wallets and commands ask the chain; empty when another node serves it."""
        return f"{self.url}/rpc" if self.request.app.state.serves_chain else ""

    @property
    def private(self) -> bool:
        """Whether the page is one reader's alone."""
        return self.reader is not None

    def scripts(self, own: tuple[str, ...]) -> tuple[str, ...]:
        """Return what a page loads; beside wallet.js the wallets that a visitor may borrow.

        Args:
            own: The page's own scripts.

        Returns:
            Names of assets.
        """
        return (*own, *(("dev-wallet.js",) if self.dev_wallets and _WALLET in own else ()))

    @property
    def path(self) -> str:
        """The page's own path."""
        return "/" + str(self.request.url.path).lstrip("/")  # two would name another host

    @property
    def filter(self) -> str:
        """What the page's list is asked, without what is no part of it."""
        return self.address(file="", list="").partition("?")[2]

    def address(self, **changed: str) -> str:
        """Return the page's own address with some of its questions changed.

        Args:
            **changed: New values by name; an empty one takes a question away.

        Returns:
            Path and query.
        """
        kept = {k: v for k, v in self.request.query_params.items() if k not in ("lang", "theme")}
        query = {name: value for name, value in (kept | changed).items() if value}
        return f"{self.path}?{urlencode(query)}" if query else self.path


@cache
def environment_of(language: str) -> Environment:
    """Return the templates with the texts of a language.

    Args:
        language: As `language_for` returns it.

    Returns:
        The templates.
    """
    environment = Environment(
        loader=PackageLoader("tallystick_node.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        translations_of(language), newstyle=True
    )
    return environment


def _seen(value: Any) -> Any:
    """What a template shows, of texts without characters that nobody sees."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.translate(_UNSEEN)


def page_of(
    request: Request,
    standing: StandingDep,
    lang: Annotated[
        str | None, Query(max_length=16, description="The language from now on.")
    ] = None,
    theme: Annotated[str | None, Query(max_length=8, description="The look from now on.")] = None,
) -> WebPage:
    """Return the page for whoever asks.

    Args:
        request: Their request.
        standing: The platform's.
        lang: The language that they choose with this request.
        theme: The look that they choose with this request.

    Returns:
        The page, still without content.
    """
    cookies = request.cookies
    language = language_for(
        (lang, cookies.get(LANGUAGE_COOKIE)), request.headers.get("accept-language", ""),
        pseudo=request.app.state.services.development,
    )  # fmt: skip
    look = next((t for t in (theme, cookies.get(THEME_COOKIE)) if t in THEMES), THEMES[0])
    chosen = {LANGUAGE_COOKIE: language} if lang is not None else {}
    chosen |= {THEME_COOKIE: look} if theme is not None else {}
    try:
        stands = standing.read()
    except TallystickError:  # a page says so itself, and shows what it can
        stands = None
    reader, staff = _reader(request)
    wallets = _dev_wallets(request, reader)
    return WebPage(request, language, look, stands, reader, wallets, chosen, staff=staff)


def bare_page(request: Request, status: int, mistake: Any) -> HTMLResponse:
    """Return a refusal for which nothing is looked up: neither who asks nor how the chain stands.

    Args:
        request: What was asked.
        status: The HTTP status.
        mistake: Why not.

    Returns:
        HTML in the language that the browser asks for.
    """
    language = language_for(
        (request.cookies.get(LANGUAGE_COOKIE),), request.headers.get("accept-language", ""),
        pseudo=False,
    )  # fmt: skip
    sentences = Sentences(language, translations_of(language), Wording(locale_of(language), "", 0))
    body = (
        environment_of(language)
        .get_template("refused_early.html")
        .render(asset=asset, language=language, mistake=mistake, sentence_of=sentences.shown)
    )
    headers = {
        **_HEADERS, "content-security-policy": _POLICY.replace(" 'nonce-{nonce}'", ""),
        "content-language": language, "cache-control": "no-store",
    }  # fmt: skip
    return HTMLResponse(body, status, headers)


def _dev_wallets(request: Request, reader: str | None) -> tuple[str, ...]:
    """The reader's own wallet, where the node has it; visitors' wallets for everybody else."""
    services = request.app.state.services
    own = tuple(name for name, signer in services.dev_wallets.items() if signer.address == reader)
    return own or tuple(name for name in services.dev_wallets if name not in services.dev_staff)


def _reader(request: Request) -> tuple[str | None, bool]:
    """Whose cookie it is, and whether the chain gives them a role; nobody where none can say."""
    try:
        visitor = visitor_of(request, request.app.state.services.auth)
    except TallystickError:
        return None, False
    return (None, False) if visitor is None else (visitor.wallet, bool(visitor.roles))


PageDep = Annotated[WebPage, Depends(page_of)]
