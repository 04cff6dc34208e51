"""Make the card that ships from the loans of 2007 to 2010, which do not.

    scripts/default_card.py p2p_us_2007_2010.csv.gz [--states-alone]

The same file gives the same card, to the last byte, until the trainer changes. The card that ships
was made before scores were spread as `credit train` spreads them now; its states were made with
--states-alone, which leaves its own tables as they are. Left out besides what is never a
feature: the state (a stand-in for protected attributes) and the lengths of texts (anyone can type
more).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from tallystick_node.credit import files, state_training, study, table, training
from tallystick_node.credit.card import Card, hash_of
from tallystick_node.credit.default import default_card
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
# What is known of applicants whom no bureau has a file of, and of those of whom a bureau counts
# the inquiries alone; every other column of the card is the rest of a bureau's file.
OWN = (
    "annual_inc", "dti", "emp_length_years", "home_ownership", "loan_amnt", "purpose",
    "term_months", "verification_status",
)  # fmt: skip
STATES = {"none": OWN, "inquiries": (*OWN, "inq_last_6mths")}


def trained(data: Path) -> Card:
    """Return the card, its validation saying what leaving those columns out has cost."""
    whole = table.read_table(data)
    model = training.train(study.study(whole, WANTED), DIRECTIONS)
    everything = study.study(whole, replace(WANTED, exclude=()))
    model = model.beside(training.train(everything, DIRECTIONS))
    return with_states(model.card, whole)


def with_states(card: Card, whole: table.Table) -> Card:
    """Return the card with one more for each state of the data; its own tables stay."""
    learned = study.study(whole, WANTED)
    bare = {key: value for key, value in card.document.items() if key != "states"}
    bare["hash"] = hash_of(bare)
    card = Card.of(bare, "the card without states")
    return state_training.with_states(card, learned, whole, WANTED, STATES, asked=DIRECTIONS)


def main(arguments: list[str]) -> int:
    """Write the card and its page; 2 without a file."""
    states_alone = "--states-alone" in arguments
    files_named = [Path(name) for name in arguments if name != "--states-alone"]
    if len(files_named) != 1:
        print(__doc__)
        return 2
    data = files_named[0]
    card = with_states(default_card(), table.read_table(data)) if states_alone else trained(data)
    FOLDER.mkdir(exist_ok=True)
    files.write_card(card, FOLDER / "default_card.json")
    (FOLDER / "default_card.md").write_text(model_card(card), "utf-8")
    print(f"{card.hash} {card.document['validation']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
