// A loan's agreement and risk statement against the hashes that were listed with it.
import { firstDifference } from "./canonical.js";
import { bytesOf, hexOf, keccak, numberOf, textBytes } from "./bytes.js";
import { Difference, Refusal } from "./outcome.js";
import { linkedBlock } from "./links.js";

const METHODS = ["annuity", "linear", "interest_only", "bullet"];
const PROJECT = /0x[0-9a-f]{64}/g;
// Where the fields of an offer stand in the data of its event, in words.
const OFFER = 3;
const FIELDS = [
  "borrower",
  "project",
  "principal",
  "rate_ppm",
  "n",
  "period",
  "in_days",
  "method",
  "lead",
  "grace_days",
  "late_rate_ppm",
  "late_cap_ppm",
  "default_dpd",
  "origination_ppm",
  "reserve_ppm",
  "servicing_ppm",
  "late_share_ppm",
  "market_fee_ppm",
  "recovery_ppm",
  "cover_cap_ppm",
  "quorum_ppm",
  "risk_level",
  "ticket_min",
  "raise_seconds",
  "issue_seconds",
  "reflection_seconds",
  "reflection_class",
  "collateral",
  "disclosure_hash",
  "agreement_hash",
  "expiry",
];

export const isRiskStatement = (value) => "worst_case" in value && "project" in value;

export async function checkLoanNumber(number, context) {
  const { outcome, original } = context;
  const offer = await listed(BigInt(number), context);
  const statement = await original(
    `agreements/${offer.disclosure_hash.slice(2)}.json`,
    hasHash(offer.disclosure_hash),
  );
  const agreement = await original(
    `agreements/${offer.agreement_hash.slice(2)}.html`,
    hasHash(offer.agreement_hash),
  );
  if (statement) checkTerms(JSON.parse(statement), offer, outcome);
  outcome[statement ? "holds" : "leavesOut"](statement ? "statement" : "no_statement", {
    hash: offer.disclosure_hash,
  });
  outcome[agreement ? "holds" : "leavesOut"](agreement ? "agreement" : "no_agreement", {
    hash: offer.agreement_hash,
  });
}

export async function checkRiskStatement(text, document, context) {
  const offer = await listed(await loanOf([String(document.project)], context), context);
  const hash = hashOf(text);
  if (hash !== offer.disclosure_hash) {
    const kept = await context.original(
      `agreements/${offer.disclosure_hash.slice(2)}.json`,
      hasHash(offer.disclosure_hash),
    );
    const first = kept && firstDifference(JSON.parse(kept), document);
    if (first) throw new Difference("altered", first.path, first.expected, first.actual);
    throw new Difference("statement", "disclosure_hash", offer.disclosure_hash, hash);
  }
  context.outcome.holds("statement", { hash });
  checkTerms(document, offer, context.outcome);
}

export async function checkAgreement(text, context) {
  const offer = await listed(await loanOf(text.match(PROJECT) ?? [], context), context);
  const hash = hashOf(text);
  if (hash !== offer.agreement_hash) {
    const kept = await context.original(
      `agreements/${offer.agreement_hash.slice(2)}.html`,
      hasHash(offer.agreement_hash),
    );
    const [before, after] = [kept ?? "", text].map((whole) => whole.split("\n"));
    const line = before.findIndex((words, place) => words !== after[place]);
    if (kept && line >= 0)
      throw new Difference(
        "altered",
        `${line + 1}`,
        before[line].slice(0, 200),
        (after[line] ?? "–").slice(0, 200),
      );
    throw new Difference("agreement", "agreement_hash", offer.agreement_hash, hash);
  }
  context.outcome.holds("agreement", { hash });
}

const hashOf = (text) => hexOf(keccak(textBytes(text)));
const hasHash = (hash) => (text) => hashOf(text) === hash;

// The loan of a project, from the storage of Offers.
async function loanOf(projects, { platform }) {
  for (const project of new Set(projects)) {
    if (!/^0x[0-9a-f]{64}$/.test(project)) continue;
    const [number] = await platform.words("Offers", [
      platform.slot("Offers", "loan_of_project", project),
    ]);
    const loan = numberOf(number);
    if (loan && loan < 2n ** 255n) return loan;
  }
  throw new Refusal("VERIFY:LOAN", { loan: projects[0] ?? "–" });
}

// The offer that a loan was listed with: its event under the receipts of its block, and the
// disclosure's hash in the storage of the Book as well.
async function listed(loan, { platform, outcome }) {
  const [kept] = await platform.words("Book", [
    platform.slot("Book", "listing_storage.disclosures", loan),
  ]);
  if (numberOf(kept) === 0n) throw new Refusal("VERIFY:LOAN", { loan });
  outcome.holds("book", { loan, hash: hexOf(kept) });
  const hint = await findLog(platform, loan);
  const block = await linkedBlock(platform.chain, BigInt(hint.blockNumber), outcome);
  const logs = (await platform.chain.receipts(block)).flatMap((receipt) => receipt.logs);
  const log = logs.find((other) => isListing(platform, other) && BigInt(other.topics[1]) === loan);
  if (!log) throw new Refusal("VERIFY:LOAN", { loan });
  await platform.words("Offers", []); // its code, which alone may write the event
  outcome.holds("listed", { loan, number: BigInt(block.number) });
  const data = bytesOf(log.data);
  const offer = Object.fromEntries(
    FIELDS.map((name, place) => [
      name,
      hexOf(data.subarray(32 * (OFFER + place), 32 * (OFFER + place + 1))),
    ]),
  );
  outcome.same("book_event", "disclosure_hash", hexOf(kept), offer.disclosure_hash);
  return offer;
}

const isListing = (platform, log) =>
  log.address.toLowerCase() === platform.address("Offers") &&
  platform.table.events.Offers[log.topics[0]] === "Listed";

async function findLog(platform, loan) {
  const [topic] = Object.entries(platform.table.events.Offers).find(
    ([, name]) => name === "Listed",
  );
  const hex = (number) => "0x" + number.toString(16);
  const last = Number(platform.chain.head.number);
  for (let first = platform.deployment.block; first <= last; first += platform.table.log_blocks) {
    const filter = {
      address: platform.address("Offers"),
      topics: [topic, "0x" + loan.toString(16).padStart(64, "0")],
      fromBlock: hex(first),
      toBlock: hex(Math.min(last, first + platform.table.log_blocks - 1)),
    };
    const [log] = await platform.chain.ask("eth_getLogs", filter);
    if (log) return log;
  }
  throw new Refusal("VERIFY:LOAN", { loan });
}

// The terms that a risk statement repeats, against those that were listed.
function checkTerms(document, offer, outcome) {
  const number = (name) => Number(BigInt(offer[name]));
  const terms = {
    principal: String(BigInt(offer.principal)),
    rate_ppm: number("rate_ppm"),
    method: METHODS[number("method")],
    instalments: number("n"),
    period: number("period"),
    unit: number("in_days") ? "days" : "months",
    interest_only_first: number("lead"),
    servicing_ppm: number("servicing_ppm"),
  };
  const expected = { project: offer.project, risk_level: number("risk_level"), terms };
  const actual = {
    project: document.project,
    risk_level: document.risk_level,
    terms: document.terms,
  };
  const first = firstDifference(expected, actual);
  if (first) throw new Difference("terms", first.path, first.expected, first.actual);
  outcome.holds("terms");
}
