// A wallet for visitors of a node under development. The node holds its keys, which are worth nothing.

for (const role of document.documentElement.dataset.devWallets.split(" ")) {
  const provider = {
    async request({ method, params }) {
      const response = await fetch("/dev-wallet", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ role, method, params: params ?? [] }),
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(`${answer.detail} (${answer.code})`);
      return answer.result;
    },
    on() {},
    removeListener() {},
  };
  const info = Object.freeze({
    uuid: crypto.randomUUID?.() ?? role,
    name: `Demo wallet: ${role}`,
    rdns: `dev.tallystick.${role}`,
    icon: "data:,",
  });
  const announce = () =>
    window.dispatchEvent(
      new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }),
    );
  window.addEventListener("eip6963:requestProvider", announce);
  announce();
}
