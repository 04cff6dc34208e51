// Blocks as JSON-RPC shows them, back in the bytes that their hashes are of.
import { bytesOf, concat, hexOf, keccak } from "./bytes.js";
import { Refusal } from "./outcome.js";
import { decode, encode, quantity } from "./rlp.js";

const FIELDS = [
  ["parentHash", bytesOf],
  ["sha3Uncles", bytesOf],
  ["miner", bytesOf],
  ["stateRoot", bytesOf],
  ["transactionsRoot", bytesOf],
  ["receiptsRoot", bytesOf],
  ["logsBloom", bytesOf],
  ["difficulty", quantity],
  ["number", quantity],
  ["gasLimit", quantity],
  ["gasUsed", quantity],
  ["timestamp", quantity],
  ["extraData", bytesOf],
  ["mixHash", bytesOf],
  ["nonce", bytesOf],
];
// Each came with a fork of its own: a header has the first few of them.
const LATER = [
  ["baseFeePerGas", quantity],
  ["withdrawalsRoot", bytesOf],
  ["blobGasUsed", quantity],
  ["excessBlobGas", quantity],
  ["parentBeaconBlockRoot", bytesOf],
  ["requestsHash", bytesOf],
];

// A block's hash, computed; refused when the block states another. Where validators seal blocks
// (QBFT and IBFT 2), their seals and the round are not part of what is hashed.
export function headerHash(block) {
  const present = LATER.filter(([name]) => block[name] !== undefined && block[name] !== null);
  const fields = [...FIELDS, ...present];
  const hashWith = (extra) => {
    const values = { ...block, extraData: extra };
    return hexOf(keccak(encode(fields.map(([name, bytes]) => bytes(values[name])))));
  };
  const hash = hashWith(block.extraData);
  if (hash === block.hash) return hash;
  if (unsealed(block.extraData).some((extra) => hashWith(extra) === block.hash)) return block.hash;
  throw new Refusal("VERIFY:BLOCK", { number: BigInt(block.number), hash });
}

// The extra data of a sealed block (vanity, validators, vote, round, seals) as it is hashed: QBFT
// empties round and seals, IBFT 2 leaves them out. Nothing for other blocks.
function unsealed(extra) {
  try {
    const items = decode(bytesOf(extra));
    if (!Array.isArray(items) || items.length !== 5 || !Array.isArray(items[4])) return [];
    const kept = items.slice(0, 3);
    return [[...kept, new Uint8Array(), []], kept].map((list) => hexOf(encode(list)));
  } catch {
    return [];
  }
}

const accesses = (list) =>
  list.map((entry) => [bytesOf(entry.address), entry.storageKeys.map(bytesOf)]);

const authorizations = (list) =>
  list.map((entry) => [
    quantity(entry.chainId),
    bytesOf(entry.address),
    quantity(entry.nonce),
    quantity(entry.yParity),
    quantity(entry.r),
    quantity(entry.s),
  ]);

// A transaction's bytes, of which its hash is; null for a type that is not known here.
export function transactionBytes(sent) {
  const type = Number(sent.type ?? 0);
  const chain = quantity(sent.chainId ?? 0);
  const nonce = quantity(sent.nonce);
  const call = [
    quantity(sent.gas),
    sent.to ? bytesOf(sent.to) : new Uint8Array(),
    quantity(sent.value),
    bytesOf(sent.input),
  ];
  const signature = [
    quantity(type ? (sent.yParity ?? sent.v) : sent.v),
    quantity(sent.r),
    quantity(sent.s),
  ];
  if (type === 0) return encode([nonce, quantity(sent.gasPrice), ...call, ...signature]);
  const fees =
    type === 1
      ? [quantity(sent.gasPrice)]
      : [quantity(sent.maxPriorityFeePerGas), quantity(sent.maxFeePerGas)];
  const fields = [chain, nonce, ...fees, ...call, accesses(sent.accessList ?? [])];
  if (type === 3)
    fields.push(quantity(sent.maxFeePerBlobGas), sent.blobVersionedHashes.map(bytesOf));
  if (type === 4) fields.push(authorizations(sent.authorizationList));
  return type > 4 ? null : concat(Uint8Array.of(type), encode([...fields, ...signature]));
}

export function receiptBytes(receipt) {
  const logs = receipt.logs.map((log) => [
    bytesOf(log.address),
    log.topics.map(bytesOf),
    bytesOf(log.data),
  ]);
  const body = encode([
    quantity(receipt.status),
    quantity(receipt.cumulativeGasUsed),
    bytesOf(receipt.logsBloom),
    logs,
  ]);
  const type = Number(receipt.type ?? 0);
  return type === 0 ? body : concat(Uint8Array.of(type), body);
}
