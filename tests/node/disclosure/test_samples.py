"""Evidence for a sample: one file for one question, by the node's index as by the chain alone."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from node.disclosure.builders import PublicationScene
from tallystick.audit import evidence
from tallystick.audit.chain_evidence import chain_sources
from tallystick.audit.evidence import SampleQuestion, _zipped, chosen_loans, make_sample
from tallystick.audit.evidence_check import check_sample, read_sample
from tallystick.disclosure.canonical import canonical
from tallystick.errors import InputError
from tallystick.replay.source import block_hash
from tallystick_node.disclosure.samples import Samples
from tallystick_node.infrastructure.indexer.queries import ChainIndex

if TYPE_CHECKING:
    from pathlib import Path

    from node.network import Network
    from tallystick_node.storage import Database


@pytest.fixture
def scene(network: Network, database: Database, tmp_path: Path) -> PublicationScene:
    """Loans over some months, with their reports anchored."""
    result = PublicationScene(network, database, tmp_path / "reports")
    result.live()
    result.publish()
    result.index()
    return result


@pytest.fixture
def samples(scene: PublicationScene, database: Database, tmp_path: Path) -> Samples:
    return Samples(ChainIndex(database), scene.network.platform, tmp_path)


def held(scene: PublicationScene, files: dict[str, bytes]) -> list[str]:
    """The checks that do not hold."""
    platform = scene.network.platform
    checks = check_sample(files, platform.connection, platform.deployment)
    assert checks
    return [check.id for check in checks if not check.ok]


def rewritten(files: dict[str, bytes], **facts: Any) -> dict[str, bytes]:
    """The files with another manifest, whose hashes are right."""
    manifest = json.loads(files["manifest.json"])
    hashes = {
        name: sha256(data).hexdigest() for name, data in files.items() if name != "manifest.json"
    }
    return files | {"manifest.json": canonical(manifest | {"files": hashes} | facts)}


def test_index_and_chain_make_the_same_bytes_which_hold(
    scene: PublicationScene, samples: Samples, tmp_path: Path
) -> None:
    name, data = samples.make(2, "seed1")
    platform = scene.network.platform
    block = samples.index.freshness().block
    assert name == f"evidence-{block}-2-seed1.zip"
    assert samples.make(2, "seed1", block) == (name, data)
    question = SampleQuestion(2, "seed1", block, block_hash(platform.connection, block))
    sources = chain_sources(
        platform.connection, platform.deployment, block, reports=str(tmp_path / "reports")
    )
    assert make_sample(question, platform.deployment, sources) == data
    files = read_sample(data)
    assert held(scene, files) == []
    assert {"manifest.json", "README.txt", "deployment.json", "loans/1/events.json",
            "loans/1/proofs.json"} <= set(files)  # fmt: skip


def test_an_earlier_block_stays_what_it_was(scene: PublicationScene, samples: Samples) -> None:
    block = samples.index.freshness().block
    before = samples.make(2, "a", block)
    scene.network.loans.active()
    scene.index()
    assert samples.make(2, "a", block) == before
    assert samples.make(2, "a") != before
    assert held(scene, read_sample(samples.make(2, "a")[1])) == []


def test_whatever_is_changed_shows(scene: PublicationScene, samples: Samples) -> None:
    files = read_sample(samples.make(2, "seed1")[1])
    assert held(scene, files | {"README.txt": b"x"}) == ["files"]
    assert held(scene, {k: v for k, v in files.items() if k != "README.txt"}) == ["files"]
    assert held(scene, files | {"more.txt": b""}) == ["files"]
    events = json.loads(files["loans/1/events.json"])
    less = rewritten(files | {"loans/1/events.json": canonical(events[:-1])})
    assert held(scene, less) == ["loans/1/events"]
    proofs = json.loads(files["loans/1/proofs.json"])
    proofs[0]["proof"]["content"]["status"] = "repaid and more"
    other = rewritten(files | {"loans/1/proofs.json": canonical(proofs)})
    assert held(scene, other) == ["loans/1/proofs"]
    stated = rewritten(files | {"loans/1/statement.json": b"{}"})
    assert held(scene, stated) == ["loans/1/statement"]
    assert held(scene, rewritten(files, loans=["2", "1"])) == ["chosen"]
    assert held(scene, rewritten(files, population="9")) == ["chosen"]
    assert held(scene, rewritten(files, block_hash="0x" + "00" * 32)) == ["block"]
    assert held(scene, rewritten(files, chain_id="1")) == ["platform"]


def test_a_statement_that_was_listed_is_in_it(
    scene: PublicationScene, samples: Samples, tmp_path: Path
) -> None:
    listed = samples.index.events(name="Listed").answer[0]
    digest = listed.fields["offer.disclosure_hash"].removeprefix("0x")
    folder = tmp_path / "agreements"
    folder.mkdir()
    (folder / f"{digest}.json").write_bytes(b"{}")  # of other bytes than the chain states
    files = read_sample(samples.make(2, "s")[1])
    loan = listed.fields["loan"]
    assert files[f"loans/{loan}/statement.json"] == b"{}"
    assert f"loans/{loan}/statement" in held(scene, files)


@pytest.mark.parametrize(
    ("count", "seed", "block", "code"),
    [(0, "a", None, "EVIDENCE:COUNT"), (21, "a", None, "EVIDENCE:COUNT"),
     (1, "", None, "EVIDENCE:SEED"), (1, "x" * 65, None, "EVIDENCE:SEED"),
     (1, "../x", None, "EVIDENCE:SEED"), (1, "种", None, "EVIDENCE:SEED"),
     (1, "a", 10**9, "EVIDENCE:BLOCK"), (1, "a", 0, "EVIDENCE:BLOCK")],
)  # fmt: skip
def test_a_question_without_an_answer_is_refused(
    samples: Samples, count: int, seed: str, block: int | None, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        samples.make(count, seed, block)


def test_too_many_events_are_refused(samples: Samples, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "EVENTS_MAX", 3)
    with pytest.raises(InputError, match="EVIDENCE:LARGE"):
        samples.make(2, "a")


def test_the_seed_chooses_and_nobody_else() -> None:
    chosen = chosen_loans(1_000, 5, "a")
    assert chosen == chosen_loans(1_000, 5, "a") == sorted(set(chosen))
    assert len(chosen) == 5
    assert chosen != chosen_loans(1_000, 5, "b")
    assert chosen_loans(3, 20, "a") == [1, 2, 3]
    assert chosen_loans(0, 20, "a") == []


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 100])
def test_another_file_is_no_sample(data: bytes) -> None:
    with pytest.raises(InputError, match="EVIDENCE:FORM"):
        read_sample(data)


@pytest.mark.parametrize(
    "facts", [{"count": 0}, {"block": "x"}, {"seed": 1}, {"files": None}, {"block_hash": "zz"}]
)
def test_another_manifest_makes_no_sense(
    scene: PublicationScene, samples: Samples, facts: dict[str, Any]
) -> None:
    files = read_sample(samples.make(1, "a")[1])
    manifest = json.loads(files["manifest.json"]) | facts
    with pytest.raises(InputError, match="EVIDENCE:FORM"):
        held(scene, files | {"manifest.json": canonical(manifest)})


def test_too_many_files_are_no_sample() -> None:
    with pytest.raises(InputError, match="EVIDENCE:FORM"):
        read_sample(_zipped({f"{number}": b"" for number in range(100)}))


def test_a_question_is_bounded_before_it_is_asked() -> None:
    question = SampleQuestion(1, "a", 1, bytes(32))
    with pytest.raises(InputError, match="EVIDENCE:COUNT"):
        replace(question, count=21)
