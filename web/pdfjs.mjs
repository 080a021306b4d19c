// What pdf.js fetches while it draws (fonts that a paper does not bring along, tables of letters, decoders) is served by
// ourselves, out of the package: nothing of a meeting's papers is told to anybody else's server.
import { cpSync } from "node:fs";

for (const each of ["cmaps", "standard_fonts", "iccs"]) {
  cpSync(`node_modules/pdfjs-dist/${each}`, `dist/pdfjs/${each}`, { recursive: true });
}
for (const each of ["openjpeg_nowasm_fallback.js", "jbig2_nowasm_fallback.js"]) {
  cpSync(`node_modules/pdfjs-dist/wasm/${each}`, `dist/pdfjs/wasm/${each}`);
}
