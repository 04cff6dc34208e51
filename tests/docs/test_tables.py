"""A service of the node works on its own tables; who reads another's is listed."""

from __future__ import annotations

import ast
from collections import defaultdict

from docs.rows import ROOT

NODE = ROOT / "node" / "tallystick_node"
TABLES = NODE / "storage" / "tables"
OWNERS = {
    "access": "auth", "complaints": "complaints", "payments": "payments",
    "people": "kyc", "servicing": "servicing",
    "standing": "kyc", "underwriting": "underwriting",
}  # fmt: skip
SERVICES = (
    "auth", "complaints", "credit", "disclosure", "kyc", "payments", "servicing", "underwriting",
)  # fmt: skip
# An export and an erasure name every table about a person, whoever keeps it; the rest waits to be
# asked through functions of the service that owns the table.
READ_BY_OTHERS = {
    ("kyc", "auth"): "erasure and export, and the sessions that an erasure ends",
    ("kyc", "complaints"): "export; what is anchored stays",
    ("kyc", "payments"): "export",
    ("kyc", "servicing"): "erasure and export",
    ("kyc", "underwriting"): "erasure and export",
    ("servicing", "kyc"): "whose wallet it is",
    ("servicing", "underwriting"): "what an offer said, and the last re-score",
    ("underwriting", "kyc"): "documents, evidence and wallets of applicants",
}


def owners() -> dict[str, str]:
    """Each table of a service, and the service."""
    owned = {}
    for module, service in OWNERS.items():
        for node in ast.parse((TABLES / f"{module}.py").read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                owned[node.targets[0].id] = service
    return owned


def test_a_service_reads_its_own_tables_or_is_listed() -> None:
    owned, read = owners(), defaultdict(set)
    for service in SERVICES:
        for path in (NODE / service).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                    "tallystick_node.storage.tables"
                ):
                    for name in node.names:
                        owner = owned.get(name.name, service)
                        if owner != service:
                            read[service, owner].add(name.name)
    assert set(read) == set(READ_BY_OTHERS), dict(read)
