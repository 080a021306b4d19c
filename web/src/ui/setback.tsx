/** What is no longer so: when and by whom that was decided, and why. */
import { clock } from "../i18n/dates.ts";
import { t } from "../i18n/t.ts";
import { unbroken } from "./name.tsx";
import { Phrase } from "./phrase.tsx";

interface Props {
  words: string;
  at: string;
  by: string | null;
  reason: string | null;
}

export function Setback({ words, at, by, reason }: Props) {
  return (
    <span class="grow">
      <b>
        <Phrase text={words} />
      </b>{" "}
      <Phrase text={t().setbackBy(clock(at), unbroken(by ?? ""))} /> {t().setbackWhy} {reason ?? t().destroyed}
    </span>
  );
}
