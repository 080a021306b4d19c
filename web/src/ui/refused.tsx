/** A refusal as a calm red card: the rule and the figures in words, never a code. */
import { OctagonX } from "lucide-preact";
import { reasonWords, t, weaknessWords } from "../i18n/t.ts";
import { Icon } from "./icon.tsx";
import { Phrase } from "./phrase.tsx";

interface Shown {
  reason: string;
  details: Record<string, string | number | boolean | null>;
}

export function Refused({ refusal }: { refusal: Shown | null }) {
  if (refusal === null) return null;
  const { present, needed } = refusal.details;
  return (
    <div class="note-box bad" role="alert">
      <Icon of={OctagonX} />
      <p class="grow">
        <b>{t().refusedTitle}</b>
        <br />
        {reasonWords(refusal.reason)}
        {refusal.reason === "weak_password" ? (
          <>
            <br />
            {weaknessWords(String(refusal.details.why))}
          </>
        ) : null}
        {typeof present === "number" && typeof needed === "number" ? (
          <>
            <br />
            <Phrase text={t().quorumLostLine(present, needed)} />
          </>
        ) : null}
      </p>
    </div>
  );
}
