"""Every check that the auditor makes, and what it means when it holds."""

from __future__ import annotations

__all__ = ["CHECKS", "COMPANY_CHECKS", "REPORT_CHECKS", "TEXT_CHECKS"]

CHECKS = {
    "chain.id": "the node is of the chain that the deployment names",
    "chain.pinned": "the block that everything is read at stayed the same during the audit",
    "code.artifacts": "every contract runs the committed code, whatever its immutables hold",
    "code.hashes": "every contract's code has the hash that the deployment file names",
    "code.wiring": "the contracts point at one another, at one token, and at nothing else",
    "deployment.block": "the events begin with those of the constructors",
    "deployment.roles": "the file's roles and parameters are those of the constructors",
    "events.order": "logs come in order, each once, none removed, all in the range asked for",
    "events.origin": "every log is of a contract of this platform",
    "events.form": "every log is one of its contract's events, and decodes to the last byte",
    "events.blocks": "the logs are of the blocks whose times the rules were checked with",
    "events.counters": "the chain's counters are those of the events: none is missing or extra",
    "escrow.running": "the balances in the Escrow's events are those rebuilt from the amounts",
    "escrow.causes": "every move of money belongs to a loan's, a fund's or a sale's own event",
    "escrow.balances": "the chain's balances are those rebuilt, for every address ever seen",
    "escrow.holds": "the chain's holds on withdrawals are those of the events",
    "escrow.backed": "the Escrow has at least as many tokens as all balances together",
    "escrow.pots": "the pot has what lenders and fees have to come, the Book what is funded",
    "notes.running": "the funded totals in the events are those rebuilt from the units",
    "notes.transfers": "units came by a funding, went by a retraction, and moved by a sale or"
    " between one person's wallets",
    "notes.claims": "every claim paid exactly what the units had earned, and every sale its fee",
    "notes.units": "the chain's units are those rebuilt, and add up to what was funded",
    "notes.positions": "the chain's positions and claimable amounts are those rebuilt",
    "notes.conservation": "per loan: paid in = claimed + claimable + fees + returned cover + dust",
    "notes.approvals": "the chain's allowances and operators are those of the events",
    "loans.offers": "every offer was signed by underwriters and within the limits of its day",
    "loans.running": "the totals in the loans' events are those rebuilt from the amounts",
    "loans.rules": "interest, charges, fees, default and recovery follow the rules, to the unit",
    "loans.states": "every change of a loan's status is one that the rules allow",
    "loans.words": "the chain's listings, terms, progress, totals and debts are those rebuilt",
    "loans.outstanding": "the chain's sum of outstanding principal is that of the loans",
    "ballots.rules": "ballots rested, votes were those of the units, and what two thirds carried"
    " was carried out, to the unit",
    "ballots.calls": "new terms were put to the vote as they were signed, by a servicer's word",
    "ballots.words": "the chain's ballots, votes and restructurings are those rebuilt",
    "impairments.rules": "loans were flagged by servicers, with rest, and unflagged in time",
    "impairments.words": "the chain's last flags are those of the events",
    "stakes.rules": "stakes were locked before anyone lent, paid before the reserve, and went back"
    " in time",
    "stakes.words": "the chain's stakes are those rebuilt",
    "collateral.rules": "tokens were those that offers name, and left for nothing owed or their"
    " price of that second",
    "collateral.words": "the chain's locks and auctions are those rebuilt",
    "distribution.rules": "every loss was noted, and the last distribution gave each its part once",
    "distribution.words": "the chain's losses and the last distribution are those rebuilt",
    "reserve.running": "the totals in the reserve's events are those rebuilt from the amounts",
    "reserve.rules": "every cover was its share of its month, and money left only as cover, stake"
    " or last distribution",
    "reserve.words": "contributions, covers, months and what is set aside are those rebuilt",
    "people.rules": "lenders were eligible, and apart from borrower, signers and guarantor, each"
    " time",
    "people.caps": "lenders and borrowers stayed within their limits when they took on risk",
    "people.words": "the chain's persons, exposures, groups and caps are those rebuilt",
    "mandates.rules": "what mandates lent was within the limits signed, and none was revoked",
    "mandates.calls": "mandates were executed by who they name, and for no more than was asked",
    "mandates.words": "the chain's mandates and their sums are those rebuilt",
    "governance.rules": "whoever used a power held it, and decisions waited and were approved",
    "governance.words": "the chain's roles, council, seats, parameters and gates are those rebuilt",
    "market.rules": "every sale filled an order that stood, in an open market, at one price in ppm"
    " rounded up",
    "market.orders": "every fill kept to the order in its transaction: price, nonce, expiry, units",
    "market.words": "the chain's fills of orders and least nonces are those rebuilt",
    "disclosures.words": "the chain's anchors are those of the events, none replaced",
}

# Made when published reports are given.
REPORT_CHECKS = {
    "reports.form": "every file is a report of this platform, in its one canonical text",
    "reports.anchors": "every file is what was anchored, and no anchored month is kept back",
    "reports.blocks": "every report is of the last block of its month's last day",
    "reports.figures": "every provable figure is the one that the events give",
    "reports.defaults": "every one-year default rate is the one that the events give",
    "reports.vintages": "every cell of every vintage is the one that the events give",
    "reports.returns": "every return of lenders is the one that the events give",
    "reports.loans": "every loan is in its report, with the terms and state that the events give",
    "reports.signatures": "every report is signed by a key that might publish when it was anchored",
    "reports.opinions": "every external auditor's opinion is signed, and about its report's root",
    "reports.inclusion": "a loan of every report is proved by itself under the anchored root",
}

# Made when the texts that loans name by hash are given.
TEXT_CHECKS = {
    "texts.agreements": "every listed loan's agreement is there, to the byte that was signed",
    "texts.statements": "every listed loan's risk statement is there, to the byte, and is whole",
    "texts.calldata": "the hashes in events are those of the transactions that listed the loans",
}

# Made when what the operator states about the company is given.
COMPANY_CHECKS = {
    "company.form": "every version of what is stated about the company is whole",
    "company.anchors": "every version is what was anchored, and none that was is kept back",
}
