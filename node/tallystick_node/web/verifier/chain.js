// A chain behind JSON-RPC of which nothing is believed but what leads to a block's hash.
import { bytesOf, hexOf, keccak, numberOf, word } from "./bytes.js";
import { headerHash, receiptBytes, transactionBytes } from "./blocks.js";
import { Refusal } from "./outcome.js";
import { decode } from "./rlp.js";
import { EMPTY_ROOT, rootOf, valueUnder } from "./trie.js";

// How many parents are followed from the block that is trusted, and how many are asked for at once.
export const LINKED_MAX = 5000;
const BATCH = 50;
const SECONDS_MAX = 60;
const HASH = /^0x[0-9a-f]{64}$/;

export class Chain {
  constructor(url, fetcher = (...request) => fetch(...request)) {
    Object.assign(this, {
      url,
      fetcher,
      head: null,
      headers: new Map(),
      lowest: null,
      unlinked: new Map(),
    });
  }

  async batch(calls) {
    const requests = calls.map(([method, ...params], id) => ({
      jsonrpc: "2.0",
      id,
      method,
      params,
    }));
    let answers;
    try {
      const response = await this.fetcher(this.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(requests.length === 1 ? requests[0] : requests),
        signal: AbortSignal.timeout(SECONDS_MAX * 1000),
      });
      answers = await response.json();
    } catch (error) {
      throw new Refusal("VERIFY:RPC", {
        url: this.url,
        what: String(error?.message ?? error),
      });
    }
    const list = Array.isArray(answers) ? answers : [answers];
    return requests.map(({ id, method }) => {
      const answer = list.find((other) => other?.id === id) ?? list[0];
      if (answer?.id === id && answer.error === undefined) return answer.result;
      throw new Refusal("VERIFY:RPC", {
        url: this.url,
        what: `${method}: ${answer?.error?.message ?? "–"}`,
      });
    });
  }

  async ask(...call) {
    return (await this.batch([call]))[0];
  }

  // The block that everything is led back to: the newest, or the one that the reader trusts.
  async begin(trusted = "") {
    if (trusted && !HASH.test(trusted))
      throw new Refusal("VERIFY:HASH", { value: trusted.slice(0, 100) });
    const block = trusted
      ? await this.ask("eth_getBlockByHash", trusted, false)
      : await this.ask("eth_getBlockByNumber", "latest", false);
    if (!block) throw new Refusal("VERIFY:HEAD", { hash: trusted });
    this.head = this.checked(block);
    if (trusted && this.head.hash !== trusted)
      throw new Refusal("VERIFY:BLOCK", { number: BigInt(block.number), hash: trusted });
    this.lowest = BigInt(this.head.number);
    this.headers.set(this.lowest, this.head);
    return this.head;
  }

  checked(block) {
    const hash = headerHash(block);
    return { ...block, hash };
  }

  // A block of the chain below the head: by the parents' hashes where it is near enough, else by
  // its own hash alone, which is then something more to trust.
  async block(number) {
    const wanted = BigInt(number);
    if (wanted > BigInt(this.head.number))
      throw new Refusal("VERIFY:LATER", { number: wanted, head: BigInt(this.head.number) });
    if (BigInt(this.head.number) - wanted <= BigInt(LINKED_MAX)) await this.descend(wanted);
    if (this.headers.has(wanted)) return this.headers.get(wanted);
    if (!this.unlinked.has(wanted)) {
      const block = await this.ask("eth_getBlockByNumber", "0x" + wanted.toString(16), false);
      if (!block || BigInt(block.number) !== wanted) {
        throw new Refusal("VERIFY:HEAD", { hash: String(wanted) });
      }
      this.unlinked.set(wanted, this.checked(block));
    }
    return this.unlinked.get(wanted);
  }

  async descend(wanted) {
    while (this.lowest > wanted) {
      const last = this.lowest - BigInt(BATCH) > wanted ? this.lowest - BigInt(BATCH) : wanted;
      const numbers = [];
      for (let number = this.lowest - 1n; number >= last; number--) numbers.push(number);
      const blocks = await this.batch(
        numbers.map((number) => ["eth_getBlockByNumber", "0x" + number.toString(16), false]),
      );
      for (const [place, block] of blocks.entries()) {
        const parent = this.headers.get(this.lowest).parentHash;
        if (!block || this.checked(block).hash !== parent) {
          throw new Refusal("VERIFY:BLOCK", { number: numbers[place], hash: parent });
        }
        this.headers.set(numbers[place], block);
        this.lowest = numbers[place];
      }
    }
  }

  // What an account has in its slots at a block, each proved against the block's state root.
  async account(address, slots, block = this.head) {
    const answer = await this.ask("eth_getProof", address, slots, block.number);
    const nodes = answer?.accountProof;
    if (!Array.isArray(nodes)) throw new Refusal("VERIFY:PROOF", { hash: block.stateRoot });
    const account = valueUnder(block.stateRoot, keccak(bytesOf(address)), nodes);
    if (account === null) throw new Refusal("VERIFY:ACCOUNT", { address });
    const [, , storageRoot, codeHash] = decode(account).map(hexOf);
    const words = slots.map((slot, place) => {
      const proof = answer.storageProof?.[place]?.proof ?? [];
      const value = valueUnder(
        storageRoot,
        keccak(bytesOf(slot)),
        storageRoot === EMPTY_ROOT ? [] : proof,
      );
      return value === null ? 0n : numberOf(decode(value));
    });
    return { codeHash, words: words.map((value) => word(value)) };
  }

  // The receipts of a block, all of them, whose root is the header's.
  async receipts(block) {
    const receipts = await this.ask("eth_getBlockReceipts", block.number);
    if (!receipts || rootOf(receipts.map(receiptBytes)) !== block.receiptsRoot) {
      throw new Refusal("VERIFY:RECEIPTS", { number: BigInt(block.number) });
    }
    return receipts;
  }

  // The hashes of a block's transactions, whose root is the header's.
  async transactions(block) {
    const { transactions } = (await this.ask("eth_getBlockByNumber", block.number, true)) ?? {
      transactions: [],
    };
    const written = transactions.map(transactionBytes);
    if (written.includes(null)) throw new Refusal("VERIFY:TYPE", { number: BigInt(block.number) });
    if (rootOf(written) !== block.transactionsRoot)
      throw new Refusal("VERIFY:TRANSACTIONS", { number: BigInt(block.number) });
    return written.map((bytes) => hexOf(keccak(bytes)));
  }
}
