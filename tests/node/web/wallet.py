"""A wallet for tests: the page sees an EIP-6963 / EIP-1193 provider, keys and signing stay here."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eth_account.messages import encode_defunct, encode_typed_data

from tallystick.chain._sync.sending import Sender
from tallystick.chain.signer import MemorySigner

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount
    from playwright.sync_api import Page

    from tallystick.chain._sync.connection import Connection

__all__ = ["Wallet"]

_ANNOUNCE = """(() => {
  const provider = {
    request: async ({ method, params }) => {
      const answer = JSON.parse(await window.__wallet(method, JSON.stringify(params ?? [])));
      if (answer.code === undefined) return answer.result;
      throw Object.assign(new Error(answer.message), { code: answer.code });
    },
    on: () => {}, removeListener: () => {},
  };
  const info = { uuid: "0", name: "Test wallet", rdns: "test.wallet", icon: "data:," };
  const tell = () => window.dispatchEvent(new CustomEvent(
    "eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  window.addEventListener("eip6963:requestProvider", tell);
  tell();
})()"""


@dataclass
class Wallet:
    """Somebody's wallet. asked: every request. declines: methods that its owner says no to."""

    account: LocalAccount
    connection: Connection
    chain_id: int
    known: set[int] = field(default_factory=set)
    declines: set[str] = field(default_factory=set)
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def install(self, page: Page) -> None:
        page.expose_function("__wallet", self.answer)
        page.add_init_script(_ANNOUNCE)

    def answer(self, method: str, params: str) -> str:
        values = json.loads(params)
        self.asked.append((method, values))
        if method in self.declines:
            return json.dumps({"code": 4001, "message": "User rejected the request."})
        try:
            return json.dumps({"result": self._done(method, values)})
        except LookupError as unknown:
            return json.dumps({"code": 4902, "message": str(unknown)})

    @property
    def sent(self) -> list[dict[str, Any]]:
        """The transactions that it was asked to send."""
        return [values[0] for method, values in self.asked if method == "eth_sendTransaction"]

    def _done(self, method: str, values: list[Any]) -> Any:
        match method:
            case "eth_requestAccounts":
                return [self.account.address.lower()]
            case "eth_chainId":
                return hex(self.chain_id)
            case "wallet_switchEthereumChain":
                wanted = int(values[0]["chainId"], 16)
                if wanted not in self.known:
                    raise LookupError("unrecognised chain")
                self.chain_id = wanted
                return None
            case "wallet_addEthereumChain":
                self.chain_id = int(values[0]["chainId"], 16)
                self.known.add(self.chain_id)
                return None
            case "personal_sign" | "eth_signTypedData_v4":
                message = (
                    encode_defunct(hexstr=values[0])
                    if method == "personal_sign"
                    else encode_typed_data(full_message=json.loads(values[1]))
                )
                return "0x" + bytes(self.account.sign_message(message).signature).hex()
            case "eth_sendTransaction":
                call = {name: values[0][name] for name in ("from", "to", "data")}
                signer = MemorySigner(bytes(self.account.key))
                gas = int(values[0]["gas"], 16)
                return Sender(self.connection).send(signer, call, gas).tx_hash
        raise AssertionError(method)
