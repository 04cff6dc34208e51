// A PDF's attached files and the texts of its pages, by pdf.js. A file of its own: it is long, and
// only readers of PDFs need it. Nothing is drawn: its fonts and pictures are not looked at.
import { getDocument, OPS } from "pdfjs-dist/build/pdf.min.mjs";
import * as worker from "pdfjs-dist/build/pdf.worker.min.mjs";

// It would start a worker from another file, which neither the policy nor a page from a disk allow.
globalThis.pdfjsWorker = worker;

const PAGES_MAX = 2000;
// What covers something: pictures, areas, forms from elsewhere. A statement has letters and lines.
const COVERS = Object.fromEntries(
  Object.entries(OPS)
    .filter(([name]) => /^(?:paint|eoFill|fill|closeFill|closeEOFill|shadingFill|beginInline)/.test(name))
    .map(([name, number]) => [number, name]),
);

// attached: the files' bytes by name. texts: [text, beside] in the order of the pages; beside says
// that the PDF calls it no content, as page numbers are. added: what lies over the pages.
export async function readPdf(data) {
  const task = getDocument({ data, disableFontFace: true, useSystemFonts: false, verbosity: 0 });
  try {
    const pdf = await task.promise;
    if (pdf.numPages > PAGES_MAX) throw new Error(`more than ${PAGES_MAX} pages`);
    const texts = [];
    const added = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent({ includeMarkedContent: true });
      texts.push(...textsOf(items));
      for (const note of await page.getAnnotations())
        added.push(note.contentsObj?.str || note.subtype);
      added.push(...coversOf(await page.getOperatorList()));
    }
    return { attached: await filesOf(pdf), texts, added };
  } finally {
    await task.destroy();
  }
}

// A path says in its first argument what becomes of it.
const coversOf = ({ fnArray, argsArray }) =>
  fnArray
    .map((number, at) => COVERS[number === OPS.constructPath ? argsArray[at][0] : number])
    .filter(Boolean);

function* textsOf(items) {
  const marks = [];
  for (const item of items) {
    if (item.type === "endMarkedContent") marks.pop();
    else if (item.type) marks.push(item.tag);
    else if (item.str.trim()) yield [item.str, marks.includes("Artifact")];
  }
}

async function filesOf(pdf) {
  const names = [...((await pdf.getAttachments()) ?? new Map()).keys()];
  const files = names.map(async (name) => [name, await pdf.getAttachmentContent(name)]);
  return Object.fromEntries(await Promise.all(files));
}

// The page that is one file has no other to import it from.
globalThis.readPdf = readPdf;
