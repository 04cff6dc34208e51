// RLP, in which Ethereum writes headers, accounts, receipts and the nodes of its tries.
import { bytesOf, concat } from "./bytes.js";
import { Refusal } from "./outcome.js";

const SHORT_MAX = 55;

const lengthBytes = (length) =>
  bytesOf("0x" + (length.toString(16).length % 2 ? "0" : "") + length.toString(16));

function headed(offset, body) {
  if (body.length <= SHORT_MAX) return concat(Uint8Array.of(offset + body.length), body);
  const length = lengthBytes(body.length);
  return concat(Uint8Array.of(offset + SHORT_MAX + length.length), length, body);
}

// Bytes, or lists of them.
export function encode(item) {
  if (Array.isArray(item)) return headed(0xc0, concat(...item.map(encode)));
  return item.length === 1 && item[0] < 0x80 ? item : headed(0x80, item);
}

// A whole number as JSON-RPC has it: without leading zeros, nothing for zero.
export function quantity(text) {
  const digits = BigInt(text).toString(16);
  return digits === "0"
    ? new Uint8Array()
    : bytesOf("0x" + (digits.length % 2 ? "0" : "") + digits);
}

export function decode(bytes) {
  const [item, end] = read(bytes, 0);
  if (end !== bytes.length) throw new Refusal("VERIFY:RLP");
  return item;
}

// One item from a place on, and where it ends; only the shortest form of a length is taken.
function read(bytes, at) {
  if (at >= bytes.length) throw new Refusal("VERIFY:RLP");
  const first = bytes[at];
  if (first < 0x80) return [bytes.subarray(at, at + 1), at + 1];
  const isList = first >= 0xc0;
  const short = first - (isList ? 0xc0 : 0x80);
  let [begins, length] = [at + 1, short];
  if (short > SHORT_MAX) {
    begins = at + 1 + short - SHORT_MAX;
    length = bytes.subarray(at + 1, begins).reduce((sum, byte) => sum * 256 + byte, 0);
    if (length <= SHORT_MAX || bytes[at + 1] === 0) throw new Refusal("VERIFY:RLP");
  }
  const end = begins + length;
  if (end > bytes.length) throw new Refusal("VERIFY:RLP");
  if (!isList) {
    if (length === 1 && bytes[begins] < 0x80) throw new Refusal("VERIFY:RLP");
    return [bytes.subarray(begins, end), end];
  }
  const items = [];
  for (let place = begins; place < end;) {
    const [item, next] = read(bytes, place);
    if (next > end) throw new Refusal("VERIFY:RLP");
    items.push(item);
    place = next;
  }
  return [items, end];
}
