"""RSS and Atom are read; what could be an attack is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tallystick.errors import InputError
from tallystick_node.support.feed_files import FeedEntry, FeedForm, read_feed
from tallystick_node.support.feed_xml import DEPTH_MAX

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>A forum</title><link>https://f.example</link>
<item><title>跑路</title><link>https://f.example/1</link>
<description>&lt;p&gt;They &lt;b&gt;ran&lt;/b&gt;&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>longer</p>]]></content:encoded>
<pubDate>Tue, 10 Mar 2026 13:00:00 +0100</pubDate></item>
<item><title>Two</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title type="html">One</title><link rel="self" href="https://f.example/self"/>
<link href="https://f.example/1"/><updated>2026-03-10T12:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a <b>scam</b></div></content>
</entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>x</title></channel><item><title>Old</title></item></rdf:RDF>"""
LAUGHS = """<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>
<rss><channel><item><title>&b;</title></item></channel></rss>"""
OUTSIDE = """<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<rss><channel><item><title>&a;</title></item></channel></rss>"""


def entries(text: str) -> list[FeedEntry]:
    return read_feed(text.encode(), FeedForm.XML)


def test_rss() -> None:
    assert entries(RSS) == [
        FeedEntry(4, "https://f.example/1", "跑路", "They ran", NOON),
        FeedEntry(8, None, "Two", "", None),
    ]


def test_atom() -> None:
    assert entries(ATOM) == [FeedEntry(2, "https://f.example/1", "One", "a scam", NOON)]


def test_rss_of_the_first_version() -> None:
    assert [each.title for each in entries(RDF)] == ["Old"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ("<rss>\n<channel>", 2), ("<rss>\n<item></rss>", 2), ("<html/>", 1),
        (LAUGHS, 1), (OUTSIDE, 1), ('<?xml version="1.0" encoding="none-such"?><rss/>', 1),
        ("<rss>" + "<a>" * DEPTH_MAX, 1), ("<rss>\n<item/></rss>", 2),
        ("<rss>\n<item><title>a</title>\n<link>ftp://f.example</link></item></rss>", 2),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(InputError) as wrong:
        entries(text)
    assert wrong.value.sentence.startswith(f"line {line}: ")


def test_depth_is_taken_to_the_last() -> None:
    deep = "<rss>" + "<a>" * (DEPTH_MAX - 1) + "</a>" * (DEPTH_MAX - 1) + "</rss>"
    assert entries(deep) == []
