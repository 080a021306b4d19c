/** A person's name, broken only between its words: Thai breaks anywhere, and half a surname is nobody's. */
import { Phrase } from "./phrase.tsx";

export function Name({ of }: { of: string }) {
  return <Phrase text={unbroken(of)} />;
}

/** The name with the marks of a phrase round each word, for a sentence of the catalogue that has a name in it. */
export function unbroken(name: string): string {
  return name.replace(/\S+/g, "[$&]");
}
