"""`tallystick products`: what can be asked for, and which policy refuses what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallystick.cli.exits import CannotRunError, answer
from tallystick_node.entrypoints.options import AsJson

if TYPE_CHECKING:
    from tallystick_node.api.routes.products import ProductResponse

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, add_completion=False)
PLAIN = "generic"


@app.command()
def products(
    pack: Annotated[
        str, typer.Option(help="The policy pack that is asked for.", metavar="PACK")
    ] = PLAIN,
    catalogue: Annotated[
        Path | None, typer.Option(help="Templates; those that ship.", metavar="FILE")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the templates of products, and which of them a policy pack refuses, with the reason.

    Amounts are whole minor units of the token. Exit codes: 0 done, 2 it is refused.
    """
    from tallystick_node.api.routes.products import (  # noqa: PLC0415 - --help is quick
        product_response,
    )
    from tallystick_node.infrastructure.policy.packs import pack_names  # noqa: PLC0415 - likewise
    from tallystick_node.products.catalogue import load_catalogue  # noqa: PLC0415 - likewise

    if pack not in pack_names():
        known = ", ".join(pack_names())
        raise CannotRunError("PRODUCT:PACKS", f"packs are {known}, not {pack!r}")
    listed = [
        product_response(name, template, pack)
        for name, template in load_catalogue(catalogue).products.items()
    ]
    if as_json:
        answer([product.model_dump(mode="json") for product in listed])
        return
    _print(listed, pack)


def _print(listed: list[ProductResponse], pack: str) -> None:
    from tallystick.cli.tables import print_table  # noqa: PLC0415 - JSON does without it

    rows = [
        (
            product.name,
            "offered" if product.available else "refused" if pack in product.refused_by
            else product.state.value,
            product.side.value,
            "" if product.amount_max is None else str(product.amount_max),
            " ".join(str(months) for months in product.months),
            " ".join(product.artefacts),
        )
        for product in listed
    ]  # fmt: skip
    print_table(("product", pack, "for", "at most", "months", "artefacts"), rows, left=6)
    for product in listed:
        if pack in product.refused_by:
            print(f"{product.name} is refused by {pack}: {product.words['en'].refused}")
