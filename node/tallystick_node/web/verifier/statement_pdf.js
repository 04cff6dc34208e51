// A statement as a PDF: its attached JSON is what is proved, and its pages have to say the same.
import { Difference, Refusal } from "./outcome.js";

const ATTACHED = "statement.json";
const BYTES_MAX = 16 * 2 ** 20;
const MARK = "%PDF-";

export const isPdf = (data) =>
  data instanceof Uint8Array && [...MARK].every((sign, at) => data[at] === sign.charCodeAt(0));

// The JSON that is attached to it, and a function that compares the pages with it.
export async function openPdf(data, readPdf, words) {
  let pdf;
  try {
    pdf = await readPdf(data.slice()); // it takes what it reads away
  } catch (error) {
    throw new Refusal("VERIFY:PDF", { what: String(error?.message ?? error) });
  }
  const names = Object.keys(pdf.attached);
  const content = pdf.attached[ATTACHED];
  if (names.length !== 1 || !content || content.length > BYTES_MAX)
    throw new Refusal("VERIFY:ATTACHMENT", { name: ATTACHED });
  const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  return [text, (document) => comparePages(pdf, document, words)];
}

function comparePages({ texts, added }, document, languages) {
  if (added.length) throw new Difference("covered", "–", "–", added[0]);
  const words = Object.values(languages).find(({ title }) => texts[0]?.[0] === title);
  const expected = [...pieces(document, words ?? Object.values(languages)[0])];
  const beside = new Set(headings(words ?? {}));
  // Where a text is broken into parts is the compiler's choice; spaces are not told apart.
  let actual = "";
  for (const [text, isBeside] of texts) {
    if (!isBeside) actual += bare(text);
    else if (!beside.has(text) && !/^[0-9]+ \/ [0-9]+$/.test(text))
      throw new Difference("pages", "–", "–", text);
  }
  let at = 0;
  for (const [path, text] of expected) {
    const wanted = bare(text);
    const stated = actual.slice(at, at + wanted.length);
    if (stated !== wanted) throw new Difference("pages", path, text, stated || "–");
    at += wanted.length;
  }
  if (at < actual.length) throw new Difference("pages", "–", "–", actual.slice(at, at + 80));
}

const bare = (text) => text.replace(/\s/gu, "");

// What stands at the head of a table again on each page.
const headings = (words) => [words.day, words.kind, words.loan, words.amount, words.balance];

// Every text of the PDF in its order, as statement.typ writes them.
function* pieces(statement, words) {
  const amount = (minor) => amountOf(String(minor), statement.decimals);
  yield ["–", words.title];
  yield ["wallet", words.wallet + statement.wallet];
  yield ["from", `${words.days}${statement.from} – ${statement.to}`];
  yield ["chain", words.chain + statement.chain];
  yield ["block", words.block + statement.block];
  yield ["currency", words.currency + statement.currency];
  if (!statement.complete) yield ["complete", words.incomplete];
  const [came, went] = sums(statement.lines);
  yield ["–", words.opening + words.came + words.went + words.closing];
  yield ["opening", amount(statement.opening)];
  yield ["–", amount(came)];
  yield ["–", amount(went)];
  yield ["closing", amount(statement.closing)];
  if (statement.lines.length === 0) yield ["lines", words.nothing];
  else {
    yield ["–", words.by_kind + words.kind + words.amount];
    for (const [what, sum] of Object.entries(statement.totals).sort(byKey))
      yield [`totals.${what}`, words.kinds[what] + amount(sum)];
    yield ["totals", words.together + amount(came + went)];
    yield ["–", words.movements + headings(words).join("")];
    for (const [place, line] of statement.lines.entries()) yield* row(place, line, words, amount);
  }
  yield ["–", words.note];
}

function* row(place, line, words, amount) {
  const at = (name) => `lines[${place}].${name}`;
  yield [at("day"), line.day];
  yield [at("what"), words.kinds[line.what]];
  yield [at("block"), String(line.block)];
  yield [at("transaction"), line.transaction];
  yield [at("loan"), line.loan === null ? "–" : String(line.loan)];
  yield [at("amount"), amount(line.amount)];
  yield [at("balance"), amount(line.balance)];
}

const byKey = ([left], [right]) => (left < right ? -1 : 1);

function sums(lines) {
  const amounts = lines.map((line) => BigInt(line.amount));
  const sum = (kept) => amounts.filter(kept).reduce((total, each) => total + each, 0n);
  return [sum((each) => each > 0n), sum((each) => each < 0n)];
}

export function amountOf(minor, decimals) {
  const digits = minor.replace("-", "").padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = decimals ? `.${digits.slice(digits.length - decimals)}` : "";
  return (minor.startsWith("-") ? "-" : "") + whole + rest;
}
