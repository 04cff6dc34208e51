// Merkle-Patricia tries: what a proof says is under a root, and the root over a block's list.
import { bytesOf, hexOf, keccak } from "./bytes.js";
import { Refusal } from "./outcome.js";
import { decode, encode, quantity } from "./rlp.js";

const BRANCH = 17;
const HASH = 32;
export const EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

const nibblesOf = (bytes) => Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15]);

// The value under a key, or null where the proof shows that there is none.
//
// root: 0x and 64 digits. key: bytes. nodes: the proof's, as eth_getProof has them. Each is looked
// for by its hash, so that none can stand in another's place; one that is missing is a refusal.
export function valueUnder(root, key, nodes) {
  if (root === EMPTY_ROOT) return null;
  const known = new Map(nodes.map((node) => [hexOf(keccak(bytesOf(node))), bytesOf(node)]));
  const fetch = (hash) => {
    if (!known.has(hash)) throw new Refusal("VERIFY:PROOF", { hash });
    return decode(known.get(hash));
  };
  let node = fetch(root);
  for (let rest = nibblesOf(key); ;) {
    const [child, left] = node.length === BRANCH ? branch(node, rest) : path(node, rest);
    if (child === null || left === null) return child;
    rest = left;
    node = Array.isArray(child) ? child : fetch(reference(child));
  }
}

// What is below, and the nibbles that are left; null for them where the way ends.
function branch(node, rest) {
  const child = rest.length ? node[rest[0]] : node[BRANCH - 1];
  if (child.length === 0) return [null, null];
  return rest.length ? [child, rest.slice(1)] : [child, null];
}

function path(node, rest) {
  if (!Array.isArray(node) || node.length !== 2 || Array.isArray(node[0]) || !node[0].length) {
    throw new Refusal("VERIFY:RLP");
  }
  const [isLeaf, nibbles] = unpacked(node[0]);
  const fits =
    nibbles.length <= rest.length && nibbles.every((nibble, place) => nibble === rest[place]);
  if (!fits || (isLeaf && nibbles.length !== rest.length)) return [null, null];
  return isLeaf ? [node[1], null] : [node[1], rest.slice(nibbles.length)];
}

function unpacked(bytes) {
  const nibbles = nibblesOf(bytes);
  if (nibbles[0] > 3) throw new Refusal("VERIFY:RLP");
  return [nibbles[0] >= 2, nibbles.slice(nibbles[0] % 2 ? 1 : 2)];
}

function reference(child) {
  if (child.length !== HASH) throw new Refusal("VERIFY:RLP");
  return hexOf(child);
}

// The root over the items of a block, in their order: its transactions, or its receipts.
export function rootOf(items) {
  if (!items.length) return EMPTY_ROOT;
  const entries = items.map((value, place) => [nibblesOf(encode(quantity(place))), value]);
  return hexOf(keccak(encode(nodeOf(entries))));
}

function nodeOf(entries) {
  if (entries.length === 1) return [packed(entries[0][0], true), entries[0][1]];
  const shared = sharedLength(entries.map(([nibbles]) => nibbles));
  if (shared) {
    const below = entries.map(([nibbles, value]) => [nibbles.slice(shared), value]);
    return [packed(entries[0][0].slice(0, shared), false), linkTo(nodeOf(below))];
  }
  const node = Array.from({ length: BRANCH }, () => new Uint8Array());
  for (let nibble = 0; nibble < BRANCH - 1; nibble++) {
    const below = entries.filter(([nibbles]) => nibbles[0] === nibble);
    if (!below.length) continue;
    node[nibble] = linkTo(nodeOf(below.map(([nibbles, value]) => [nibbles.slice(1), value])));
  }
  node[BRANCH - 1] = entries.find(([nibbles]) => !nibbles.length)?.[1] ?? node[BRANCH - 1];
  return node;
}

function linkTo(node) {
  const written = encode(node);
  return written.length < HASH ? node : keccak(written);
}

function sharedLength(keys) {
  const [first, ...others] = keys;
  const differs = first.findIndex((nibble, place) => others.some((key) => key[place] !== nibble));
  return differs < 0 ? first.length : differs;
}

function packed(nibbles, isLeaf) {
  const odd = nibbles.length % 2;
  const flag = (isLeaf ? 2 : 0) + odd;
  const whole = odd ? [flag, ...nibbles] : [flag, 0, ...nibbles];
  return Uint8Array.from(
    { length: whole.length / 2 },
    (_, at) => whole[2 * at] * 16 + whole[2 * at + 1],
  );
}
