/** What of documents a page fetches once it needs it. */
export { DocumentsPanel } from "./documents-panel.tsx";
export { DocumentNotices } from "./notices.tsx";
export { Viewer } from "./viewer.tsx";
