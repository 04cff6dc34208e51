// What somebody has pasted or dropped: which kind it is, and the check that it takes.
import { Chain } from "./chain.js";
import { shown, textBytes } from "./bytes.js";
import { checkAgreement, checkLoanNumber, checkRiskStatement, isRiskStatement } from "./loan.js";
import { Difference, Outcome, Refusal } from "./outcome.js";
import { isPdf, openPdf } from "./statement_pdf.js";
import { Platform } from "./platform.js";
import { checkProof, checkReport, isProof, isReport, time } from "./report.js";
import { checkStatement, isStatement } from "./statement.js";
import { checkTransaction } from "./transaction.js";

export const BYTES_MAX = 32 * 2 ** 20;
const MONTH = /^([0-9]{4}-(?:0[1-9]|1[0-2]))(?:\.v([1-9][0-9]{0,3}))?$/;
const LOAN = /^[1-9][0-9]{0,9}$/;
const TRANSACTION = /^0x[0-9a-f]{64}$/i;
const OWN = /^\/me\/statements\.json\?[0-9a-z=&-]*$/;

const KINDS = [
  ["proof", isProof, (_, value, context) => checkProof(value, context)],
  ["report", isReport, checkReport],
  ["risk_statement", isRiskStatement, checkRiskStatement],
  ["account_statement", isStatement, (_, value, context) => checkStatement(value, context)],
];

// What a text is, and a function that checks it within a context.
export function kindOf(text) {
  const bare = text.trim();
  if (!bare) throw new Refusal("VERIFY:EMPTY");
  if (textBytes(text).length > BYTES_MAX)
    throw new Refusal("VERIFY:SIZE", { most: BYTES_MAX / 2 ** 20 });
  if (TRANSACTION.test(bare))
    return ["transaction", (context) => checkTransaction(bare.toLowerCase(), context)];
  if (LOAN.test(bare)) return ["loan", (context) => checkLoanNumber(bare, context)];
  if (bare.startsWith("<")) return ["agreement", (context) => checkAgreement(text, context)];
  if (!/^[[{]/.test(bare)) throw new Refusal("VERIFY:TEXT", { what: shortened(bare) });
  const value = parsed(bare);
  const kind = value !== null && typeof value === "object" && KINDS.find(([, fits]) => fits(value));
  if (!kind) throw new Refusal("VERIFY:KIND");
  return [kind[0], (context) => kind[2](text, value, context)];
}

const shortened = (text) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal("VERIFY:JSON", { what: String(error.message) });
  }
}

// Check a text, or a PDF's bytes, and return the outcome; nothing is thrown.
//
// readPdf: reads a PDF, as in pdf.js. rpc: the chain's URL. base: where the node keeps its files, "" for none. deployment: the
// platform's document. table: what this version's contracts are. trusted: a block's hash, or "".
export async function check(
  text,
  { rpc, base, deployment, table, trusted = "", fetcher, readPdf, progress = () => {} },
) {
  const outcome = new Outcome();
  const fetched = fetcher ?? ((...request) => fetch(...request));
  try {
    const [kind, run] = isPdf(text)
      ? await statementOf(text, readPdf, table.statement_words)
      : kindOf(await textOf(text, base, fetched));
    outcome.kind = kind;
    const chain = new Chain(rpc, fetched);
    const platform = new Platform(chain, Platform.check(deployment, table), table);
    await begin(chain, platform, trusted, outcome);
    const original = (path, fits) => originalOf(base, path, fits, fetched);
    await run({ platform, outcome, original, progress });
    for (const contract of platform.codes.keys())
      outcome.holds("code", { contract, address: platform.address(contract) });
    outcome.verdict = "holds";
  } catch (error) {
    fail(outcome, error);
  }
  return outcome;
}

// A PDF is the statement that is attached to it, and says nothing else.
async function statementOf(data, readPdf, words) {
  const [text, comparePages] = await openPdf(data, readPdf, words);
  const value = parsed(text);
  if (value === null || typeof value !== "object" || !isStatement(value))
    throw new Refusal("VERIFY:KIND");
  const run = async (context) => {
    await checkStatement(value, context);
    comparePages(value);
    context.outcome.holds("pages");
    context.outcome.leavesOut("looks");
  };
  return ["account_statement", run];
}

function fail(outcome, error) {
  if (error instanceof Difference) {
    const { key, path, expected, actual } = error;
    Object.assign(outcome, {
      verdict: "differs",
      difference: { key, path, expected: shown(expected), actual: shown(actual) },
    });
    return;
  }
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal("VERIFY:FORM", { what: shown(error?.message ?? error) });
  Object.assign(outcome, {
    verdict: "unchecked",
    refusal: { code: refusal.code, values: refusal.values },
  });
}

async function begin(chain, platform, trusted, outcome) {
  const expected = platform.deployment.chain_id;
  const actual = Number(await chain.ask("eth_chainId"));
  if (actual !== expected) throw new Refusal("VERIFY:CHAIN", { actual, expected });
  const { number, hash, timestamp } = await chain.begin(trusted);
  const values = { number: BigInt(number), hash, moment: time(timestamp) };
  outcome.holds("header", values);
  outcome.restsOn(trusted ? "trusted" : "head", values);
  outcome.restsOn("addresses", { chain: expected, book: platform.address("Book") });
  outcome.restsOn("page");
}

// A month stands for its report, in the newest version or in the one that is named (2026-10.v1); a
// path for the reader's own statement.
async function textOf(text, base, fetched) {
  const bare = text.trim();
  if (OWN.test(bare) && base === "/") return required(bare, await get(bare, fetched));
  const [, month, version] = bare.match(MONTH) ?? [];
  if (!month) return text;
  const name = version ? `monthly-${month}.v${version}.json` : await newest(month, base, fetched);
  return required(bare, base && name && (await get(`${base}reports/${name}`, fetched)));
}

async function newest(month, base, fetched) {
  const names = parsed(required(month, base && (await get(`${base}reports/index.json`, fetched))));
  const version = (name) => Number(name.match(/\.v([0-9]+)\.json$/)?.[1] ?? 0);
  const versions = names.filter((name) => name.startsWith(`monthly-${month}.v`) && version(name));
  return versions.sort((left, right) => version(right) - version(left))[0];
}

function required(what, text) {
  if (!text) throw new Refusal("VERIFY:FILE", { what });
  return text;
}

// A file of the node, if it has the hash or the root that the chain states; else null.
async function originalOf(base, path, fits, fetched) {
  const text = base ? await get(base + path, fetched) : null;
  return text && fits(text) ? text : null;
}

export async function get(url, fetched) {
  try {
    const response = await fetched(url);
    const length = Number(response.headers.get("content-length") ?? 0);
    if (!response.ok || length > BYTES_MAX) return null;
    const text = await response.text();
    return text.length > BYTES_MAX ? null : text;
  } catch {
    return null;
  }
}
