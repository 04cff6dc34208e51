"""Show what an investor has: `portfolio.py URL DEPLOYMENT ADDRESS`. Needs no key; asyncio."""

from __future__ import annotations

import asyncio
import sys

from tallystick import AsyncInvestorView, AsyncPlatform


async def show(url: str, deployment: str, address: str) -> None:
    """Print the notes of an address, its balance and what its loans have earned.

    Args:
        url: The chain's http(s) URL.
        deployment: The platform's deployment file.
        address: The investor.
    """
    async with await AsyncPlatform.connect(url, deployment) as platform:
        view = AsyncInvestorView(platform, address)
        portfolio, returns = await asyncio.gather(view.portfolio(), view.returns())
        loans = await asyncio.gather(*(view.loan(note.loan) for note in portfolio.notes))
    for note, loan in zip(portfolio.notes, loans, strict=True):
        claimable = note.claimable_principal + note.claimable_interest
        print(
            f"loan {note.loan}: {note.units} units at {loan.terms.rate_ppm} ppm,"
            f" {note.status.name}, {note.outstanding} outstanding, {claimable} to claim"
        )
    print(f"balance {portfolio.balance}, all together {portfolio.value}")
    rate = "undefined yet" if returns.annual_ppm is None else f"{returns.annual_ppm} ppm a year"
    print(f"paid in {returns.paid_in}, received {returns.received}, return {rate}")


if __name__ == "__main__":
    asyncio.run(show(*sys.argv[1:]))
