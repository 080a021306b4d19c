/** Words from the catalogue, where `[…]` marks what must stay on one line. */

export function Phrase({ text }: { text: string }) {
  const parts = text.split(/(\[[^\]]*\])/);
  return <>{parts.map((part) => (part.startsWith("[") ? <span class="whole">{part.slice(1, -1)}</span> : part))}</>;
}

/** The same words without the marks, for names and readers. */
export function plain(text: string): string {
  return text.replace(/[[\]]/g, "");
}
