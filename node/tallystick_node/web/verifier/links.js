// A block that something stands in, and whether parents lead to it from the trusted one.
import { LINKED_MAX } from "./chain.js";

export async function linkedBlock(chain, number, outcome) {
  const block = await chain.block(number);
  if (chain.headers.has(number)) {
    if (block !== chain.head) outcome.holds("linked", { number, head: BigInt(chain.head.number) });
  } else {
    outcome.restsOn("unlinked", { number, hash: block.hash, most: LINKED_MAX });
  }
  return block;
}
