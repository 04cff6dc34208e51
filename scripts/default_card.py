"""Make the card that ships from the loans of 2007 to 2010, which do not.

    scripts/default_card.py p2p_us_2007_2010.csv.gz

The same file gives the same card, to the last byte. Left out besides what is never a feature: the
state (a stand-in for protected attributes) and the lengths of texts (anyone can type more).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from tallystick_node.credit import files, study, table, training
from tallystick_node.credit.governance import model_card

FOLDER = Path(__file__).resolve().parents[1] / "node" / "tallystick_node" / "credit" / "data"
WANTED = study.Wanted(
    target="y_default",
    ordered="y_ord",
    time="issue_month",
    exclude=("addr_state", "desc_chars", "has_emp_title", "title_chars"),
    lost="y_lgd",
)
# What an applicant would rightly call absurd the other way round: True where risk may only rise.
DIRECTIONS = {
    "annual_inc": False,
    "credit_history_months": False,
    "delinq_2yrs": True,
    "dti": True,
    "emp_length_years": False,
    "inq_last_6mths": True,
    "pub_rec": True,
    "pub_rec_bankruptcies": True,
    "revol_util": True,
}


def trained(data: Path) -> training.Trained:
    """Return the card, its validation saying what leaving those columns out has cost."""
    whole = table.read_table(data)
    model = training.train(study.study(whole, WANTED), DIRECTIONS)
    everything = study.study(whole, replace(WANTED, exclude=()))
    return model.beside(training.train(everything, DIRECTIONS))


def main(arguments: list[str]) -> int:
    """Write the card and its page; 2 without a file."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    card = trained(Path(arguments[0])).card
    FOLDER.mkdir(exist_ok=True)
    files.write_card(card, FOLDER / "default_card.json")
    (FOLDER / "default_card.md").write_text(model_card(card), "utf-8")
    print(f"{card.hash} {card.document['validation']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
