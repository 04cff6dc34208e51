// A PDF's attached files and the texts of its pages, by pdf.js. A file of its own: it is long, and
// only readers of PDFs need it. Nothing is drawn: its fonts and pictures are not looked at.
import { getDocument } from "pdfjs-dist/build/pdf.min.mjs";
import * as worker from "pdfjs-dist/build/pdf.worker.min.mjs";

// It would start a worker from another file, which neither the policy nor a page from a disk allow.
globalThis.pdfjsWorker = worker;

const PAGES_MAX = 2000;

// attached: the files' bytes by name. texts: [text, beside] in the order of the pages; beside says
// that the PDF calls it no content, as page numbers are.
export async function readPdf(data) {
  const task = getDocument({ data, disableFontFace: true, useSystemFonts: false, verbosity: 0 });
  try {
    const pdf = await task.promise;
    if (pdf.numPages > PAGES_MAX) throw new Error(`more than ${PAGES_MAX} pages`);
    const texts = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent({ includeMarkedContent: true });
      texts.push(...textsOf(items));
    }
    return { attached: await filesOf(pdf), texts };
  } finally {
    await task.destroy();
  }
}

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
