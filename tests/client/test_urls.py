"""What can be a host or a URL, and what cannot."""

from __future__ import annotations

import pytest

from tallystick.urls import authority, host_defect, url_defect

GOOD_HOSTS = [
    "127.0.0.1", "0.0.0.0", "::1", "fe80::1%eth0", "localhost", "lend.example", "a-b.example.",
    "xn--mnchen-3ya.de", "under_score", "1a",
]  # fmt: skip
BAD_HOSTS = [
    "", " ", "a b", "a\0b", "a\nb", "m\u00fcnchen", "\u00fcn\u00ef..x", "\udcff", "a..b", ".", "-a",
    "a-", "a" * 64, "a." * 127 + "b", "[::1]", "127.0.0.1:80", "http://x", "a/b", "256.1.1.1",
    "127.1", "0", "::zz", "a@b", "%", "*",
]  # fmt: skip


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_a_host_may_be_an_address_or_a_name(host: str) -> None:
    assert host_defect(host) is None


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_what_is_no_host_is_said(host: str) -> None:
    assert host_defect(host) is not None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8545", "https://node.example/rpc/KEY?a=b", "http://[::1]:8000/rpc",
        "https://node.example:65535", "http://localhost", "HTTPS://node.example/",
    ],
)  # fmt: skip
def test_a_servers_url_is_taken(url: str) -> None:
    assert url_defect(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "", "http", "http:", "http://", "http:///rpc", "http://:80", "http:node.example",
        "http://[", "http://[::1", "http://]", "http://::1", "http://[::1]x", "http://[zz]",
        "http://x:0", "http://x:99999", "http://x:-1", "http://x:abc", "http://x:", "http://x:8 0",
        "http://a b", " http://x", "http://x ", "http://x/a b", "http://x\n", "http://x\0",
        "http://m\u00fcnchen.de", "http://u:p@x", "http://u@x", "ftp://x", "ws://x", "file:///x",
        "//x", "x", "http://256.1.1.1", "http://a..b", "http://\\x", "http://x/{y}",
    ],
)  # fmt: skip
def test_what_is_no_servers_url_is_said(url: str) -> None:
    assert url_defect(url) is not None


def test_only_the_schemes_that_are_named_are_taken() -> None:
    assert url_defect("http://x", ("https",)) == "it begins with https://"
    assert url_defect("https://x", ("https",)) is None


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert authority("::1", 80) == "[::1]:80"
    assert authority("lend.example", 80) == "lend.example:80"
