"""`tallystick mcp`: a platform's tools for agents, over the Model Context Protocol."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tallystick.cli.reading import DeploymentFile, RpcUrl

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcp.server.mcpserver import MCPServer

    from tallystick.cli.agent_tools import AgentTools

__all__ = ["app", "served"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)
INSTRUCTIONS = (
    "Tools to read and check a peer-to-peer lending platform, to reckon loans, and to plan acts."
    " Nothing here signs or sends. Amounts are minor units of the token. Lenders can lose all that"
    " they lend; no figure here is a promise or advice."
)


@app.command()
def serve(
    rpc: RpcUrl,
    deployment: DeploymentFile,
    node: Annotated[
        str | None, typer.Option(help="The node's URL, for quotes.", metavar="URL")
    ] = None,
) -> None:
    """Serve tools to an agent on standard input and output: quote, explain, plan, audit.

    They read and plan; none signs or sends, and no key is taken. Ends with its input. Exit codes: 0
    done, 2 could not run.
    """
    from tallystick.cli.agent_tools import AgentTools  # noqa: PLC0415 - the chain's libraries

    served(AgentTools(rpc, deployment, node)).run("stdio")


def served(tools: AgentTools) -> MCPServer[Any]:
    """Return a server of tools.

    Args:
        tools: Of a platform.

    Returns:
        The server, not yet running.
    """
    from mcp.server.mcpserver import MCPServer  # noqa: PLC0415 - the extra `mcp`
    from mcp.types import ToolAnnotations  # noqa: PLC0415 - likewise

    from tallystick import __version__  # noqa: PLC0415 - likewise

    server: MCPServer[Any] = MCPServer(
        "tallystick", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR"
    )
    for tool in tools.all:
        server.add_tool(_answering(tool), annotations=ToolAnnotations(read_only_hint=True))
    return server


def _answering(tool: Callable[..., Any]) -> Callable[..., Any]:
    """A tool whose refusals reach the agent with their code and sentence; bugs do not."""
    from mcp.server.mcpserver.exceptions import ToolError  # noqa: PLC0415 - the extra `mcp`

    from tallystick.errors import TallystickError  # noqa: PLC0415 - likewise

    @wraps(tool)
    def answering(**arguments: Any) -> Any:
        try:
            return tool(**arguments)
        except TallystickError as refused:
            raise ToolError(f"{refused.code}: {refused.sentence}") from refused

    return answering
