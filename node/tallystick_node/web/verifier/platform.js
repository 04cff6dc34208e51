// The contracts of one platform: where they are, whether their code is of this version, and what
// stands in their storage.
import { bytesOf, concat, hexOf, keccak, shown, word } from "./bytes.js";
import { Difference, Refusal } from "./outcome.js";

const ADDRESS = /^0x[0-9a-f]{40}$/i;

export class Platform {
  // table: of each contract the length and hash of its code without what deployment wrote into it,
  // how long that is, and the places of its variables; of each event its name by its topic.
  constructor(chain, deployment, table) {
    Object.assign(this, { chain, deployment, table, codes: new Map() });
  }

  static check(document, table) {
    const contracts = document?.contracts;
    const whole =
      Number.isSafeInteger(document?.chain_id) &&
      Number.isSafeInteger(document?.block) &&
      Number.isSafeInteger(document?.roles?.utc_offset_seconds) &&
      Object.keys(table.contracts).every((name) => ADDRESS.test(contracts?.[name]?.address ?? ""));
    if (!whole) throw new Refusal("VERIFY:DEPLOYMENT");
    return document;
  }

  address(name) {
    return this.deployment.contracts[name].address.toLowerCase();
  }

  name(address) {
    const names = Object.keys(this.deployment.contracts);
    return names.find((name) => this.address(name) === address.toLowerCase());
  }

  // An event by its name, or by its contract's address and topic where it is not the platform's.
  event(log) {
    const contract = this.name(log.address);
    const event = this.table.events[contract]?.[log.topics[0]];
    return `${contract ?? log.address}.${event ?? shown(log.topics[0])}`;
  }

  // The slot of a variable, of a key in it, of a key under that (as Vyper lays them out).
  slot(contract, variable, ...keys) {
    const first = word(BigInt(this.table.contracts[contract].slots[variable]));
    return hexOf(keys.reduce((slot, key) => keccak(concat(slot, word(key))), first));
  }

  static next(slot, steps) {
    return hexOf(word(BigInt(slot) + BigInt(steps)));
  }

  // Words of a contract's storage at a block, after its code was compared with this version's.
  async words(contract, slots, block = this.chain.head) {
    const address = this.address(contract);
    const { codeHash, words } = await this.chain.account(address, slots, block);
    await this.compareCode(contract, codeHash, block);
    return words;
  }

  async compareCode(contract, codeHash, block) {
    if (this.codes.get(contract) === codeHash) return;
    const code = bytesOf(await this.chain.ask("eth_getCode", this.address(contract), block.number));
    const { length, hash, immutables } = this.table.contracts[contract];
    if (hexOf(keccak(code)) !== codeHash) throw new Refusal("VERIFY:PROOF", { hash: codeHash });
    const actual = hexOf(keccak(code.subarray(0, length)));
    if (actual !== hash || code.length !== length + immutables) {
      throw new Difference("code", `${contract} ${this.address(contract)}`, hash, actual);
    }
    this.codes.set(contract, codeHash);
  }
}
