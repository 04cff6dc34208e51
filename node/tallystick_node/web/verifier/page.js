// The form on the page: takes what is pasted, dropped or chosen, and writes what came of it.
import { BYTES_MAX, check, get, parsed } from "./check.js";
import { Outcome, Refusal } from "./outcome.js";
import { isPdf } from "./statement_pdf.js";

const MARKS = { holds: "✓", differs: "✗", unchecked: "–" };
const LOOKS = { holds: "good", differs: "loss", unchecked: "loss" };

// A PDF that was chosen or dropped stands in no field: the button checks it again.
const pdfs = new WeakMap();

export function start(form) {
  const input = form.querySelector("textarea");
  const run = () => submit(form, pdfs.get(form) ?? input.value);
  // What is typed is meant from then on.
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
  // Pressed before the script is here it would only load the page again, and lose what is typed.
  form.querySelector("button").disabled = false;
  if (input.value) run();
}

async function take(form, file) {
  if (!file) return;
  const input = form.querySelector("textarea");
  if (file.size > BYTES_MAX) {
    show(form, refused("VERIFY:SIZE", { most: BYTES_MAX / 2 ** 20 }));
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
  say(form, word("working"));
  try {
    show(
      form,
      await check(text, {
        ...(await settings(form)),
        readPdf: (data) => pdfReader(form).then((read) => read(data)),
        progress: (block) => say(form, word("working_on", { block })),
      }),
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    show(form, refused(error.code, error.values));
  } finally {
    button.disabled = false;
  }
}

// Of the page that is one file it is there already.
const pdfReader = async (form) =>
  globalThis.readPdf ?? (await import(form.dataset.pdf)).readPdf;

const refused = (code, values) =>
  Object.assign(new Outcome(), { verdict: "unchecked", refusal: { code, values } });

// Where the chain, the node's files and the platform's document are: of this node, or as typed.
async function settings(form) {
  const { data, elements } = { data: form.dataset, elements: form.elements };
  const rpc = (elements.rpc?.value ?? data.rpc).trim();
  if (!rpc) throw new Refusal("VERIFY:URL");
  const base = data.base || (rpc.endsWith("/rpc") ? rpc.slice(0, -"rpc".length) : "");
  const file = elements.deployment.files[0];
  const text = file
    ? await file.text()
    : data.deployment ||
      (base && (await get(`${base}deployment.json`, (...request) => fetch(...request))));
  if (!text) throw new Refusal("VERIFY:DEPLOYMENT");
  return {
    rpc,
    base,
    deployment: parsed(text),
    table: JSON.parse(data.table),
    trusted: elements.trusted.value.trim().toLowerCase(),
  };
}

// The words come with the page, in its language; {name} stands for a value.
function word(key, values = {}) {
  const entry = document.querySelector(`[data-word="${CSS.escape(key)}"]`);
  const text = entry?.textContent ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
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
    `${MARKS[outcome.verdict]} ${word(outcome.verdict)}`,
    LOOKS[outcome.verdict],
  );
  heading.tabIndex = -1;
  const parts = [heading];
  if (outcome.kind) parts.push(element("p", word(`kind_${outcome.kind}`)));
  if (outcome.refusal) parts.push(...refusal(outcome.refusal));
  if (outcome.difference) parts.push(...difference(outcome.difference));
  const marked = outcome.steps.map(({ key, values }) => `✓ ${word(key, values)}`);
  parts.push(
    ...list("steps", marked),
    ...list("rests", lines(outcome.rests)),
    ...list("unproved", lines(outcome.unproved)),
  );
  result.replaceChildren(...parts);
  result.dataset.verdict = outcome.verdict;
  heading.focus();
}

const lines = (entries) => [
  ...new Set(entries.map(({ key, values }) => word(`rest_${key}`, values))),
];

function refusal({ code, values }) {
  const line = element("p", `${word(code, values)} `);
  line.append(element("code", code));
  return [line];
}

function difference({ key, path, expected, actual }) {
  const facts = element("dl", "", "facts");
  for (const [name, value] of [
    ["path", path],
    // What a paper's own lines come to is no word of the chain.
    [key === "ties" ? "by_lines" : "expected", expected],
    ["actual", actual],
  ]) {
    const row = element("div", "");
    const shown = element("dd", "");
    shown.append(element("code", value, "hash"));
    row.append(element("dt", word(name)), shown);
    facts.append(row);
  }
  return [element("p", `✗ ${word(`not_${key}`)}`, "loss"), facts];
}

function list(key, texts) {
  if (!texts.length) return [];
  const rows = element("ul", "", "hash");
  rows.append(...texts.map((text) => element("li", text)));
  return [element("h3", word(key)), rows];
}
