"""`tallystick mcp`: an agent's own client calls the tools; none of them can sign or send."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from tallystick.chain.contracts import Book
from tallystick.cli import agent_tools
from tallystick.cli.agent_tools import AgentTools
from tallystick.cli.mcp_server import served
from tallystick.loans.schedule import Method, Terms, Unit, schedule
from tallystick.platform._sync.investor import InvestorView
from tallystick.platform._sync.platform import Platform
from tallystick.testing.loans import LoanBuilder
from tallystick.testing.session import Session, open_session


@pytest.fixture(scope="module")
def session() -> Session:
    return open_session()


@pytest.fixture(scope="module")
def loans(session: Session) -> dict[str, int]:
    build = LoanBuilder(session.platform, session.actors)
    return {"active": build.active(n=6), "listed": build.listed(n=6)}


@pytest.fixture
def tools(session: Session, monkeypatch: pytest.MonkeyPatch) -> AgentTools:
    monkeypatch.setattr(Platform, "connect", lambda *_: session.platform)
    return AgentTools("http://embedded", Path("platform.json"))


def ask(tools: AgentTools, name: str, **arguments: Any) -> tuple[bool, Any]:
    """Whether it was refused, and the answer; through a client of the protocol."""

    async def call() -> tuple[bool, Any]:
        async with Client(served(tools)) as client:
            result = await client.call_tool(name, arguments)
        text = getattr(result.content[0], "text", "") if result.content else ""
        if result.is_error:
            return True, text
        known = result.structured_content
        return False, known.get("result", known) if known else json.loads(text)

    return asyncio.run(call())


def test_every_tool_only_reads(tools: AgentTools) -> None:
    async def listed() -> Any:
        async with Client(served(tools)) as client:
            return (await client.list_tools()).tools

    known = {tool.name: tool for tool in asyncio.run(listed())}
    assert set(known) == {
        "open_loans", "loan", "portfolio", "schedule", "quote", "plan", "explain", "audit",
    }  # fmt: skip
    assert all(tool.annotations.read_only_hint for tool in known.values())
    assert all(tool.description for tool in known.values())


def test_nothing_of_it_knows_a_key_or_sends() -> None:
    tree = ast.parse(inspect.getsource(agent_tools))
    called = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & {"send", "sign", "sign_typed_data", "sign_text", "sign_transaction"}
    imported = {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }  # fmt: skip
    assert not [name for name in imported if "Signer" in name]


def test_what_it_reads_is_what_the_sdk_reads(
    tools: AgentTools, session: Session, loans: dict[str, int]
) -> None:
    refused, listed = ask(tools, "open_loans")
    assert (refused, [loan["loan"] for loan in listed]) == (False, [loans["listed"]])
    _, loan = ask(tools, "loan", number=loans["active"])
    assert (loan["status"], len(loan["rows"])) == ("active", 6)
    wallet = session.actors.investors[0].address
    _, portfolio = ask(tools, "portfolio", wallet=wallet)
    known = InvestorView(session.platform, wallet).portfolio()
    assert portfolio["cash"] == str(known.balance)
    assert [note["loan"] for note in portfolio["notes"]] == [note.loan for note in known.notes]


def test_a_schedule_is_the_contracts(tools: AgentTools) -> None:
    _, table = ask(tools, "schedule", principal=10**9, rate_ppm=120_000, months=12)
    terms = Terms(10**9, 120_000, 12, 1, Unit.MONTHS, Method.ANNUITY)
    assert table["payments"] == [str(row.payment) for row in schedule(terms)]


@pytest.mark.usefixtures("loans")
def test_a_plan_is_unsigned_and_what_the_sdk_would_send(
    tools: AgentTools, session: Session, loans: dict[str, int]
) -> None:
    wallet = session.actors.investors[0].address
    before = session.platform.connection.block_number()
    _, plan = ask(tools, "plan", act="claim", wallet=wallet, loan=loans["active"])
    call = session.platform.plan(Book.claim_many([loans["active"]]), wallet).call
    assert plan["transaction"]["data"] == "0x" + bytes(call.data).hex()
    assert plan["refusal"] is None
    assert session.platform.connection.block_number() == before
    assert not {"raw", "signature", "v", "r", "s"} & set(plan["transaction"])


def test_what_the_contract_would_refuse_comes_back_as_its_sentence(
    tools: AgentTools, session: Session, loans: dict[str, int]
) -> None:
    wallet = session.actors.investors[0].address
    _, plan = ask(tools, "plan", act="withdraw", wallet=wallet, amount=10**15)
    code = plan["refusal"]["code"]
    assert code.startswith("ESCROW:")
    refused, text = ask(tools, "explain", code=code)
    assert (refused, text["sentence"]) == (False, plan["refusal"]["sentence"])
    _, funding = ask(tools, "plan", act="fund", wallet=wallet, loan=loans["listed"], amount=10**8)
    assert funding["function"] == "fund"


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("plan", {"act": "fund", "wallet": "0x" + "11" * 20}, "AGENT:PLAN"),
        ("plan", {"act": "mint", "wallet": "0x" + "11" * 20}, "act"),
        ("portfolio", {"wallet": "nobody"}, "wallet"), ("loan", {"number": 0}, "number"),
        ("loan", {"number": 10**6}, "INPUT:LOAN"), ("explain", {"code": "NO:SUCH"}, "AGENT:CODE"),
        ("quote", {"amount": 10**9, "months": 12}, "AGENT:NODE"),
        ("schedule", {"principal": 10**9, "rate_ppm": -1, "months": 12}, "rate_ppm"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("loans")
def test_what_cannot_be_is_refused(
    tools: AgentTools, name: str, arguments: dict[str, Any], words: str
) -> None:
    refused, text = ask(tools, name, **arguments)
    assert refused
    assert words in text


def test_an_agent_starts_it_and_talks_over_its_pipes(tmp_path: Path) -> None:
    command = [
        "-m", "tallystick", "mcp", "--rpc", "http://127.0.0.1:1", "--deployment",
        str(tmp_path / "platform.json"),
    ]  # fmt: skip
    server = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))

    async def talk() -> Any:
        async with Client(server) as client:
            table = await client.call_tool(
                "schedule", {"principal": 10**6, "rate_ppm": 0, "months": 4}
            )
            lost = await client.call_tool("open_loans", {})
        return table.structured_content, lost

    table, lost = asyncio.run(talk())
    assert table["payments"] == ["250000"] * 4
    assert lost.is_error
    assert "DEPLOYMENT:" in lost.content[0].text
