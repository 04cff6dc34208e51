"""The clauses of a mandate's sentence in each language: how they are printed, and how read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["GRAMMARS", "MONTHS", "ClauseKind", "Grammar", "SentenceLanguage"]

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


class SentenceLanguage(StrEnum):
    """The languages in which a mandate is a sentence."""

    EN = "en"
    ZH = "zh-CN"


class ClauseKind(StrEnum):
    """What a clause speaks of, in the order in which a sentence is printed."""

    EACH = "each"
    GRADES = "grades"
    RATE = "rate"
    TERM = "term"
    SHARE = "share"
    PERSON = "person"
    GROUP = "group"
    DAY = "day"
    EXPOSURE = "exposure"
    LIFETIME = "lifetime"
    KEEP = "keep"
    READ = "read"
    UNTIL = "until"


_AMOUNT = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_SHARE = r"[0-9]+(?:\.[0-9]+)?"
_DASH = r"\s*(?:–|—|-|~|to)\s*"
_ZH_DASH = r"\s*(?:至|到|–|—|-|~)\s*"


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one language speaks of mandates.

    reads: by kind the clause as a pattern; its groups are named. prints: by kind the clause with
    fields to fill in. begin, joint, end: around the clauses; before those in `near` stands a blank
    in place of the joint. skip: what may stand between clauses that are read.
    """

    reads: dict[ClauseKind, re.Pattern[str]]
    prints: dict[ClauseKind, str]
    begin: str
    joint: str
    end: str
    skip: re.Pattern[str]
    grades: tuple[str, str]
    each: tuple[str, str, str]
    terms: tuple[str, str]
    moment: tuple[str, str]
    near: frozenset[ClauseKind] = frozenset()


def _patterns(sources: dict[ClauseKind, str]) -> dict[ClauseKind, re.Pattern[str]]:
    return {kind: re.compile(source, re.IGNORECASE) for kind, source in sources.items()}


_MOST = r"(?:at most|no more than|up to)\s+"
_EN = Grammar(
    reads=_patterns({
        ClauseKind.EACH: (
            rf"(?:lend\s+)?(?P<least>{_AMOUNT})"
            rf"(?:{_DASH}(?P<most>{_AMOUNT})|(?P<open>\s+or more))?\s+each\b"
        ),
        ClauseKind.GRADES: (
            rf"(?:to\s+|in\s+)?grades?\s+(?P<first>[A-E])\b(?:{_DASH}(?P<last>[A-E])\b)?"
        ),
        ClauseKind.RATE: (
            rf"(?:at\s+)?(?:at least\s+(?P<rate>{_SHARE})\s*%"
            rf"|(?P<rate2>{_SHARE})\s*%\s*(?:or more|and more|or above))"
        ),
        ClauseKind.TERM: (
            r"(?:(?P<count>[0-9]+)\s+(?P<unit>months?|days?)\s+or\s+(?:less|shorter)"
            rf"|{_MOST}(?P<count2>[0-9]+)\s+(?P<unit2>months?|days?))\b"
        ),
        ClauseKind.SHARE: rf"{_MOST}(?P<share>{_SHARE})\s*%\s+(?:a|per)\s+(?:person|borrower)\b",
        ClauseKind.PERSON: rf"{_MOST}(?P<amount>{_AMOUNT})\s+(?:a|per)\s+(?:person|borrower)\b",
        ClauseKind.GROUP: rf"{_MOST}(?P<amount>{_AMOUNT})\s+(?:a|per)\s+group\b",
        ClauseKind.DAY: rf"{_MOST}(?P<amount>{_AMOUNT})\s+(?:a|per)\s+day\b",
        ClauseKind.EXPOSURE: rf"{_MOST}(?P<amount>{_AMOUNT})\s+lent\s+out\b",
        ClauseKind.LIFETIME: rf"{_MOST}(?P<amount>{_AMOUNT})\s+in\s+all\b",
        ClauseKind.KEEP: rf"keep\s+(?P<amount>{_AMOUNT})\s+free\b",
        ClauseKind.READ: (
            r"having\s+read\s+the\s+risk\s+statement\s+of\s+grades?\s+(?P<first>[A-E])\b"
            rf"(?:{_DASH}(?P<last>[A-E])\b)?"
        ),
        ClauseKind.UNTIL: (
            rf"until\s+(?P<day>[0-9]{{1,2}})\s+(?P<month>{'|'.join(MONTHS)})"
            r"(?:\s+(?P<year>[0-9]{4}))?"
            r"(?:\s+at\s+(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2}))?"
        ),
    }),
    prints={
        ClauseKind.EACH: "{each} each",
        ClauseKind.GRADES: "to {grades}",
        ClauseKind.RATE: "at {share} % or more",
        ClauseKind.TERM: "{term} or less",
        ClauseKind.SHARE: "at most {share} % a person",
        ClauseKind.PERSON: "at most {amount} a person",
        ClauseKind.GROUP: "at most {amount} a group",
        ClauseKind.DAY: "at most {amount} a day",
        ClauseKind.EXPOSURE: "at most {amount} lent out",
        ClauseKind.LIFETIME: "at most {amount} in all",
        ClauseKind.KEEP: "keep {amount} free",
        ClauseKind.READ: "having read the risk statement of {grades}",
        ClauseKind.UNTIL: "until {moment}",
    },
    begin="Lend ",
    joint=", ",
    end=".",
    skip=re.compile(r"(?:[\s,;.]|and\b)*", re.IGNORECASE),
    grades=("grade {last}", "grades {first}–{last}"),
    each=("{least}", "{least}–{most}", "{least} or more"),
    terms=("{count} months", "{count} days"),
    moment=(
        "{day} {name} {year:04d}",
        "{day} {name} {year:04d} at {hour:02d}:{minute:02d}:{second:02d}",
    ),
    near=frozenset({ClauseKind.GRADES, ClauseKind.RATE}),
)  # fmt: skip

_NOT_ABOVE = r"(?:不超过|至多|最多)\s*"
_GRADES_ZH = rf"等级\s*(?P<first>[A-E])(?:{_ZH_DASH}(?P<last>[A-E]))?"
_ZH = Grammar(
    reads=_patterns(
        {
            ClauseKind.EACH: (
                rf"(?:向)?每位借款人出借\s*(?P<least>{_AMOUNT})"
                rf"(?:{_ZH_DASH}(?P<most>{_AMOUNT})|(?P<open>\s*以上))?"
            ),
            ClauseKind.GRADES: _GRADES_ZH,
            ClauseKind.RATE: (
                rf"(?:年)?利率\s*(?:不低于\s*(?P<rate>{_SHARE})\s*[%％]"
                rf"|(?P<rate2>{_SHARE})\s*[%％]\s*(?:或)?以上)"
            ),
            ClauseKind.TERM: (
                rf"期限\s*(?:{_NOT_ABOVE}(?P<count>[0-9]+)\s*(?P<unit>个月|天)"
                r"|(?P<count2>[0-9]+)\s*(?P<unit2>个月|天)\s*(?:或)?以内)"
            ),
            ClauseKind.SHARE: rf"(?:每人|每位借款人){_NOT_ABOVE}(?P<share>{_SHARE})\s*[%％]",
            ClauseKind.PERSON: rf"(?:每人|每位借款人){_NOT_ABOVE}(?P<amount>{_AMOUNT})",
            ClauseKind.GROUP: rf"每个关联组{_NOT_ABOVE}(?P<amount>{_AMOUNT})",
            ClauseKind.DAY: rf"每[日天]{_NOT_ABOVE}(?P<amount>{_AMOUNT})",
            ClauseKind.EXPOSURE: rf"在借(?:余额)?{_NOT_ABOVE}(?P<amount>{_AMOUNT})",
            ClauseKind.LIFETIME: rf"累计(?:出借)?{_NOT_ABOVE}(?P<amount>{_AMOUNT})",
            ClauseKind.KEEP: rf"(?:账户)?(?:保留|留存)\s*(?P<amount>{_AMOUNT})",
            ClauseKind.READ: rf"已阅读{_GRADES_ZH}的风险说明",
            ClauseKind.UNTIL: (
                r"(?:有效期至|截至|截止到?)\s*(?:(?P<year>[0-9]{4})\s*年\s*)?"
                r"(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*日"
                r"(?:\s*(?P<hour>[0-9]{2})时(?P<minute>[0-9]{2})分(?P<second>[0-9]{2})秒)?"
            ),
        }
    ),
    prints={
        ClauseKind.EACH: "{each}",
        ClauseKind.GRADES: "{grades}",
        ClauseKind.RATE: "年利率不低于{share}%",
        ClauseKind.TERM: "期限不超过{term}",
        ClauseKind.SHARE: "每人不超过{share}%",
        ClauseKind.PERSON: "每人不超过{amount}",
        ClauseKind.GROUP: "每个关联组不超过{amount}",
        ClauseKind.DAY: "每日不超过{amount}",
        ClauseKind.EXPOSURE: "在借余额不超过{amount}",
        ClauseKind.LIFETIME: "累计出借不超过{amount}",
        ClauseKind.KEEP: "账户保留{amount}",
        ClauseKind.READ: "已阅读{grades}的风险说明",
        ClauseKind.UNTIL: "有效期至{moment}",
    },
    begin="每位借款人出借",
    joint="，",
    end="。",
    skip=re.compile(r"[\s,，;；.。、]*"),
    grades=("等级{last}", "等级{first}至{last}"),
    each=("{least}", "{least}至{most}", "{least}以上"),
    terms=("{count}个月", "{count}天"),
    moment=(
        "{year:04d}年{month}月{day}日",
        "{year:04d}年{month}月{day}日{hour:02d}时{minute:02d}分{second:02d}秒",
    ),
)

GRAMMARS = {SentenceLanguage.EN: _EN, SentenceLanguage.ZH: _ZH}
