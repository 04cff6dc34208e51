// A month's report, or the proof of one loan of it, against the root that the chain has.
import { canonical, firstDifference } from "./canonical.js";
import { hexOf, keccak, numberOf, shown, textBytes } from "./bytes.js";
import { linkedBlock } from "./links.js";
import { climbed, leaf, rootOver } from "./merkle.js";
import { Difference, Refusal } from "./outcome.js";
import { Platform } from "./platform.js";

export const ROWS = {
  figures: "code",
  default_rates: "id",
  vintages: "cohort",
  returns: "id",
  loans: "number",
  cells: "age",
};
const PROOF = ["content", "name", "proof", "root", "subject", "version"];
const SUBJECT = /^[a-z]+:[0-9]{4}-[0-9]{2}$/;
const HASH = /^0x[0-9a-f]{64}$/;

export const isReport = (value) => "subject" in value && "figures" in value;
export const isProof = (value) => PROOF.every((name) => name in value);

export function reportRoot(document) {
  const { loans, ...rest } = document;
  const parts = [leaf("report", textBytes(canonical(rest)))];
  for (const loan of loans) parts.push(leaf(`loan/${loan.number}`, textBytes(canonical(loan))));
  return rootOver(parts);
}

function requireVersion(document) {
  const whole =
    SUBJECT.test(document.subject) &&
    Number.isSafeInteger(document.version) &&
    document.version > 0;
  if (!whole) throw new Refusal("VERIFY:FORM", { what: "subject, version" });
}

export async function checkReport(text, document, { platform, outcome, original }) {
  requireVersion(document);
  if (
    !Array.isArray(document.loans) ||
    document.loans.some((loan) => !Number.isSafeInteger(loan?.number))
  ) {
    throw new Refusal("VERIFY:FORM", { what: "loans" });
  }
  const { chain_id: chain } = platform.deployment;
  if (document.chain_id !== chain)
    throw new Refusal("VERIFY:CHAIN", { actual: shown(document.chain_id), expected: chain });
  if (String(document.book).toLowerCase() !== platform.address("Book")) {
    throw new Refusal("VERIFY:PLATFORM", {
      actual: shown(document.book),
      expected: platform.address("Book"),
    });
  }
  const root = reportRoot(document);
  const anchor = await anchorOf(platform, document, outcome);
  if (anchor.root !== root) {
    const published = await original(fileName(document), (data) => isOriginal(data, anchor.root));
    const first = published && firstDifference(JSON.parse(published), document, ROWS);
    if (first) throw new Difference("altered", first.path, first.expected, first.actual);
    throw new Difference("root", "root", anchor.root, root);
  }
  outcome.holds("root", { root });
  requireCanonical(text, document);
  outcome.holds("canonical", { bytes: textBytes(text).length, loans: document.loans.length });
  await checkBlock(platform, document, outcome);
  outcome.leavesOut("figures");
  outcome.leavesOut("attested");
}

export async function checkProof(document, { platform, outcome }) {
  requireVersion(document);
  const whole =
    Object.keys(document).length === PROOF.length && // or what stands beside it would seem proved
    Array.isArray(document.proof) &&
    document.proof.every((hash) => HASH.test(hash)) &&
    HASH.test(document.root);
  if (!whole || typeof document.name !== "string")
    throw new Refusal("VERIFY:FORM", { what: "proof, root" });
  const anchor = await anchorOf(platform, document, outcome);
  outcome.same("proof_root", "root", anchor.root, document.root, { root: anchor.root });
  const start = leaf(document.name, textBytes(canonical(document.content)));
  outcome.same("proof_way", document.name, anchor.root, climbed(start, document.proof), {
    name: document.name,
  });
  outcome.leavesOut("figures");
}

// What the chain has anchored as a version of a subject, from the storage of Disclosures.
async function anchorOf(platform, { subject, version }, outcome) {
  const key = hexOf(keccak(textBytes(subject)));
  const [number, later] = await platform.words("Disclosures", [
    platform.slot("Disclosures", "numbers", key, version),
    platform.slot("Disclosures", "numbers", key, version + 1),
  ]);
  if (BigInt(hexOf(number)) === 0n) throw new Refusal("VERIFY:ROOT", { subject, version });
  const first = platform.slot("Disclosures", "anchors", hexOf(number));
  const slots = [0, 1, 2, 3, 4].map((step) => Platform.next(first, step));
  const words = (await platform.words("Disclosures", slots)).map(hexOf);
  const [about, , root, publisher, moment] = words;
  if (about !== key) throw new Refusal("VERIFY:PROOF", { hash: about });
  const values = {
    subject,
    version,
    root,
    publisher: "0x" + publisher.slice(26),
    moment: time(moment),
  };
  outcome.holds("anchor", values);
  // A node that names an old version as the newest would pass otherwise.
  if (numberOf(later)) outcome.leavesOut("corrected", { subject, version: version + 1 });
  return values;
}

async function checkBlock(platform, document, outcome) {
  const block = await linkedBlock(platform.chain, BigInt(document.as_of.block), outcome);
  outcome.same("as_of", "as_of.block_hash", block.hash, document.as_of.block_hash, {
    number: document.as_of.block,
  });
}

function requireCanonical(text, document) {
  const [expected, actual] = [canonical(document), text.trim()];
  if (expected === actual) return;
  let place = 0;
  while (expected[place] === actual[place]) place++;
  throw new Difference(
    "canonical",
    `${place + 1}`,
    expected.slice(place, place + 60),
    actual.slice(place, place + 60),
  );
}

const fileName = ({ subject, version }) => `reports/${subject.replace(":", "-")}.v${version}.json`;

function isOriginal(text, root) {
  try {
    return reportRoot(JSON.parse(text)) === root;
  } catch {
    return false;
  }
}

export const time = (seconds) =>
  new Date(Number(BigInt(seconds)) * 1000).toISOString().slice(0, 16).replace("T", " ") + " UTC";
