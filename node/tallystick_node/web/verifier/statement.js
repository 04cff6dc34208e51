// An account statement: each movement is an event under its block's receipts, each balance follows
// from the one before, and the first and last are in the Escrow's storage.
import { bytesOf, numberOf } from "./bytes.js";
import { linkedBlock } from "./links.js";
import { Difference, Refusal } from "./outcome.js";

const LINES_MAX = 2000;
const DAY = 86_400;
const DECIMALS_MAX = 18;
const BALANCE = 2n ** 96n - 1n;
// Nothing stands beside these, which would seem proved.
const FIELDS = [
  "block",
  "chain",
  "closing",
  "complete",
  "currency",
  "decimals",
  "from",
  "lines",
  "opening",
  "to",
  "totals",
  "wallet",
].join();
const LINE = ["day", "block", "place", "transaction", "what", "loan", "amount", "balance"];
// Movements between two accounts whose reference is no loan.
const NO_LOAN = new Set([15n, 16n]);

export const isStatement = (value) => "opening" in value && "lines" in value && "wallet" in value;

export async function checkStatement(document, context) {
  const { outcome, platform } = context;
  const lines = document.lines;
  const whole =
    Object.keys(document).sort().join() === FIELDS &&
    Array.isArray(lines) &&
    lines.length <= LINES_MAX &&
    lines.every(isLine) &&
    /^0x[0-9a-f]{40}$/i.test(document.wallet) &&
    /^[!-~]{1,16}$/.test(document.currency) &&
    Number.isInteger(document.decimals) &&
    document.decimals >= 0 &&
    document.decimals <= DECIMALS_MAX;
  if (!whole) throw new Refusal("VERIFY:FORM", { what: "wallet, currency, decimals, lines" });
  outcome.same("chain", "chain", platform.deployment.chain_id, document.chain);
  outcome.restsOn("currency", {
    token: platform.deployment.token,
    currency: document.currency,
    decimals: document.decimals,
  });
  let balance = BigInt(document.opening);
  lines.forEach((line, place) => {
    balance += BigInt(line.amount);
    if (balance !== BigInt(line.balance))
      throw new Difference("ties", `lines[${place}].balance`, String(balance), line.balance);
  });
  outcome.same("ties", "closing", String(balance), document.closing, { lines: lines.length });
  checkTotals(document);
  const ends = await checkEnds(document, context);
  await checkLines(document, context, ends);
}

// A block that stood under two names, 7 and "7", would have its movements counted twice.
const isLine = (line, place, lines) =>
  Object.keys(line).sort().join() === [...LINE].sort().join() &&
  Number.isSafeInteger(line.block) &&
  (place === 0 || line.block >= lines[place - 1].block);

function checkTotals({ lines, totals }) {
  const sums = {};
  for (const line of lines) sums[line.what] = (sums[line.what] ?? 0n) + BigInt(line.amount);
  for (const what of new Set([...Object.keys(sums), ...Object.keys(totals)])) {
    const [expected, actual] = [String(sums[what] ?? 0n), totals[what] ?? "–"];
    if (expected !== actual) throw new Difference("ties", `totals.${what}`, expected, actual);
  }
}

// The balance before the first day and after the last one, from the state at their last blocks.
async function checkEnds(document, { platform, outcome }) {
  const [before, after] = [dayOf(document.from) - 1, dayOf(document.to)];
  if (!Number.isSafeInteger(document.block)) throw new Refusal("VERIFY:FORM", { what: "block" });
  const head = BigInt(platform.chain.head.number);
  // Of a day that is not over at the head, nothing here says whether it was over later.
  if (BigInt(document.block) > head)
    throw new Refusal("VERIFY:LATER", { number: BigInt(document.block), head });
  const ends = [];
  for (const [name, day] of [
    ["opening", before],
    ["closing", after],
  ]) {
    const last = await lastBlockOf(platform, day);
    const number = last < BigInt(document.block) ? last : BigInt(document.block);
    if (name === "closing")
      outcome.same("complete", "complete", last < BigInt(document.block), document.complete);
    ends.push(number);
    if (number < BigInt(platform.deployment.block)) {
      outcome.same("before", name, "0", document[name]);
      continue;
    }
    const block = await linkedBlock(platform.chain, number, outcome);
    const [kept] = await platform.words(
      "Escrow",
      [platform.slot("Escrow", "accounts.words", document.wallet.toLowerCase())],
      block,
    );
    outcome.same(`balance_${name}`, name, String(numberOf(kept) & BALANCE), document[name], {
      number,
    });
  }
  return ends;
}

async function checkLines({ wallet, lines }, { platform, outcome, progress }, [begins, ends]) {
  for (const [number, rows] of grouped(lines)) {
    progress(number);
    if (BigInt(number) <= begins || BigInt(number) > ends) {
      throw new Difference(
        "days",
        `lines[${lines.indexOf(rows[0])}].block`,
        `${begins + 1n}–${ends}`,
        String(number),
      );
    }
    const block = await platform.chain.block(BigInt(number));
    if (!platform.chain.headers.has(BigInt(number)))
      outcome.restsOn("unlinked", { number, hash: block.hash, most: "" });
    compareRows(await movementsIn(platform, block, wallet.toLowerCase()), rows, lines);
  }
  outcome.holds("lines", { lines: lines.length });
  outcome.leavesOut("cancelling");
}

function grouped(lines) {
  const groups = new Map();
  for (const line of lines) groups.set(line.block, [...(groups.get(line.block) ?? []), line]);
  return groups;
}

// Every movement of a wallet in a block, as its receipts have them.
async function movementsIn(platform, block, wallet) {
  const receipts = await platform.chain.receipts(block);
  const hashes = await platform.chain.transactions(block);
  const offset = platform.deployment.roles.utc_offset_seconds;
  const day = new Date((Number(block.timestamp) + offset) * 1000).toISOString().slice(0, 10);
  const rows = [];
  let place = 0;
  for (const [index, receipt] of receipts.entries()) {
    for (const log of receipt.logs) {
      const shared = {
        day,
        block: Number(block.number),
        place: place++,
        transaction: hashes[index],
      };
      rows.push(...movements(platform, log, wallet).map((row) => ({ ...shared, ...row })));
    }
  }
  return rows;
}

function compareRows(expected, rows, lines) {
  const place = lines.indexOf(rows[0]);
  for (let at = 0; at < Math.max(expected.length, rows.length); at++) {
    for (const name of LINE) {
      const [wanted, stated] = [expected[at]?.[name], rows[at]?.[name]];
      if (String(wanted ?? "–") !== String(stated ?? "–")) {
        throw new Difference(
          "line",
          `lines[${place + at}].${name}`,
          String(wanted ?? "–"),
          String(stated ?? "–"),
        );
      }
    }
  }
}

// What an event of the Escrow is to a wallet, as the node's statements count it.
export function movements(platform, log, wallet) {
  if (log.address.toLowerCase() !== platform.address("Escrow")) return [];
  const name = platform.table.events.Escrow[log.topics[0]];
  const data = bytesOf(log.data);
  const at = (place) => numberOf(data.subarray(32 * place, 32 * place + 32));
  const party = (topic) => "0x" + log.topics[topic].slice(26).toLowerCase();
  const row = (what, loan, amount, balance) => ({ what, loan, amount, balance });
  const rows = [];
  if (name === "Deposited" && party(1) === wallet) rows.push(row("deposit", null, at(0), at(1)));
  if (name === "Withdrawn" && party(1) === wallet)
    rows.push(row("withdrawal", null, -at(0), at(1)));
  if (name === "Moved") {
    const what = platform.table.reasons[at(0)] ?? "moved";
    const loan = NO_LOAN.has(at(0)) || at(1) === 0n ? null : at(1);
    if (party(1) === wallet) rows.push(row(what, loan, -at(2), at(3)));
    if (party(2) === wallet) rows.push(row(what, loan, at(2), at(4)));
  }
  if (name === "ClaimPaid" && party(2) === wallet) {
    const loan = BigInt(log.topics[1]);
    if (at(0)) rows.push(row("principal received", loan, at(0), at(2) - at(1)));
    if (at(1)) rows.push(row("interest received", loan, at(1), at(2)));
  }
  if (name === "SalePaid") {
    const loan = BigInt(log.topics[1]);
    if (party(2) === wallet) rows.push(row("notes sold, fee taken", loan, at(0) - at(1), at(2)));
    if (party(3) === wallet) rows.push(row("notes bought", loan, -at(0), at(3)));
  }
  return rows;
}

const dayOf = (text) => {
  const seconds = Date.parse(`${text}T00:00:00Z`) / 1000;
  if (!Number.isSafeInteger(seconds)) throw new Refusal("VERIFY:FORM", { what: "from, to" });
  return seconds / DAY;
};

// The last block up to a day's end, at most the head; the one before the platform's when none is.
async function lastBlockOf({ chain, deployment }, day) {
  const offset = deployment.roles.utc_offset_seconds;
  const isUpTo = (block) => Math.floor((Number(block.timestamp) + offset) / DAY) <= day;
  let [low, high] = [BigInt(deployment.block) - 1n, BigInt(chain.head.number)];
  if (isUpTo(chain.head)) return high;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    const block = await chain.ask("eth_getBlockByNumber", "0x" + middle.toString(16), false);
    [low, high] = isUpTo(block) ? [middle, high] : [low, middle - 1n];
  }
  // The search believed the node; the block that it has come to, and the next one, are proved.
  for (const [number, wanted] of [
    [low, true],
    [low + 1n, false],
  ]) {
    if (number < BigInt(deployment.block)) continue;
    if (isUpTo(await chain.block(number)) !== wanted)
      throw new Refusal("VERIFY:BLOCK", { number, hash: "–" });
  }
  return low;
}
