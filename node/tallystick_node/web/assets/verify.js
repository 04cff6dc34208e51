/*! Of @noble/hashes:
The MIT License (MIT)

Copyright (c) 2022 Paul Miller (https://paulmillr.com)

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the “Software”), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED “AS IS”, WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
*/
var U32_MASK64 = /* @__PURE__ */ (() => BigInt(2 ** 32 - 1))();
var _32n = /* @__PURE__ */ BigInt(32);
function fromBig(n, le = false) {
  if (le)
    return { h: Number(n & U32_MASK64), l: Number(n >> _32n & U32_MASK64) };
  return { h: Number(n >> _32n & U32_MASK64) | 0, l: Number(n & U32_MASK64) | 0 };
}
function split(lst, le = false) {
  const len = lst.length;
  let Ah = new Uint32Array(len);
  let Al = new Uint32Array(len);
  for (let i = 0; i < len; i++) {
    const { h, l } = fromBig(lst[i], le);
    [Ah[i], Al[i]] = [h, l];
  }
  return [Ah, Al];
}

function isBytes(a) {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
  if (typeof n !== "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
  return n;
}
function abool(value, title = "") {
  if (typeof value !== "boolean")
    throw new TypeError(atitle(title) + "expected boolean, got type=" + typeof value);
  return value;
}
function abytes(value, length, title = "") {
  if (isBytes(value) && (length === void 0 || value.length === length))
    return value;
  if (length !== void 0)
    anumber(length, "length");
  const bytes = isBytes(value);
  const ofLen = length !== void 0 ? ` of length ${length}` : "";
  const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
  const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  if (!bytes)
    throw new TypeError(message);
  throw new RangeError(message);
}
var aobject = (value, label) => {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
};
var aopts = (value, label) => {
  aobject(value, label);
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput(out, instance) {
  abytes(out, void 0, "output");
  const min = instance.outputLen;
  if (!(out.length >= min)) {
    throw new RangeError('"output" expected length >= ' + min);
  }
}
function u32(arr) {
  return new Uint32Array(arr.buffer, arr.byteOffset, Math.floor(arr.byteLength / 4));
}
function clean(...arrays) {
  for (let i = 0; i < arrays.length; i++) {
    arrays[i].fill(0);
  }
}
var isLE = /* @__PURE__ */ (() => new Uint8Array(new Uint32Array([287454020]).buffer)[0] === 68)();
function byteSwap(word3) {
  return word3 << 24 & 4278190080 | word3 << 8 & 16711680 | word3 >>> 8 & 65280 | word3 >>> 24 & 255;
}
function byteSwap32(arr) {
  for (let i = 0; i < arr.length; i++) {
    arr[i] = byteSwap(arr[i]);
  }
  return arr;
}
var swap32IfBE = isLE ? (u) => u : byteSwap32;
function checkOpts(defaults, opts, title = "opts") {
  aopts(defaults, "defaults");
  if (opts !== void 0)
    aopts(opts, title);
  const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
  return merged;
}
function createHasher(hashCons, info = {}) {
  if (typeof hashCons !== "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info = checkOpts({}, info, "info");
  const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  hashC.outputLen = tmp.outputLen;
  hashC.blockLen = tmp.blockLen;
  hashC.canXOF = tmp.canXOF;
  hashC.create = (opts) => hashCons(opts);
  Object.assign(hashC, info);
  return Object.freeze(hashC);
}

var _0n = BigInt(0);
var _1n = BigInt(1);
var _2n = BigInt(2);
var _7n = BigInt(7);
var _256n = BigInt(256);
var _0x71n = BigInt(113);
var SHA3_PI = [];
var SHA3_ROTL = [];
var _SHA3_IOTA = [];
for (let round = 0, R = _1n, x = 1, y = 0; round < 24; round++) {
  [x, y] = [y, (2 * x + 3 * y) % 5];
  SHA3_PI.push(2 * (5 * y + x));
  SHA3_ROTL.push((round + 1) * (round + 2) / 2 % 64);
  let t = _0n;
  for (let j = 0; j < 7; j++) {
    R = (R << _1n ^ (R >> _7n) * _0x71n) % _256n;
    if (R & _2n)
      t ^= _1n << (_1n << BigInt(j)) - _1n;
  }
  _SHA3_IOTA.push(t);
}
var IOTAS = split(_SHA3_IOTA, true);
var SHA3_IOTA_H = IOTAS[0];
var SHA3_IOTA_L = IOTAS[1];
var rotlSH = (h, l, s) => h << s | l >>> 32 - s;
var rotlSL = (h, l, s) => l << s | h >>> 32 - s;
var rotlBH = (h, l, s) => l << s - 32 | h >>> 64 - s;
var rotlBL = (h, l, s) => h << s - 32 | l >>> 64 - s;
var rotlH = (h, l, s) => s > 32 ? rotlBH(h, l, s) : rotlSH(h, l, s);
var rotlL = (h, l, s) => s > 32 ? rotlBL(h, l, s) : rotlSL(h, l, s);
var B = new Uint32Array(5 * 2);
function keccakP(s, rounds = 24) {
  if (!(s instanceof Uint32Array))
    throw new TypeError('"s" expected Uint32Array(50), got type=' + typeof s);
  if (s.length !== 50)
    throw new RangeError('"s" expected Uint32Array(50), got length=' + s.length);
  anumber(rounds, "rounds");
  if (rounds < 1 || rounds > 24)
    throw new Error('"rounds" expected integer 1..24');
  for (let round = 24 - rounds; round < 24; round++) {
    for (let x = 0; x < 10; x++)
      B[x] = s[x] ^ s[x + 10] ^ s[x + 20] ^ s[x + 30] ^ s[x + 40];
    for (let x = 0; x < 10; x += 2) {
      const idx1 = (x + 8) % 10;
      const idx0 = (x + 2) % 10;
      const B0 = B[idx0];
      const B1 = B[idx0 + 1];
      const Th = rotlH(B0, B1, 1) ^ B[idx1];
      const Tl = rotlL(B0, B1, 1) ^ B[idx1 + 1];
      for (let y = 0; y < 50; y += 10) {
        s[x + y] ^= Th;
        s[x + y + 1] ^= Tl;
      }
    }
    let curH = s[2];
    let curL = s[3];
    for (let t = 0; t < 24; t++) {
      const shift = SHA3_ROTL[t];
      const Th = rotlH(curH, curL, shift);
      const Tl = rotlL(curH, curL, shift);
      const PI = SHA3_PI[t];
      curH = s[PI];
      curL = s[PI + 1];
      s[PI] = Th;
      s[PI + 1] = Tl;
    }
    for (let y = 0; y < 50; y += 10) {
      const b0 = s[y], b1 = s[y + 1], b2 = s[y + 2], b3 = s[y + 3];
      s[y] ^= ~s[y + 2] & s[y + 4];
      s[y + 1] ^= ~s[y + 3] & s[y + 5];
      s[y + 2] ^= ~s[y + 4] & s[y + 6];
      s[y + 3] ^= ~s[y + 5] & s[y + 7];
      s[y + 4] ^= ~s[y + 6] & s[y + 8];
      s[y + 5] ^= ~s[y + 7] & s[y + 9];
      s[y + 6] ^= ~s[y + 8] & b0;
      s[y + 7] ^= ~s[y + 9] & b1;
      s[y + 8] ^= ~b0 & b2;
      s[y + 9] ^= ~b1 & b3;
    }
    s[0] ^= SHA3_IOTA_H[round];
    s[1] ^= SHA3_IOTA_L[round];
  }
  clean(B);
}
var Keccak = class _Keccak {
  state;
  pos = 0;
  posOut = 0;
  finished = false;
  state32;
  destroyed = false;
  blockLen;
  suffix;
  outputLen;
  canXOF;
  enableXOF = false;
  rounds;
  // NOTE: we accept arguments in bytes instead of bits here.
  constructor(blockLen, suffix, outputLen, enableXOF = false, rounds = 24) {
    anumber(blockLen, "blockLen");
    anumber(suffix, "suffix");
    anumber(rounds, "rounds");
    abool(enableXOF, "enableXOF");
    this.blockLen = blockLen;
    this.suffix = suffix;
    this.outputLen = outputLen;
    this.enableXOF = enableXOF;
    this.canXOF = enableXOF;
    this.rounds = rounds;
    anumber(outputLen, "outputLen");
    if (!(0 < blockLen && blockLen < 200))
      throw new Error('"blockLen" must be 1..199');
    this.state = new Uint8Array(200);
    this.state32 = u32(this.state);
  }
  clone() {
    return this._cloneInto();
  }
  keccak() {
    swap32IfBE(this.state32);
    keccakP(this.state32, this.rounds);
    swap32IfBE(this.state32);
    this.posOut = 0;
    this.pos = 0;
  }
  update(data) {
    aexists(this);
    abytes(data);
    const { blockLen, state, state32 } = this;
    const len = data.length;
    const canUseU32 = blockLen % 4 === 0 && data.byteOffset % 4 === 0;
    const blockLen32 = blockLen / 4;
    const data32 = canUseU32 && len >= blockLen ? u32(data) : void 0;
    for (let pos = 0; pos < len; ) {
      if (data32 !== void 0 && this.pos === 0 && pos % 4 === 0 && len - pos >= blockLen) {
        for (let i = 0, o = pos / 4; i < blockLen32; i++)
          state32[i] ^= data32[o + i];
        pos += blockLen;
        this.pos = blockLen;
        this.keccak();
        continue;
      }
      const take2 = Math.min(blockLen - this.pos, len - pos);
      for (let i = 0; i < take2; i++)
        state[this.pos++] ^= data[pos++];
      if (this.pos === blockLen)
        this.keccak();
    }
    return this;
  }
  finish() {
    if (this.finished)
      return;
    this.finished = true;
    const { state, suffix, pos, blockLen } = this;
    state[pos] ^= suffix;
    if ((suffix & 128) !== 0 && pos === blockLen - 1)
      this.keccak();
    state[blockLen - 1] ^= 128;
    this.keccak();
  }
  writeInto(out) {
    aexists(this, false);
    abytes(out);
    this.finish();
    const bufferOut = this.state;
    const { blockLen } = this;
    for (let pos = 0, len = out.length; pos < len; ) {
      if (this.posOut >= blockLen)
        this.keccak();
      const take2 = Math.min(blockLen - this.posOut, len - pos);
      out.set(bufferOut.subarray(this.posOut, this.posOut + take2), pos);
      this.posOut += take2;
      pos += take2;
    }
    return out;
  }
  xofInto(out) {
    if (!this.enableXOF)
      throw new Error("XOF is not enabled");
    return this.writeInto(out);
  }
  xof(bytes) {
    anumber(bytes);
    return this.xofInto(new Uint8Array(bytes));
  }
  digestInto(out) {
    aoutput(out, this);
    if (this.finished)
      throw new Error("digest() was already called");
    this.writeInto(out.length === this.outputLen ? out : out.subarray(0, this.outputLen));
    this.destroy();
  }
  digest() {
    const out = new Uint8Array(this.outputLen);
    this.digestInto(out);
    return out;
  }
  destroy() {
    this.destroyed = true;
    clean(this.state);
  }
  _cloneInto(to) {
    const { blockLen, suffix, outputLen, rounds, enableXOF } = this;
    to ||= new _Keccak(blockLen, suffix, outputLen, enableXOF, rounds);
    to.blockLen = blockLen;
    to.state32.set(this.state32);
    to.pos = this.pos;
    to.posOut = this.posOut;
    to.finished = this.finished;
    to.rounds = rounds;
    to.suffix = suffix;
    to.outputLen = outputLen;
    to.enableXOF = enableXOF;
    to.canXOF = this.canXOF;
    to.destroyed = this.destroyed;
    return to;
  }
};
var genKeccak = (suffix, blockLen, outputLen, info = {}) => createHasher(() => new Keccak(blockLen, suffix, outputLen), info);
var keccak_256 = /* @__PURE__ */ genKeccak(1, 136, 32);

var Refusal = class extends Error {
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
};
var Difference = class extends Error {
  constructor(key, path2, expected, actual) {
    super(key);
    Object.assign(this, { key, path: path2, expected, actual });
  }
};
var Outcome = class {
  constructor() {
    Object.assign(this, { verdict: "", steps: [], rests: [], unproved: [], difference: null });
  }
  holds(key, values = {}) {
    this.steps.push({ key, values });
  }
  same(key, path2, expected, actual, values = {}) {
    if (expected !== actual) throw new Difference(key, path2, expected, actual);
    this.holds(key, values);
  }
  restsOn(key, values = {}) {
    this.rests.push({ key, values });
  }
  leavesOut(key, values = {}) {
    this.unproved.push({ key, values });
  }
};

var HEX = /^0x([0-9a-f]{2})*$/i;
var keccak = keccak_256;
var hexOf = (bytes) => "0x" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
function bytesOf(text) {
  if (typeof text !== "string" || !HEX.test(text))
    throw new Refusal("VERIFY:HEX", { value: shown(text) });
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let place = 0; place < bytes.length; place++) {
    bytes[place] = parseInt(text.slice(2 + 2 * place, 4 + 2 * place), 16);
  }
  return bytes;
}
var textBytes = (text) => new TextEncoder().encode(text);
var shown = (value) => String(value === void 0 ? "–" : value).slice(0, 200);
function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
function compare(left, right) {
  const length = Math.min(left.length, right.length);
  for (let place = 0; place < length; place++) {
    if (left[place] !== right[place]) return left[place] - right[place];
  }
  return left.length - right.length;
}
function word(value) {
  const digits = typeof value === "bigint" || typeof value === "number" ? value.toString(16) : value.slice(2);
  return bytesOf("0x" + digits.padStart(64, "0"));
}
var numberOf = (bytes) => bytes.length ? BigInt(hexOf(bytes)) : 0n;

var SHORT_MAX = 55;
var lengthBytes = (length) => bytesOf("0x" + (length.toString(16).length % 2 ? "0" : "") + length.toString(16));
function headed(offset, body) {
  if (body.length <= SHORT_MAX) return concat(Uint8Array.of(offset + body.length), body);
  const length = lengthBytes(body.length);
  return concat(Uint8Array.of(offset + SHORT_MAX + length.length), length, body);
}
function encode(item) {
  if (Array.isArray(item)) return headed(192, concat(...item.map(encode)));
  return item.length === 1 && item[0] < 128 ? item : headed(128, item);
}
function quantity(text) {
  const digits = BigInt(text).toString(16);
  return digits === "0" ? new Uint8Array() : bytesOf("0x" + (digits.length % 2 ? "0" : "") + digits);
}
function decode(bytes) {
  const [item, end] = read(bytes, 0);
  if (end !== bytes.length) throw new Refusal("VERIFY:RLP");
  return item;
}
function read(bytes, at) {
  if (at >= bytes.length) throw new Refusal("VERIFY:RLP");
  const first = bytes[at];
  if (first < 128) return [bytes.subarray(at, at + 1), at + 1];
  const isList = first >= 192;
  const short = first - (isList ? 192 : 128);
  let [begins, length] = [at + 1, short];
  if (short > SHORT_MAX) {
    begins = at + 1 + short - SHORT_MAX;
    length = bytes.subarray(at + 1, begins).reduce((sum, byte) => sum * 256 + byte, 0);
    if (length <= SHORT_MAX || bytes[at + 1] === 0) throw new Refusal("VERIFY:RLP");
  }
  const end = begins + length;
  if (end > bytes.length) throw new Refusal("VERIFY:RLP");
  if (!isList) {
    if (length === 1 && bytes[begins] < 128) throw new Refusal("VERIFY:RLP");
    return [bytes.subarray(begins, end), end];
  }
  const items = [];
  for (let place = begins; place < end; ) {
    const [item, next] = read(bytes, place);
    if (next > end) throw new Refusal("VERIFY:RLP");
    items.push(item);
    place = next;
  }
  return [items, end];
}

var FIELDS = [
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
  ["nonce", bytesOf]
];
var LATER = [
  ["baseFeePerGas", quantity],
  ["withdrawalsRoot", bytesOf],
  ["blobGasUsed", quantity],
  ["excessBlobGas", quantity],
  ["parentBeaconBlockRoot", bytesOf],
  ["requestsHash", bytesOf]
];
function headerHash(block) {
  const present = LATER.filter(([name]) => block[name] !== void 0 && block[name] !== null);
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
function unsealed(extra) {
  try {
    const items = decode(bytesOf(extra));
    if (!Array.isArray(items) || items.length !== 5 || !Array.isArray(items[4])) return [];
    const kept = items.slice(0, 3);
    return [[...kept, new Uint8Array(), []], kept].map((list2) => hexOf(encode(list2)));
  } catch {
    return [];
  }
}
var accesses = (list2) => list2.map((entry) => [bytesOf(entry.address), entry.storageKeys.map(bytesOf)]);
var authorizations = (list2) => list2.map((entry) => [
  quantity(entry.chainId),
  bytesOf(entry.address),
  quantity(entry.nonce),
  quantity(entry.yParity),
  quantity(entry.r),
  quantity(entry.s)
]);
function transactionBytes(sent) {
  const type = Number(sent.type ?? 0);
  const chain = quantity(sent.chainId ?? 0);
  const nonce = quantity(sent.nonce);
  const call = [
    quantity(sent.gas),
    sent.to ? bytesOf(sent.to) : new Uint8Array(),
    quantity(sent.value),
    bytesOf(sent.input)
  ];
  const signature = [
    quantity(type ? sent.yParity ?? sent.v : sent.v),
    quantity(sent.r),
    quantity(sent.s)
  ];
  if (type === 0) return encode([nonce, quantity(sent.gasPrice), ...call, ...signature]);
  const fees = type === 1 ? [quantity(sent.gasPrice)] : [quantity(sent.maxPriorityFeePerGas), quantity(sent.maxFeePerGas)];
  const fields = [chain, nonce, ...fees, ...call, accesses(sent.accessList ?? [])];
  if (type === 3)
    fields.push(quantity(sent.maxFeePerBlobGas), sent.blobVersionedHashes.map(bytesOf));
  if (type === 4) fields.push(authorizations(sent.authorizationList));
  return type > 4 ? null : concat(Uint8Array.of(type), encode([...fields, ...signature]));
}
function receiptBytes(receipt) {
  const logs = receipt.logs.map((log) => [
    bytesOf(log.address),
    log.topics.map(bytesOf),
    bytesOf(log.data)
  ]);
  const body = encode([
    quantity(receipt.status),
    quantity(receipt.cumulativeGasUsed),
    bytesOf(receipt.logsBloom),
    logs
  ]);
  const type = Number(receipt.type ?? 0);
  return type === 0 ? body : concat(Uint8Array.of(type), body);
}

var BRANCH = 17;
var HASH = 32;
var EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
var nibblesOf = (bytes) => Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15]);
function valueUnder(root, key, nodes) {
  if (root === EMPTY_ROOT) return null;
  const known = new Map(nodes.map((node2) => [hexOf(keccak(bytesOf(node2))), bytesOf(node2)]));
  const fetch2 = (hash) => {
    if (!known.has(hash)) throw new Refusal("VERIFY:PROOF", { hash });
    return decode(known.get(hash));
  };
  let node = fetch2(root);
  for (let rest = nibblesOf(key); ; ) {
    const [child, left] = node.length === BRANCH ? branch(node, rest) : path(node, rest);
    if (child === null || left === null) return child;
    rest = left;
    node = Array.isArray(child) ? child : fetch2(reference(child));
  }
}
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
  const fits = nibbles.length <= rest.length && nibbles.every((nibble, place) => nibble === rest[place]);
  if (!fits || isLeaf && nibbles.length !== rest.length) return [null, null];
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
function rootOf(items) {
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
  const written2 = encode(node);
  return written2.length < HASH ? node : keccak(written2);
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
    (_, at) => whole[2 * at] * 16 + whole[2 * at + 1]
  );
}

var LINKED_MAX = 5e3;
var BATCH = 50;
var SECONDS_MAX = 60;
var HASH2 = /^0x[0-9a-f]{64}$/;
var Chain = class {
  constructor(url, fetcher = (...request) => fetch(...request)) {
    Object.assign(this, {
      url,
      fetcher,
      head: null,
      headers: /* @__PURE__ */ new Map(),
      lowest: null,
      unlinked: /* @__PURE__ */ new Map()
    });
  }
  async batch(calls) {
    const requests = calls.map(([method, ...params], id) => ({
      jsonrpc: "2.0",
      id,
      method,
      params
    }));
    let answers;
    try {
      const response = await this.fetcher(this.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(requests.length === 1 ? requests[0] : requests),
        signal: AbortSignal.timeout(SECONDS_MAX * 1e3)
      });
      answers = await response.json();
    } catch (error) {
      throw new Refusal("VERIFY:RPC", {
        url: this.url,
        what: String(error?.message ?? error)
      });
    }
    const list2 = Array.isArray(answers) ? answers : [answers];
    return requests.map(({ id, method }) => {
      const answer = list2.find((other) => other?.id === id) ?? list2[0];
      if (answer?.id === id && answer.error === void 0) return answer.result;
      throw new Refusal("VERIFY:RPC", {
        url: this.url,
        what: `${method}: ${answer?.error?.message ?? "–"}`
      });
    });
  }
  async ask(...call) {
    return (await this.batch([call]))[0];
  }
  // The block that everything is led back to: the newest, or the one that the reader trusts.
  async begin(trusted = "") {
    if (trusted && !HASH2.test(trusted))
      throw new Refusal("VERIFY:HASH", { value: trusted.slice(0, 100) });
    const block = trusted ? await this.ask("eth_getBlockByHash", trusted, false) : await this.ask("eth_getBlockByNumber", "latest", false);
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
        numbers.map((number) => ["eth_getBlockByNumber", "0x" + number.toString(16), false])
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
        storageRoot === EMPTY_ROOT ? [] : proof
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
    const { transactions } = await this.ask("eth_getBlockByNumber", block.number, true) ?? {
      transactions: []
    };
    const written2 = transactions.map(transactionBytes);
    if (written2.includes(null)) throw new Refusal("VERIFY:TYPE", { number: BigInt(block.number) });
    if (rootOf(written2) !== block.transactionsRoot)
      throw new Refusal("VERIFY:TRANSACTIONS", { number: BigInt(block.number) });
    return written2.map((bytes) => hexOf(keccak(bytes)));
  }
};

var DEPTH_MAX = 32;
function canonical(value, depth = 0) {
  if (depth > DEPTH_MAX) throw new Refusal("VERIFY:FORM", { what: "nesting" });
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const names = Object.keys(value).sort();
    const fields = names.map(
      (name) => `${JSON.stringify(name)}:${canonical(value[name], depth + 1)}`
    );
    return `{${fields.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new Refusal("VERIFY:FORM", { what: shown(value) });
  }
  return JSON.stringify(value);
}
function firstDifference(expected, actual, names = {}, path2 = "") {
  if (Object.is(expected, actual)) return null;
  const kinds = [expected, actual].map(kindOf);
  if (kinds[0] !== kinds[1] || kinds[0] === "value") {
    return { path: path2 || "–", expected: written(expected), actual: written(actual) };
  }
  const key = kinds[0] === "list" ? names[path2.split(".").pop()] : void 0;
  const [before, after] = [expected, actual].map((value) => partsOf(value, key));
  for (const name of /* @__PURE__ */ new Set([...before.keys(), ...after.keys()])) {
    const place = kinds[0] === "list" ? `${path2}[${name}]` : path2 ? `${path2}.${name}` : name;
    const difference2 = firstDifference(before.get(name), after.get(name), names, place);
    if (difference2) return difference2;
  }
  return null;
}
var kindOf = (value) => Array.isArray(value) ? "list" : value !== null && typeof value === "object" ? "object" : "value";
function partsOf(value, key) {
  if (!Array.isArray(value))
    return new Map(
      Object.keys(value).sort().map((name) => [name, value[name]])
    );
  return new Map(value.map((item, place) => [String(item?.[key] ?? place), item]));
}
var written = (value) => value === void 0 ? "–" : shown(JSON.stringify(value));

async function linkedBlock(chain, number, outcome) {
  const block = await chain.block(number);
  if (chain.headers.has(number)) {
    if (block !== chain.head) outcome.holds("linked", { number, head: BigInt(chain.head.number) });
  } else {
    outcome.restsOn("unlinked", { number, hash: block.hash, most: LINKED_MAX });
  }
  return block;
}

var METHODS = ["annuity", "linear", "interest_only", "bullet"];
var PROJECT = /0x[0-9a-f]{64}/g;
var OFFER = 3;
var FIELDS2 = [
  "borrower",
  "project",
  "principal",
  "rate_ppm",
  "n",
  "period",
  "in_days",
  "method",
  "lead",
  "grace_days",
  "late_rate_ppm",
  "late_cap_ppm",
  "default_dpd",
  "origination_ppm",
  "reserve_ppm",
  "servicing_ppm",
  "late_share_ppm",
  "market_fee_ppm",
  "recovery_ppm",
  "cover_cap_ppm",
  "quorum_ppm",
  "risk_level",
  "ticket_min",
  "raise_seconds",
  "issue_seconds",
  "reflection_seconds",
  "reflection_class",
  "collateral",
  "disclosure_hash",
  "agreement_hash",
  "expiry"
];
var isRiskStatement = (value) => "worst_case" in value && "project" in value;
async function checkLoanNumber(number, context) {
  const { outcome, original } = context;
  const offer = await listed(BigInt(number), context);
  const statement = await original(
    `agreements/${offer.disclosure_hash.slice(2)}.json`,
    hasHash(offer.disclosure_hash)
  );
  const agreement = await original(
    `agreements/${offer.agreement_hash.slice(2)}.html`,
    hasHash(offer.agreement_hash)
  );
  if (statement) checkTerms(JSON.parse(statement), offer, outcome);
  outcome[statement ? "holds" : "leavesOut"](statement ? "statement" : "no_statement", {
    hash: offer.disclosure_hash
  });
  outcome[agreement ? "holds" : "leavesOut"](agreement ? "agreement" : "no_agreement", {
    hash: offer.agreement_hash
  });
}
async function checkRiskStatement(text, document2, context) {
  const offer = await listed(await loanOf([String(document2.project)], context), context);
  const hash = hashOf(text);
  if (hash !== offer.disclosure_hash) {
    const kept = await context.original(
      `agreements/${offer.disclosure_hash.slice(2)}.json`,
      hasHash(offer.disclosure_hash)
    );
    const first = kept && firstDifference(JSON.parse(kept), document2);
    if (first) throw new Difference("altered", first.path, first.expected, first.actual);
    throw new Difference("statement", "disclosure_hash", offer.disclosure_hash, hash);
  }
  context.outcome.holds("statement", { hash });
  checkTerms(document2, offer, context.outcome);
}
async function checkAgreement(text, context) {
  const offer = await listed(await loanOf(text.match(PROJECT) ?? [], context), context);
  const hash = hashOf(text);
  if (hash !== offer.agreement_hash) {
    const kept = await context.original(
      `agreements/${offer.agreement_hash.slice(2)}.html`,
      hasHash(offer.agreement_hash)
    );
    const [before, after] = [kept ?? "", text].map((whole) => whole.split("\n"));
    const line = before.findIndex((words, place) => words !== after[place]);
    if (kept && line >= 0)
      throw new Difference(
        "altered",
        `${line + 1}`,
        before[line].slice(0, 200),
        (after[line] ?? "–").slice(0, 200)
      );
    throw new Difference("agreement", "agreement_hash", offer.agreement_hash, hash);
  }
  context.outcome.holds("agreement", { hash });
}
var hashOf = (text) => hexOf(keccak(textBytes(text)));
var hasHash = (hash) => (text) => hashOf(text) === hash;
async function loanOf(projects, { platform }) {
  for (const project of new Set(projects)) {
    if (!/^0x[0-9a-f]{64}$/.test(project)) continue;
    const [number] = await platform.words("Offers", [
      platform.slot("Offers", "loan_of_project", project)
    ]);
    const loan = numberOf(number);
    if (loan && loan < 2n ** 255n) return loan;
  }
  throw new Refusal("VERIFY:LOAN", { loan: projects[0] ?? "–" });
}
async function listed(loan, { platform, outcome }) {
  const [kept] = await platform.words("Book", [
    platform.slot("Book", "listing_storage.disclosures", loan)
  ]);
  if (numberOf(kept) === 0n) throw new Refusal("VERIFY:LOAN", { loan });
  outcome.holds("book", { loan, hash: hexOf(kept) });
  const hint = await findLog(platform, loan);
  const block = await linkedBlock(platform.chain, BigInt(hint.blockNumber), outcome);
  const logs = (await platform.chain.receipts(block)).flatMap((receipt) => receipt.logs);
  const log = logs.find((other) => isListing(platform, other) && BigInt(other.topics[1]) === loan);
  if (!log) throw new Refusal("VERIFY:LOAN", { loan });
  await platform.words("Offers", []);
  outcome.holds("listed", { loan, number: BigInt(block.number) });
  const data = bytesOf(log.data);
  const offer = Object.fromEntries(
    FIELDS2.map((name, place) => [
      name,
      hexOf(data.subarray(32 * (OFFER + place), 32 * (OFFER + place + 1)))
    ])
  );
  outcome.same("book_event", "disclosure_hash", hexOf(kept), offer.disclosure_hash);
  return offer;
}
var isListing = (platform, log) => log.address.toLowerCase() === platform.address("Offers") && platform.table.events.Offers[log.topics[0]] === "Listed";
async function findLog(platform, loan) {
  const [topic] = Object.entries(platform.table.events.Offers).find(
    ([, name]) => name === "Listed"
  );
  const hex = (number) => "0x" + number.toString(16);
  const last = Number(platform.chain.head.number);
  for (let first = platform.deployment.block; first <= last; first += platform.table.log_blocks) {
    const filter = {
      address: platform.address("Offers"),
      topics: [topic, "0x" + loan.toString(16).padStart(64, "0")],
      fromBlock: hex(first),
      toBlock: hex(Math.min(last, first + platform.table.log_blocks - 1))
    };
    const [log] = await platform.chain.ask("eth_getLogs", filter);
    if (log) return log;
  }
  throw new Refusal("VERIFY:LOAN", { loan });
}
function checkTerms(document2, offer, outcome) {
  const number = (name) => Number(BigInt(offer[name]));
  const terms = {
    principal: String(BigInt(offer.principal)),
    rate_ppm: number("rate_ppm"),
    method: METHODS[number("method")],
    instalments: number("n"),
    period: number("period"),
    unit: number("in_days") ? "days" : "months",
    interest_only_first: number("lead"),
    servicing_ppm: number("servicing_ppm")
  };
  const expected = { project: offer.project, risk_level: number("risk_level"), terms };
  const actual = {
    project: document2.project,
    risk_level: document2.risk_level,
    terms: document2.terms
  };
  const first = firstDifference(expected, actual);
  if (first) throw new Difference("terms", first.path, first.expected, first.actual);
  outcome.holds("terms");
}

var ATTACHED = "statement.json";
var BYTES_MAX = 16 * 2 ** 20;
var MARK = "%PDF-";
var isPdf = (data) => data instanceof Uint8Array && [...MARK].every((sign, at) => data[at] === sign.charCodeAt(0));
async function openPdf(data, readPdf, words) {
  let pdf;
  try {
    pdf = await readPdf(data.slice());
  } catch (error) {
    throw new Refusal("VERIFY:PDF", { what: String(error?.message ?? error) });
  }
  const names = Object.keys(pdf.attached);
  const content = pdf.attached[ATTACHED];
  if (names.length !== 1 || !content || content.length > BYTES_MAX)
    throw new Refusal("VERIFY:ATTACHMENT", { name: ATTACHED });
  const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  return [text, (document2) => comparePages(pdf, document2, words)];
}
function comparePages({ texts, added }, document2, languages) {
  if (added.length) throw new Difference("covered", "–", "–", added[0]);
  const words = Object.values(languages).find(({ title }) => texts[0]?.[0] === title);
  const expected = [...pieces(document2, words ?? Object.values(languages)[0])];
  const beside = new Set(headings(words ?? {}));
  let actual = "";
  for (const [text, isBeside] of texts) {
    if (!isBeside) actual += bare(text);
    else if (!beside.has(text) && !/^[0-9]+ \/ [0-9]+$/.test(text))
      throw new Difference("pages", "–", "–", text);
  }
  let at = 0;
  for (const [path2, text] of expected) {
    const wanted = bare(text);
    const stated = actual.slice(at, at + wanted.length);
    if (stated !== wanted) throw new Difference("pages", path2, text, stated || "–");
    at += wanted.length;
  }
  if (at < actual.length) throw new Difference("pages", "–", "–", actual.slice(at, at + 80));
}
var bare = (text) => text.replace(/\s/gu, "");
var headings = (words) => [words.day, words.kind, words.loan, words.amount, words.balance];
function* pieces(statement, words) {
  const amount = (minor) => amountOf(String(minor), statement.decimals);
  yield ["–", words.title];
  yield ["wallet", words.wallet + statement.wallet];
  yield ["from", `${words.days}${statement.from} – ${statement.to}`];
  yield ["chain", words.chain + statement.chain];
  yield ["block", words.block + statement.block];
  yield ["currency", words.currency + statement.currency];
  if (!statement.complete) yield ["complete", words.incomplete];
  const [came, went] = sums(statement.lines);
  yield ["–", words.opening + words.came + words.went + words.closing];
  yield ["opening", amount(statement.opening)];
  yield ["–", amount(came)];
  yield ["–", amount(went)];
  yield ["closing", amount(statement.closing)];
  if (statement.lines.length === 0) yield ["lines", words.nothing];
  else {
    yield ["–", words.by_kind + words.kind + words.amount];
    for (const [what, sum] of Object.entries(statement.totals).sort(byKey))
      yield [`totals.${what}`, words.kinds[what] + amount(sum)];
    yield ["totals", words.together + amount(came + went)];
    yield ["–", words.movements + headings(words).join("")];
    for (const [place, line] of statement.lines.entries()) yield* row(place, line, words, amount);
  }
  yield ["–", words.note];
}
function* row(place, line, words, amount) {
  const at = (name) => `lines[${place}].${name}`;
  yield [at("day"), line.day];
  yield [at("what"), words.kinds[line.what]];
  yield [at("block"), String(line.block)];
  yield [at("transaction"), line.transaction];
  yield [at("loan"), line.loan === null ? "–" : String(line.loan)];
  yield [at("amount"), amount(line.amount)];
  yield [at("balance"), amount(line.balance)];
}
var byKey = ([left], [right]) => left < right ? -1 : 1;
function sums(lines2) {
  const amounts = lines2.map((line) => BigInt(line.amount));
  const sum = (kept) => amounts.filter(kept).reduce((total, each) => total + each, 0n);
  return [sum((each) => each > 0n), sum((each) => each < 0n)];
}
function amountOf(minor, decimals) {
  const digits = minor.replace("-", "").padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = decimals ? `.${digits.slice(digits.length - decimals)}` : "";
  return (minor.startsWith("-") ? "-" : "") + whole + rest;
}

var ADDRESS = /^0x[0-9a-f]{40}$/i;
var Platform = class {
  // table: of each contract the length and hash of its code without what deployment wrote into it,
  // how long that is, and the places of its variables; of each event its name by its topic.
  constructor(chain, deployment, table) {
    Object.assign(this, { chain, deployment, table, codes: /* @__PURE__ */ new Map() });
  }
  static check(document2, table) {
    const contracts = document2?.contracts;
    const whole = Number.isSafeInteger(document2?.chain_id) && Number.isSafeInteger(document2?.block) && Number.isSafeInteger(document2?.roles?.utc_offset_seconds) && Object.keys(table.contracts).every((name) => ADDRESS.test(contracts?.[name]?.address ?? ""));
    if (!whole) throw new Refusal("VERIFY:DEPLOYMENT");
    return document2;
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
};

var leaf = (name, content) => keccak(keccak(concat(keccak(textBytes(name)), keccak(content))));
var pair = (left, right) => keccak(compare(left, right) < 0 ? concat(left, right) : concat(right, left));
function rootOver(leaves) {
  let row2 = [...leaves].sort(compare);
  while (row2.length > 1) {
    const above = [];
    for (let place = 0; place < row2.length; place += 2) {
      above.push(place + 1 < row2.length ? pair(row2[place], row2[place + 1]) : row2[place]);
    }
    row2 = above;
  }
  return hexOf(row2[0]);
}
var climbed = (start2, proof) => hexOf(proof.reduce((node, sibling) => pair(node, bytesOf(sibling)), start2));

var ROWS = {
  figures: "code",
  default_rates: "id",
  vintages: "cohort",
  returns: "id",
  loans: "number",
  cells: "age"
};
var PROOF = ["content", "name", "proof", "root", "subject", "version"];
var SUBJECT = /^[a-z]+:[0-9]{4}-[0-9]{2}$/;
var HASH3 = /^0x[0-9a-f]{64}$/;
var isReport = (value) => "subject" in value && "figures" in value;
var isProof = (value) => PROOF.every((name) => name in value);
function reportRoot(document2) {
  const { loans, ...rest } = document2;
  const parts = [leaf("report", textBytes(canonical(rest)))];
  for (const loan of loans) parts.push(leaf(`loan/${loan.number}`, textBytes(canonical(loan))));
  return rootOver(parts);
}
function requireVersion(document2) {
  const whole = SUBJECT.test(document2.subject) && Number.isSafeInteger(document2.version) && document2.version > 0;
  if (!whole) throw new Refusal("VERIFY:FORM", { what: "subject, version" });
}
async function checkReport(text, document2, { platform, outcome, original }) {
  requireVersion(document2);
  if (!Array.isArray(document2.loans) || document2.loans.some((loan) => !Number.isSafeInteger(loan?.number))) {
    throw new Refusal("VERIFY:FORM", { what: "loans" });
  }
  const { chain_id: chain } = platform.deployment;
  if (document2.chain_id !== chain)
    throw new Refusal("VERIFY:CHAIN", { actual: shown(document2.chain_id), expected: chain });
  if (String(document2.book).toLowerCase() !== platform.address("Book")) {
    throw new Refusal("VERIFY:PLATFORM", {
      actual: shown(document2.book),
      expected: platform.address("Book")
    });
  }
  const root = reportRoot(document2);
  const anchor = await anchorOf(platform, document2, outcome);
  if (anchor.root !== root) {
    const published = await original(fileName(document2), (data) => isOriginal(data, anchor.root));
    const first = published && firstDifference(JSON.parse(published), document2, ROWS);
    if (first) throw new Difference("altered", first.path, first.expected, first.actual);
    throw new Difference("root", "root", anchor.root, root);
  }
  outcome.holds("root", { root });
  requireCanonical(text, document2);
  outcome.holds("canonical", { bytes: textBytes(text).length, loans: document2.loans.length });
  await checkBlock(platform, document2, outcome);
  outcome.leavesOut("figures");
  outcome.leavesOut("attested");
}
async function checkProof(document2, { platform, outcome }) {
  requireVersion(document2);
  const whole = Object.keys(document2).length === PROOF.length && // or what stands beside it would seem proved
  Array.isArray(document2.proof) && document2.proof.every((hash) => HASH3.test(hash)) && HASH3.test(document2.root);
  if (!whole || typeof document2.name !== "string")
    throw new Refusal("VERIFY:FORM", { what: "proof, root" });
  const anchor = await anchorOf(platform, document2, outcome);
  outcome.same("proof_root", "root", anchor.root, document2.root, { root: anchor.root });
  const start2 = leaf(document2.name, textBytes(canonical(document2.content)));
  outcome.same("proof_way", document2.name, anchor.root, climbed(start2, document2.proof), {
    name: document2.name
  });
  outcome.leavesOut("figures");
}
async function anchorOf(platform, { subject, version }, outcome) {
  const key = hexOf(keccak(textBytes(subject)));
  const [number, later] = await platform.words("Disclosures", [
    platform.slot("Disclosures", "numbers", key, version),
    platform.slot("Disclosures", "numbers", key, version + 1)
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
    moment: time(moment)
  };
  outcome.holds("anchor", values);
  if (numberOf(later)) outcome.leavesOut("corrected", { subject, version: version + 1 });
  return values;
}
async function checkBlock(platform, document2, outcome) {
  const block = await linkedBlock(platform.chain, BigInt(document2.as_of.block), outcome);
  outcome.same("as_of", "as_of.block_hash", block.hash, document2.as_of.block_hash, {
    number: document2.as_of.block
  });
}
function requireCanonical(text, document2) {
  const [expected, actual] = [canonical(document2), text.trim()];
  if (expected === actual) return;
  let place = 0;
  while (expected[place] === actual[place]) place++;
  throw new Difference(
    "canonical",
    `${place + 1}`,
    expected.slice(place, place + 60),
    actual.slice(place, place + 60)
  );
}
var fileName = ({ subject, version }) => `reports/${subject.replace(":", "-")}.v${version}.json`;
function isOriginal(text, root) {
  try {
    return reportRoot(JSON.parse(text)) === root;
  } catch {
    return false;
  }
}
var time = (seconds) => new Date(Number(BigInt(seconds)) * 1e3).toISOString().slice(0, 16).replace("T", " ") + " UTC";

var LINES_MAX = 2e3;
var DAY = 86400;
var DECIMALS_MAX = 18;
var BALANCE = 2n ** 96n - 1n;
var FIELDS3 = [
  "block",
  "chain",
  "closing",
  "complete",
  "currency",
  "decimals",
  "from",
  "lines",
  "opening",
  "to",
  "totals",
  "wallet"
].join();
var LINE = ["day", "block", "place", "transaction", "what", "loan", "amount", "balance"];
var NO_LOAN = /* @__PURE__ */ new Set([15n, 16n]);
var isStatement = (value) => "opening" in value && "lines" in value && "wallet" in value;
async function checkStatement(document2, context) {
  const { outcome, platform } = context;
  const lines2 = document2.lines;
  const whole = Object.keys(document2).sort().join() === FIELDS3 && Array.isArray(lines2) && lines2.length <= LINES_MAX && lines2.every(isLine) && /^0x[0-9a-f]{40}$/i.test(document2.wallet) && /^[!-~]{1,16}$/.test(document2.currency) && Number.isInteger(document2.decimals) && document2.decimals >= 0 && document2.decimals <= DECIMALS_MAX;
  if (!whole) throw new Refusal("VERIFY:FORM", { what: "wallet, currency, decimals, lines" });
  outcome.same("chain", "chain", platform.deployment.chain_id, document2.chain);
  outcome.restsOn("currency", {
    token: platform.deployment.token,
    currency: document2.currency,
    decimals: document2.decimals
  });
  let balance = BigInt(document2.opening);
  lines2.forEach((line, place) => {
    balance += BigInt(line.amount);
    if (balance !== BigInt(line.balance))
      throw new Difference("ties", `lines[${place}].balance`, String(balance), line.balance);
  });
  outcome.same("ties", "closing", String(balance), document2.closing, { lines: lines2.length });
  checkTotals(document2);
  const ends = await checkEnds(document2, context);
  await checkLines(document2, context, ends);
}
var isLine = (line, place, lines2) => Object.keys(line).sort().join() === [...LINE].sort().join() && Number.isSafeInteger(line.block) && (place === 0 || line.block >= lines2[place - 1].block);
function checkTotals({ lines: lines2, totals }) {
  const sums2 = {};
  for (const line of lines2) sums2[line.what] = (sums2[line.what] ?? 0n) + BigInt(line.amount);
  for (const what of /* @__PURE__ */ new Set([...Object.keys(sums2), ...Object.keys(totals)])) {
    const [expected, actual] = [String(sums2[what] ?? 0n), totals[what] ?? "–"];
    if (expected !== actual) throw new Difference("ties", `totals.${what}`, expected, actual);
  }
}
async function checkEnds(document2, { platform, outcome }) {
  const [before, after] = [dayOf(document2.from) - 1, dayOf(document2.to)];
  if (!Number.isSafeInteger(document2.block)) throw new Refusal("VERIFY:FORM", { what: "block" });
  const head = BigInt(platform.chain.head.number);
  if (BigInt(document2.block) > head)
    throw new Refusal("VERIFY:LATER", { number: BigInt(document2.block), head });
  const ends = [];
  for (const [name, day] of [
    ["opening", before],
    ["closing", after]
  ]) {
    const last = await lastBlockOf(platform, day);
    const number = last < BigInt(document2.block) ? last : BigInt(document2.block);
    if (name === "closing")
      outcome.same("complete", "complete", last < BigInt(document2.block), document2.complete);
    ends.push(number);
    if (number < BigInt(platform.deployment.block)) {
      outcome.same("before", name, "0", document2[name]);
      continue;
    }
    const block = await linkedBlock(platform.chain, number, outcome);
    const [kept] = await platform.words(
      "Escrow",
      [platform.slot("Escrow", "accounts.words", document2.wallet.toLowerCase())],
      block
    );
    outcome.same(`balance_${name}`, name, String(numberOf(kept) & BALANCE), document2[name], {
      number
    });
  }
  return ends;
}
async function checkLines({ wallet, lines: lines2 }, { platform, outcome, progress }, [begins, ends]) {
  for (const [number, rows] of grouped(lines2)) {
    progress(number);
    if (BigInt(number) <= begins || BigInt(number) > ends) {
      throw new Difference(
        "days",
        `lines[${lines2.indexOf(rows[0])}].block`,
        `${begins + 1n}–${ends}`,
        String(number)
      );
    }
    const block = await platform.chain.block(BigInt(number));
    if (!platform.chain.headers.has(BigInt(number)))
      outcome.restsOn("unlinked", { number, hash: block.hash, most: "" });
    compareRows(await movementsIn(platform, block, wallet.toLowerCase()), rows, lines2);
  }
  outcome.holds("lines", { lines: lines2.length });
  outcome.leavesOut("cancelling");
}
function grouped(lines2) {
  const groups = /* @__PURE__ */ new Map();
  for (const line of lines2) groups.set(line.block, [...groups.get(line.block) ?? [], line]);
  return groups;
}
async function movementsIn(platform, block, wallet) {
  const receipts = await platform.chain.receipts(block);
  const hashes = await platform.chain.transactions(block);
  const offset = platform.deployment.roles.utc_offset_seconds;
  const day = new Date((Number(block.timestamp) + offset) * 1e3).toISOString().slice(0, 10);
  const rows = [];
  let place = 0;
  for (const [index, receipt] of receipts.entries()) {
    for (const log of receipt.logs) {
      const shared = {
        day,
        block: Number(block.number),
        place: place++,
        transaction: hashes[index]
      };
      rows.push(...movements(platform, log, wallet).map((row2) => ({ ...shared, ...row2 })));
    }
  }
  return rows;
}
function compareRows(expected, rows, lines2) {
  const place = lines2.indexOf(rows[0]);
  for (let at = 0; at < Math.max(expected.length, rows.length); at++) {
    for (const name of LINE) {
      const [wanted, stated] = [expected[at]?.[name], rows[at]?.[name]];
      if (String(wanted ?? "–") !== String(stated ?? "–")) {
        throw new Difference(
          "line",
          `lines[${place + at}].${name}`,
          String(wanted ?? "–"),
          String(stated ?? "–")
        );
      }
    }
  }
}
function movements(platform, log, wallet) {
  if (log.address.toLowerCase() !== platform.address("Escrow")) return [];
  const name = platform.table.events.Escrow[log.topics[0]];
  const data = bytesOf(log.data);
  const at = (place) => numberOf(data.subarray(32 * place, 32 * place + 32));
  const party = (topic) => "0x" + log.topics[topic].slice(26).toLowerCase();
  const row2 = (what, loan, amount, balance) => ({ what, loan, amount, balance });
  const rows = [];
  if (name === "Deposited" && party(1) === wallet) rows.push(row2("deposit", null, at(0), at(1)));
  if (name === "Withdrawn" && party(1) === wallet)
    rows.push(row2("withdrawal", null, -at(0), at(1)));
  if (name === "Moved") {
    const what = platform.table.reasons[at(0)] ?? "moved";
    const loan = NO_LOAN.has(at(0)) || at(1) === 0n ? null : at(1);
    if (party(1) === wallet) rows.push(row2(what, loan, -at(2), at(3)));
    if (party(2) === wallet) rows.push(row2(what, loan, at(2), at(4)));
  }
  if (name === "ClaimPaid" && party(2) === wallet) {
    const loan = BigInt(log.topics[1]);
    if (at(0)) rows.push(row2("principal received", loan, at(0), at(2) - at(1)));
    if (at(1)) rows.push(row2("interest received", loan, at(1), at(2)));
  }
  if (name === "SalePaid") {
    const loan = BigInt(log.topics[1]);
    if (party(2) === wallet) rows.push(row2("notes sold, fee taken", loan, at(0) - at(1), at(2)));
    if (party(3) === wallet) rows.push(row2("notes bought", loan, -at(0), at(3)));
  }
  return rows;
}
var dayOf = (text) => {
  const seconds = Date.parse(`${text}T00:00:00Z`) / 1e3;
  if (!Number.isSafeInteger(seconds)) throw new Refusal("VERIFY:FORM", { what: "from, to" });
  return seconds / DAY;
};
async function lastBlockOf({ chain, deployment }, day) {
  const offset = deployment.roles.utc_offset_seconds;
  const isUpTo = (block) => Math.floor((Number(block.timestamp) + offset) / DAY) <= day;
  let [low, high] = [BigInt(deployment.block) - 1n, BigInt(chain.head.number)];
  if (isUpTo(chain.head)) return high;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    const block = await chain.ask("eth_getBlockByNumber", "0x" + middle.toString(16), false);
    [low, high] = isUpTo(block) ? [middle, high] : [low, middle - 1n];
  }
  for (const [number, wanted] of [
    [low, true],
    [low + 1n, false]
  ]) {
    if (number < BigInt(deployment.block)) continue;
    if (isUpTo(await chain.block(number)) !== wanted)
      throw new Refusal("VERIFY:BLOCK", { number, hash: "–" });
  }
  return low;
}

async function checkTransaction(hash, { platform, outcome }) {
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

var BYTES_MAX2 = 32 * 2 ** 20;
var MONTH = /^([0-9]{4}-(?:0[1-9]|1[0-2]))(?:\.v([1-9][0-9]{0,3}))?$/;
var LOAN = /^[1-9][0-9]{0,9}$/;
var TRANSACTION = /^0x[0-9a-f]{64}$/i;
var OWN = /^\/me\/statements\.json\?[0-9a-z=&-]*$/;
var KINDS = [
  ["proof", isProof, (_, value, context) => checkProof(value, context)],
  ["report", isReport, checkReport],
  ["risk_statement", isRiskStatement, checkRiskStatement],
  ["account_statement", isStatement, (_, value, context) => checkStatement(value, context)]
];
function kindOf2(text) {
  const bare2 = text.trim();
  if (!bare2) throw new Refusal("VERIFY:EMPTY");
  if (textBytes(text).length > BYTES_MAX2)
    throw new Refusal("VERIFY:SIZE", { most: BYTES_MAX2 / 2 ** 20 });
  if (TRANSACTION.test(bare2))
    return ["transaction", (context) => checkTransaction(bare2.toLowerCase(), context)];
  if (LOAN.test(bare2)) return ["loan", (context) => checkLoanNumber(bare2, context)];
  if (bare2.startsWith("<")) return ["agreement", (context) => checkAgreement(text, context)];
  if (!/^[[{]/.test(bare2)) throw new Refusal("VERIFY:TEXT", { what: shortened(bare2) });
  const value = parsed(bare2);
  const kind = value !== null && typeof value === "object" && KINDS.find(([, fits]) => fits(value));
  if (!kind) throw new Refusal("VERIFY:KIND");
  return [kind[0], (context) => kind[2](text, value, context)];
}
var shortened = (text) => text.length > 40 ? `${text.slice(0, 40)}…` : text;
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal("VERIFY:JSON", { what: String(error.message) });
  }
}
async function check(text, { rpc, base, deployment, table, trusted = "", fetcher, readPdf, progress = () => {
} }) {
  const outcome = new Outcome();
  const fetched = fetcher ?? ((...request) => fetch(...request));
  try {
    const [kind, run] = isPdf(text) ? await statementOf(text, readPdf, table.statement_words) : kindOf2(await textOf(text, base, fetched));
    outcome.kind = kind;
    const chain = new Chain(rpc, fetched);
    const platform = new Platform(chain, Platform.check(deployment, table), table);
    await begin(chain, platform, trusted, outcome);
    const original = (path2, fits) => originalOf(base, path2, fits, fetched);
    await run({ platform, outcome, original, progress });
    for (const contract of platform.codes.keys())
      outcome.holds("code", { contract, address: platform.address(contract) });
    outcome.verdict = "holds";
  } catch (error) {
    fail(outcome, error);
  }
  return outcome;
}
async function statementOf(data, readPdf, words) {
  const [text, comparePages2] = await openPdf(data, readPdf, words);
  const value = parsed(text);
  if (value === null || typeof value !== "object" || !isStatement(value))
    throw new Refusal("VERIFY:KIND");
  const run = async (context) => {
    await checkStatement(value, context);
    comparePages2(value);
    context.outcome.holds("pages");
    context.outcome.leavesOut("looks");
  };
  return ["account_statement", run];
}
function fail(outcome, error) {
  if (error instanceof Difference) {
    const { key, path: path2, expected, actual } = error;
    Object.assign(outcome, {
      verdict: "differs",
      difference: { key, path: path2, expected: shown(expected), actual: shown(actual) }
    });
    return;
  }
  const refusal2 = error instanceof Refusal ? error : new Refusal("VERIFY:FORM", { what: shown(error?.message ?? error) });
  Object.assign(outcome, {
    verdict: "unchecked",
    refusal: { code: refusal2.code, values: refusal2.values }
  });
}
async function begin(chain, platform, trusted, outcome) {
  const expected = platform.deployment.chain_id;
  const actual = Number(await chain.ask("eth_chainId"));
  if (actual !== expected) throw new Refusal("VERIFY:CHAIN", { actual, expected });
  const { number, hash, timestamp } = await chain.begin(trusted);
  const values = { number: BigInt(number), hash, moment: time(timestamp) };
  outcome.holds("header", values);
  outcome.restsOn(trusted ? "trusted" : "head", values);
  outcome.restsOn("addresses", { chain: expected, book: platform.address("Book") });
  outcome.restsOn("page");
}
async function textOf(text, base, fetched) {
  const bare2 = text.trim();
  if (OWN.test(bare2) && base === "/") return required(bare2, await get(bare2, fetched));
  const [, month, version] = bare2.match(MONTH) ?? [];
  if (!month) return text;
  const name = version ? `monthly-${month}.v${version}.json` : await newest(month, base, fetched);
  return required(bare2, base && name && await get(`${base}reports/${name}`, fetched));
}
async function newest(month, base, fetched) {
  const names = parsed(required(month, base && await get(`${base}reports/index.json`, fetched)));
  const version = (name) => Number(name.match(/\.v([0-9]+)\.json$/)?.[1] ?? 0);
  const versions = names.filter((name) => name.startsWith(`monthly-${month}.v`) && version(name));
  return versions.sort((left, right) => version(right) - version(left))[0];
}
function required(what, text) {
  if (!text) throw new Refusal("VERIFY:FILE", { what });
  return text;
}
async function originalOf(base, path2, fits, fetched) {
  const text = base ? await get(base + path2, fetched) : null;
  return text && fits(text) ? text : null;
}
async function get(url, fetched) {
  try {
    const response = await fetched(url);
    const length = Number(response.headers.get("content-length") ?? 0);
    if (!response.ok || length > BYTES_MAX2) return null;
    const text = await response.text();
    return text.length > BYTES_MAX2 ? null : text;
  } catch {
    return null;
  }
}

var MARKS = { holds: "✓", differs: "✗", unchecked: "–" };
var LOOKS = { holds: "good", differs: "loss", unchecked: "loss" };
var pdfs = /* @__PURE__ */ new WeakMap();
function start(form) {
  const input = form.querySelector("textarea");
  const run = () => submit(form, pdfs.get(form) ?? input.value);
  input.addEventListener("input", () => pdfs.delete(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  for (const area of [form, form.ownerDocument.body]) {
    area.addEventListener("dragover", (event) => event.preventDefault());
  }
  form.ownerDocument.body.addEventListener("drop", async (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) await take(form, event.dataTransfer.files[0]);
  });
  form.elements.file.addEventListener("change", () => take(form, form.elements.file.files[0]));
  form.querySelector("button").disabled = false;
  if (input.value) run();
}
async function take(form, file) {
  if (!file) return;
  const input = form.querySelector("textarea");
  if (file.size > BYTES_MAX2) {
    show(form, refused("VERIFY:SIZE", { most: BYTES_MAX2 / 2 ** 20 }));
    return;
  }
  const data = new Uint8Array(await file.arrayBuffer());
  pdfs.delete(form);
  if (isPdf(data)) {
    pdfs.set(form, data);
    input.value = "";
    await submit(form, data);
    return;
  }
  input.value = new TextDecoder().decode(data);
  await submit(form, input.value);
}
async function submit(form, text) {
  const button = form.querySelector("button");
  button.disabled = true;
  say(form, word2("working"));
  try {
    show(
      form,
      await check(text, {
        ...await settings(form),
        readPdf: (data) => pdfReader(form).then((read2) => read2(data)),
        progress: (block) => say(form, word2("working_on", { block }))
      })
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    show(form, refused(error.code, error.values));
  } finally {
    button.disabled = false;
  }
}
var pdfReader = async (form) => globalThis.readPdf ?? (await import(form.dataset.pdf)).readPdf;
var refused = (code, values) => Object.assign(new Outcome(), { verdict: "unchecked", refusal: { code, values } });
async function settings(form) {
  const { data, elements } = { data: form.dataset, elements: form.elements };
  const rpc = (elements.rpc?.value ?? data.rpc).trim();
  if (!rpc) throw new Refusal("VERIFY:URL");
  const base = data.base || (rpc.endsWith("/rpc") ? rpc.slice(0, -"rpc".length) : "");
  const file = elements.deployment.files[0];
  const text = file ? await file.text() : data.deployment || base && await get(`${base}deployment.json`, (...request) => fetch(...request));
  if (!text) throw new Refusal("VERIFY:DEPLOYMENT");
  return {
    rpc,
    base,
    deployment: parsed(text),
    table: JSON.parse(data.table),
    trusted: elements.trusted.value.trim().toLowerCase()
  };
}
function word2(key, values = {}) {
  const entry = document.querySelector(`[data-word="${CSS.escape(key)}"]`);
  const text = entry?.textContent ?? key;
  return text.replace(
    /\{(\w+)\}/g,
    (whole, name) => name in values ? String(values[name]) : whole
  );
}
function say(form, text) {
  const result = form.parentElement.querySelector("[data-result]");
  delete result.dataset.verdict;
  result.replaceChildren(element("p", text));
}
function element(name, text, look = "") {
  const node = document.createElement(name);
  node.textContent = text;
  if (look) node.className = look;
  return node;
}
function show(form, outcome) {
  const result = form.parentElement.querySelector("[data-result]");
  const heading = element(
    "h2",
    `${MARKS[outcome.verdict]} ${word2(outcome.verdict)}`,
    LOOKS[outcome.verdict]
  );
  heading.tabIndex = -1;
  const parts = [heading];
  if (outcome.kind) parts.push(element("p", word2(`kind_${outcome.kind}`)));
  if (outcome.refusal) parts.push(...refusal(outcome.refusal));
  if (outcome.difference) parts.push(...difference(outcome.difference));
  const marked = outcome.steps.map(({ key, values }) => `✓ ${word2(key, values)}`);
  parts.push(
    ...list("steps", marked),
    ...list("rests", lines(outcome.rests)),
    ...list("unproved", lines(outcome.unproved))
  );
  result.replaceChildren(...parts);
  result.dataset.verdict = outcome.verdict;
  heading.focus();
}
var lines = (entries) => [
  ...new Set(entries.map(({ key, values }) => word2(`rest_${key}`, values)))
];
function refusal({ code, values }) {
  const line = element("p", `${word2(code, values)} `);
  line.append(element("code", code));
  return [line];
}
function difference({ key, path: path2, expected, actual }) {
  const facts = element("dl", "", "facts");
  for (const [name, value] of [
    ["path", path2],
    // What a paper's own lines come to is no word of the chain.
    [key === "ties" ? "by_lines" : "expected", expected],
    ["actual", actual]
  ]) {
    const row2 = element("div", "");
    const shown2 = element("dd", "");
    shown2.append(element("code", value, "hash"));
    row2.append(element("dt", word2(name)), shown2);
    facts.append(row2);
  }
  return [element("p", `✗ ${word2(`not_${key}`)}`, "loss"), facts];
}
function list(key, texts) {
  if (!texts.length) return [];
  const rows = element("ul", "", "hash");
  rows.append(...texts.map((text) => element("li", text)));
  return [element("h3", word2(key)), rows];
}

if (typeof document !== "undefined") {
  for (const form of document.querySelectorAll("form[data-verify]")) start(form);
}
export {
  canonical,
  check,
  decode,
  firstDifference,
  headerHash,
  kindOf2 as kindOf,
  receiptBytes,
  reportRoot,
  rootOf,
  transactionBytes,
  valueUnder
};
