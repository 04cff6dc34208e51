"""A deployment process that is really killed, on a real node, and taken up again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tallystick import Platform
from tallystick.chain._sync.connection import Connection
from tallystick.chain.artifacts import CONTRACTS
from tallystick.chain.contracts import Governor
from tallystick.deploy import verify
from tallystick.platform.deployment import Deployment
from tallystick.testing.actors import Actors
from tallystick.testing.chain import RemoteChain

pytestmark = pytest.mark.e2e

ACTORS = Actors.make()
KEY = "0x" + "44" * 32

# Each contract, and the token of a pilot.
TRANSACTIONS = len(CONTRACTS) + 1


def start(url: str, folder: Path, out: Path) -> subprocess.Popen[str]:
    tallystick = str(Path(sys.executable).with_name("tallystick"))
    command = [tallystick, "deploy", "--dev", "--rpc", url, "--out", str(out)]
    files = ["--key-file", str(folder / "key"), "--roles", str(folder / "roles.json")]
    return subprocess.Popen(
        [*command, *files], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )


@pytest.mark.parametrize("steps", [1, 3, 9, TRANSACTIONS])
def test_a_killed_process_is_taken_up(anvil_url: str, tmp_path: Path, steps: int) -> None:
    from tallystick.chain.signer import MemorySigner  # noqa: PLC0415

    deployer = MemorySigner(KEY).address
    RemoteChain(anvil_url, (deployer,))
    (tmp_path / "key").write_text(KEY)
    roles = ACTORS.roles().model_dump(exclude_none=True)
    (tmp_path / "roles.json").write_text(json.dumps(roles))
    out = tmp_path / "platform.json"
    connection = Connection.open(anvil_url)
    first = connection.nonce(deployer)

    running = start(anvil_url, tmp_path, out)
    assert running.stderr is not None
    for _ in range(steps):
        running.stderr.readline()
    running.send_signal(signal.SIGKILL)
    running.wait(10)
    running.stderr.close()
    assert not out.exists()

    again = start(anvil_url, tmp_path, out)
    _, output = again.communicate(timeout=120)
    assert again.returncode == 0, output
    assert "already" in output
    deployment = Deployment.load(out)
    assert connection.nonce(deployer) == first + TRANSACTIONS
    verify(connection, deployment, deployer)
    assert Platform.connect(anvil_url, out).read(Governor.treasury()) == roles["treasury"]
