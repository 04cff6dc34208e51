// What only a wallet can do: sign in, and send one transaction that a page has shown in full.
// Nothing here knows the contracts: the page holds the transaction, and this hands it over as it is.

const wallets = new Map();
const chosenName = () => sessionStorage.getItem("wallet");

function listen() {
  window.addEventListener("eip6963:announceProvider", (event) => {
    const { info, provider } = event.detail;
    if (wallets.has(info.rdns)) return;
    wallets.set(info.rdns, { name: info.name, provider });
    offer(info.rdns);
  });
  window.dispatchEvent(new Event("eip6963:requestProvider"));
}

// The words come with the page, in its language.
const words = (ladder, key) => ladder.dataset[key] ?? key;

function say(ladder, text, kind = "") {
  const line = ladder.querySelector("[data-status]");
  line.textContent = text;
  line.className = kind;
}

function offer(rdns) {
  for (const ladder of document.querySelectorAll("[data-ladder]")) {
    const list = ladder.querySelector("[data-wallets]");
    if (!list || list.querySelector(`[data-rdns="${CSS.escape(rdns)}"]`)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-primary";
    button.dataset.rdns = rdns;
    button.textContent = `${words(ladder, "use")} ${wallets.get(rdns).name}`;
    button.addEventListener("click", () => act(ladder, rdns));
    list.append(button);
    if (rdns === chosenName()) list.prepend(button);
    ladder.querySelector("[data-none]")?.remove();
  }
}

async function act(ladder, rdns) {
  const buttons = ladder.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  sessionStorage.setItem("wallet", rdns);
  const { provider } = wallets.get(rdns);
  try {
    if (ladder.dataset.ladder === "sign-in") await signIn(ladder, provider);
    else if (ladder.dataset.ladder === "sign") await sign(ladder, provider);
    else await send(ladder, provider);
  } catch (error) {
    say(ladder, sentence(ladder, error), "loss");
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function sentence(ladder, error) {
  if (error?.code === 4001) return words(ladder, "declined");
  if (error?.code === 4900 || error?.code === 4901) return words(ladder, "unreachable");
  return `${words(ladder, "failed")} ${error?.message ?? error}`;
}

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.detail} (${answer.code})`);
  return answer;
}

const hex = (text) =>
  "0x" + Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function signIn(ladder, provider) {
  say(ladder, words(ladder, "asking"));
  const [address] = await provider.request({ method: "eth_requestAccounts", params: [] });
  const challenge = await post("/session/challenge", { address: await checksummed(address) });
  const signature = await provider.request({
    method: "personal_sign",
    params: [hex(challenge.message), address],
  });
  await post("/session", { message: challenge.message, signature });
  window.location.assign(ladder.dataset.next);
}

// The node writes addresses as the chain's tools do; a wallet may give them in small letters.
async function checksummed(address) {
  const answer = await fetch(`/checksum/${encodeURIComponent(address)}`);
  if (!answer.ok) throw new Error(address);
  return (await answer.json()).address;
}

async function rightChain(ladder, provider) {
  const wanted = ladder.dataset.chain;
  const chainId = await provider.request({ method: "eth_chainId", params: [] });
  if (BigInt(chainId) === BigInt(wanted)) return;
  say(ladder, words(ladder, "switching"));
  try {
    await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: wanted }] });
  } catch (error) {
    if (error?.code !== 4902) throw error;
    if (!ladder.dataset.rpc) throw new Error(`${words(ladder, "add")} ${BigInt(wanted)}`);
    const chain = { chainId: wanted, chainName: "Tallystick", rpcUrls: [ladder.dataset.rpc] };
    chain.nativeCurrency = { name: "Coin", symbol: "COIN", decimals: 18 };
    await provider.request({ method: "wallet_addEthereumChain", params: [chain] });
  }
}

// The account that the page is for, or nothing when the wallet offers others.
async function account(ladder, provider, wanted) {
  say(ladder, words(ladder, "asking"));
  const accounts = await provider.request({ method: "eth_requestAccounts", params: [] });
  const mine = accounts.find((address) => address.toLowerCase() === wanted.toLowerCase());
  if (!mine) say(ladder, `${words(ladder, "other")} ${wanted}`, "loss");
  return mine;
}

// A text or fields that the page shows in full; nothing goes to the chain.
async function sign(ladder, provider) {
  const { address, message, typed } = JSON.parse(ladder.dataset.transaction);
  const mine = await account(ladder, provider, address);
  if (!mine) return;
  if (typed) await rightChain(ladder, provider);
  say(ladder, words(ladder, "confirm"));
  const signature = typed
    ? await provider.request({ method: "eth_signTypedData_v4", params: [mine, JSON.stringify(typed)] })
    : await provider.request({ method: "personal_sign", params: [hex(message), mine] });
  const answer = await post(ladder.dataset.back, { address, signature });
  window.location.assign(answer.next ?? ladder.dataset.next);
}

async function send(ladder, provider) {
  const transaction = JSON.parse(ladder.dataset.transaction);
  if (!(await account(ladder, provider, transaction.from))) return;
  await rightChain(ladder, provider);
  say(ladder, words(ladder, "confirm"));
  const hash = await provider.request({ method: "eth_sendTransaction", params: [transaction] });
  say(ladder, `${words(ladder, "sent")} ${hash}`);
  window.location.assign(`/sent/${hash}?${new URLSearchParams({ back: ladder.dataset.back })}`);
}

listen();
