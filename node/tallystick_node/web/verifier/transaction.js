// A transaction: that it is in its block, at its place, and what its receipt says.
import { linkedBlock } from "./links.js";
import { Difference, Refusal } from "./outcome.js";

export async function checkTransaction(hash, { platform, outcome }) {
  const { chain } = platform;
  const sent = await chain.ask("eth_getTransactionByHash", hash);
  if (!sent?.blockNumber) throw new Refusal("VERIFY:TRANSACTION", { hash });
  const block = await linkedBlock(chain, BigInt(sent.blockNumber), outcome);
  const number = BigInt(block.number);
  const place = (await chain.transactions(block)).indexOf(hash);
  if (place < 0) throw new Difference("included", "hash", hash, "–");
  outcome.holds("included", { number, place });
  const receipt = (await chain.receipts(block))[place];
  outcome.holds(Number(receipt.status) ? "executed" : "reverted", { number });
  const events = receipt.logs.map((log) => platform.event(log));
  if (events.length) outcome.holds("events", { events: events.join(", ") });
}
