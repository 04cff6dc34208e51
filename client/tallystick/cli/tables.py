"""Tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["print_table"]


def print_table(
    names: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 0, empty: str = ""
) -> None:
    """Print rows under their names; numbers stand to the right.

    Args:
        names: The columns' names.
        rows: A text for each column.
        left: How many columns, from the first on, stand to the left.
        empty: What is said in place of a table without rows.
    """
    if not rows:
        print(empty)
        return
    from rich import box  # noqa: PLC0415 - JSON and help do without it
    from rich.console import Console  # noqa: PLC0415 - likewise
    from rich.table import Table  # noqa: PLC0415 - likewise
    from rich.text import Text  # noqa: PLC0415 - likewise

    grid = Table(box=box.SIMPLE_HEAD)
    for place, name in enumerate(names):
        # What a row is known by is copied whole.
        grid.add_column(
            name, justify="left" if place < left else "right", overflow="fold", no_wrap=place == 0
        )
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))  # what others wrote is no markup
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, 1_000)  # a pipe has no width to be broken at
    console.print(grid)
