/** A person's name, broken only between its words: Thai breaks anywhere, and half a surname is nobody's. */
import { Fragment } from "preact";

export function Name({ of }: { of: string }) {
  return (
    <>
      {of.split(" ").map((word, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word's identity is its place.
        <Fragment key={at}>
          {at === 0 ? null : " "}
          <span class="keep">{word}</span>
        </Fragment>
      ))}
    </>
  );
}
