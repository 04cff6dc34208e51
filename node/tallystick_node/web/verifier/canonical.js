// One text for one document (RFC 8785), and the first place where two documents differ.
import { shown } from "./bytes.js";
import { Refusal } from "./outcome.js";

const DEPTH_MAX = 32;

// Keys go by units of UTF-16, as this language sorts them; numbers are small and whole.
export function canonical(value, depth = 0) {
  if (depth > DEPTH_MAX) throw new Refusal("VERIFY:FORM", { what: "nesting" });
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const names = Object.keys(value).sort();
    const fields = names.map(
      (name) => `${JSON.stringify(name)}:${canonical(value[name], depth + 1)}`,
    );
    return `{${fields.join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new Refusal("VERIFY:FORM", { what: shown(value) });
  }
  return JSON.stringify(value);
}

// The first difference of two documents, as path, expected and actual; null where there is none.
// Rows of a list are told by the name that they have in it, if `names` says which field that is.
export function firstDifference(expected, actual, names = {}, path = "") {
  if (Object.is(expected, actual)) return null;
  const kinds = [expected, actual].map(kindOf);
  if (kinds[0] !== kinds[1] || kinds[0] === "value") {
    return { path: path || "–", expected: written(expected), actual: written(actual) };
  }
  const key = kinds[0] === "list" ? names[path.split(".").pop()] : undefined;
  const [before, after] = [expected, actual].map((value) => partsOf(value, key));
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const place = kinds[0] === "list" ? `${path}[${name}]` : path ? `${path}.${name}` : name;
    const difference = firstDifference(before.get(name), after.get(name), names, place);
    if (difference) return difference;
  }
  return null;
}

const kindOf = (value) =>
  Array.isArray(value) ? "list" : value !== null && typeof value === "object" ? "object" : "value";

function partsOf(value, key) {
  if (!Array.isArray(value))
    return new Map(
      Object.keys(value)
        .sort()
        .map((name) => [name, value[name]]),
    );
  return new Map(value.map((item, place) => [String(item?.[key] ?? place), item]));
}

const written = (value) => (value === undefined ? "–" : shown(JSON.stringify(value)));
