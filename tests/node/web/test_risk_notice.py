"""The notice of risk: of every pack, in both languages, above every page where one can invest."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tallystick.errors import ConfigError
from tallystick_node.infrastructure.policy.packs import load_pack, pack_names
from tallystick_node.web.languages import LANGUAGES
from tallystick_node.web.risk_notice import risk_notice

if TYPE_CHECKING:
    from node.api.builders import Api

TODAY = date(2026, 3, 10)
INVESTING = ("/", "/market", "/market/resale", "/loans/1", "/loans/1/lend")
NOT_INVESTING = ("/code", "/verify", "/status")


@pytest.mark.parametrize("policy", pack_names())
def test_every_pack_says_it_in_every_language(policy: str) -> None:
    first = max(TODAY, load_pack(policy).figure("wording.risk_notice", TODAY).since)
    notices = {language: risk_notice(policy, first, language) for language in LANGUAGES}
    assert not any(foreign for _, foreign in notices.values())
    assert len({text for text, _ in notices.values()}) == len(LANGUAGES)


def test_a_language_that_a_pack_has_not_gets_the_default_and_says_so() -> None:
    assert risk_notice("generic", TODAY, "fr") == (risk_notice("generic", TODAY, "en")[0], True)
    with pytest.raises(ConfigError, match="POLICY:DAY"):
        risk_notice("generic", date(1999, 1, 1), "en")


@pytest.mark.parametrize("path", INVESTING)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_stands_before_everything_where_one_can_invest(
    site: Api, path: str, language: str
) -> None:
    site.network.loans.listed()
    site.index()
    text = site.client.get(path, headers={"accept-language": language}).text
    notice = risk_notice("generic", TODAY, language)[0]
    assert text.index(notice) < text.index("<h1>"), "it is above the heading"


@pytest.mark.parametrize("path", NOT_INVESTING)
def test_where_nobody_invests_it_does_not_stand(site: Api, path: str) -> None:
    stands = risk_notice("generic", TODAY, "en")[0] in site.client.get(path).text
    assert not stands
