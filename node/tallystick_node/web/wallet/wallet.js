// What only a wallet can do: sign in, sign, and send one transaction that a page has shown in full.
// Nothing here knows the contracts: the page holds the transaction, and this hands it over as it is.

import {
  ChainDisconnectedError, createClient, custom, getAddress, ProviderDisconnectedError, SwitchChainError,
  UserRejectedRequestError,
} from "viem";
import {
  addChain, getChainId, requestAddresses, sendTransaction, signMessage, signTypedData, switchChain,
} from "viem/actions";

const wallets = new Map();
const chosenName = () => sessionStorage.getItem("wallet");

function listen() {
  window.addEventListener("eip6963:announceProvider", (event) => {
    const { info, provider } = event.detail;
    if (wallets.has(info.rdns)) return;
    // Asked once: whoever has said no is not asked again.
    const transport = custom(provider, { retryCount: 0 });
    wallets.set(info.rdns, { name: info.name, client: createClient({ transport }) });
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
  const { client } = wallets.get(rdns);
  try {
    if (ladder.dataset.ladder === "sign-in") await signIn(ladder, client);
    else if (ladder.dataset.ladder === "sign") await sign(ladder, client);
    else await send(ladder, client);
  } catch (error) {
    say(ladder, sentence(ladder, error), "loss");
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function sentence(ladder, error) {
  const is = (...kinds) => error?.walk?.((cause) => kinds.some((kind) => cause instanceof kind));
  if (is(UserRejectedRequestError)) return words(ladder, "declined");
  if (is(ProviderDisconnectedError, ChainDisconnectedError)) return words(ladder, "unreachable");
  // The library's own lines of advice are for programmers: what the wallet has said comes last.
  const said = error?.walk?.()?.message ?? error?.message ?? String(error);
  return `${words(ladder, "failed")} ${said}`;
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

async function signIn(ladder, client) {
  say(ladder, words(ladder, "asking"));
  const [account] = await requestAddresses(client);
  const { message } = await post("/session/challenge", { address: account });
  const signature = await signMessage(client, { account, message });
  await post("/session", { message, signature });
  window.location.assign(ladder.dataset.next);
}

function chainOf(ladder) {
  const nativeCurrency = { name: "Coin", symbol: "COIN", decimals: 18 };
  const rpcUrls = { default: { http: [ladder.dataset.rpc] } };
  return { id: Number(ladder.dataset.chain), name: "Tallystick", nativeCurrency, rpcUrls };
}

async function rightChain(ladder, client) {
  const chain = chainOf(ladder);
  if ((await getChainId(client)) === chain.id) return;
  say(ladder, words(ladder, "switching"));
  try {
    await switchChain(client, chain);
  } catch (error) {
    if (!error?.walk?.((cause) => cause instanceof SwitchChainError)) throw error;
    if (!ladder.dataset.rpc) throw new Error(`${words(ladder, "add")} ${chain.id}`);
    await addChain(client, { chain });
  }
}

// The account that the page is for, or nothing when the wallet offers others.
async function accountFor(ladder, client, wanted) {
  say(ladder, words(ladder, "asking"));
  const account = (await requestAddresses(client)).find((address) => address === getAddress(wanted));
  if (!account) say(ladder, `${words(ladder, "other")} ${wanted}`, "loss");
  return account;
}

// A text or fields that the page shows in full; nothing goes to the chain.
async function sign(ladder, client) {
  const { address, message, typed } = JSON.parse(ladder.dataset.transaction);
  const account = await accountFor(ladder, client, address);
  if (!account) return;
  if (typed) await rightChain(ladder, client);
  say(ladder, words(ladder, "confirm"));
  const signature = typed
    ? await signTypedData(client, { account, ...typed })
    : await signMessage(client, { account, message });
  const answer = await post(ladder.dataset.back, { address, signature });
  window.location.assign(answer.next ?? ladder.dataset.next);
}

async function send(ladder, client) {
  const { from, to, data, gas, value } = JSON.parse(ladder.dataset.transaction);
  const account = await accountFor(ladder, client, from);
  if (!account) return;
  await rightChain(ladder, client);
  say(ladder, words(ladder, "confirm"));
  const hash = await sendTransaction(client, {
    account, to, data, value: BigInt(value), gas: gas && BigInt(gas), chain: chainOf(ladder),
  });
  say(ladder, `${words(ladder, "sent")} ${hash}`);
  window.location.assign(`/sent/${hash}?${new URLSearchParams({ back: ladder.dataset.back })}`);
}

listen();
