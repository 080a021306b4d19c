/** The one place that knows pdf.js: it is fetched when the first paper is opened, and nothing in a paper is ever run. */
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from "pdfjs-dist";
import worker from "pdfjs-dist/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = worker;

export interface Paper {
  pages: number;
  /** Draw a page, as wide as this (in pixels of the page that shows it). */
  draw(canvas: HTMLCanvasElement, page: number, width: number): Promise<void>;
  close(): void;
}

const SHARPEST = 2;

/** Have the part that reads papers at hand before one is opened. */
export async function fetchWorker(): Promise<void> {
  await fetch(worker);
}

export async function openPdf(url: string): Promise<Paper> {
  const loading = getDocument({
    url,
    // Pieces as they are needed: the first page is there long before the rest, and each piece is asked for anew.
    disableStream: true,
    disableAutoFetch: true,
    rangeChunkSize: 131_072,
    enableXfa: false,
    useWasm: false,
    cMapUrl: "/pdfjs/cmaps/",
    standardFontDataUrl: "/pdfjs/standard_fonts/",
    iccUrl: "/pdfjs/iccs/",
    wasmUrl: "/pdfjs/wasm/",
  });
  const paper = await loading.promise;
  return {
    pages: paper.numPages,
    draw: (canvas, page, width) => draw(paper, canvas, page, width),
    close: () => void loading.destroy(),
  };
}

async function draw(paper: PDFDocumentProxy, canvas: HTMLCanvasElement, number: number, width: number): Promise<void> {
  const page = await paper.getPage(number);
  const scale = (width / page.getViewport({ scale: 1 }).width) * Math.min(SHARPEST, devicePixelRatio || 1);
  const viewport = page.getViewport({ scale });
  const drawn = document.createElement("canvas");
  drawn.width = Math.floor(viewport.width);
  drawn.height = Math.floor(viewport.height);
  await page.render({ canvas: drawn, viewport }).promise;
  // At once, so that a page is never seen half drawn.
  canvas.width = drawn.width;
  canvas.height = drawn.height;
  canvas.getContext("2d")?.drawImage(drawn, 0, 0);
}
