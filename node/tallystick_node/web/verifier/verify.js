// Everything that a reader's own browser checks, in one file; tests import its parts.
import { check, kindOf } from "./check.js";
import { canonical, firstDifference } from "./canonical.js";
import { headerHash, receiptBytes, transactionBytes } from "./blocks.js";
import { start } from "./page.js";
import { reportRoot } from "./report.js";
import { decode } from "./rlp.js";
import { rootOf, valueUnder } from "./trie.js";

export {
  canonical,
  check,
  decode,
  firstDifference,
  headerHash,
  kindOf,
  receiptBytes,
  reportRoot,
  rootOf,
  transactionBytes,
  valueUnder,
};

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-verify]")) start(form);
}
