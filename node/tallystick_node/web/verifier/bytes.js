// Bytes: hexadecimal text, words of 32 bytes, and the hash that everything here rests on.
import { keccak_256 } from "@noble/hashes/sha3.js";

import { Refusal } from "./outcome.js";

const HEX = /^0x([0-9a-f]{2})*$/i;

export const keccak = keccak_256;

export const hexOf = (bytes) =>
  "0x" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function bytesOf(text) {
  if (typeof text !== "string" || !HEX.test(text))
    throw new Refusal("VERIFY:HEX", { value: shown(text) });
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let place = 0; place < bytes.length; place++) {
    bytes[place] = parseInt(text.slice(2 + 2 * place, 4 + 2 * place), 16);
  }
  return bytes;
}

export const textBytes = (text) => new TextEncoder().encode(text);

// What somebody else wrote, short enough for a sentence.
export const shown = (value) => String(value === undefined ? "–" : value).slice(0, 200);

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

export function compare(left, right) {
  const length = Math.min(left.length, right.length);
  for (let place = 0; place < length; place++) {
    if (left[place] !== right[place]) return left[place] - right[place];
  }
  return left.length - right.length;
}

export const equal = (left, right) => compare(left, right) === 0;

// A whole number as 32 bytes, an address or a hash padded on its left.
export function word(value) {
  const digits =
    typeof value === "bigint" || typeof value === "number" ? value.toString(16) : value.slice(2);
  return bytesOf("0x" + digits.padStart(64, "0"));
}

export const numberOf = (bytes) => (bytes.length ? BigInt(hexOf(bytes)) : 0n);
