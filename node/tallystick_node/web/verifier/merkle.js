// The tree of a report's parts, as `tallystick.disclosure.merkle` makes it: leaves are sorted and
// hashed twice, two nodes are hashed in ascending order.
import { bytesOf, compare, concat, hexOf, keccak, textBytes } from "./bytes.js";

export const leaf = (name, content) =>
  keccak(keccak(concat(keccak(textBytes(name)), keccak(content))));

const pair = (left, right) =>
  keccak(compare(left, right) < 0 ? concat(left, right) : concat(right, left));

export function rootOver(leaves) {
  let row = [...leaves].sort(compare);
  while (row.length > 1) {
    const above = [];
    for (let place = 0; place < row.length; place += 2) {
      above.push(place + 1 < row.length ? pair(row[place], row[place + 1]) : row[place]);
    }
    row = above;
  }
  return hexOf(row[0]);
}

// Where a proof leads from a leaf.
export const climbed = (start, proof) =>
  hexOf(proof.reduce((node, sibling) => pair(node, bytesOf(sibling)), start));
