/** What the secretary took down of one's own vote: right, or not one's vote, for as long as it may be objected to. */
import { Ear } from "lucide-preact";
import { pick, t } from "../../i18n/t.ts";
import type { Echo } from "../../protocol/wire.ts";
import { send } from "../../room/store.ts";
import { now } from "../../ui/clock.tsx";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./ballots.module.css";

export function EchoCard({ ballot, echo }: { ballot: string; echo: Echo }) {
  const deed = useDeed();
  const left = Math.max(0, Math.ceil((Date.parse(echo.until) - now.value) / 1000));
  const answer = async (name: "voices.confirm_vote" | "voices.object_to_vote") => {
    if (!(await deed.run(() => send(name, { ballot })))) return;
    toast(name === "voices.confirm_vote" ? t().echoConfirmed : t().echoObjected);
  };
  return (
    <section class={css.echo} data-echo>
      <p class="note-box">
        <Icon of={Ear} />
        <span>
          <b>{t().echoTitle(pick(t().choice, echo.choice))}</b>
          <br />
          <small class="num">
            <Phrase text={t().echoLine(pick(t().votingMethod, echo.method), unbroken(echo.by ?? ""), left)} />
          </small>
        </span>
      </p>
      <Refused refusal={deed.refusal} />
      <div class="pair">
        <button type="button" aria-busy={deed.busy} onClick={() => void answer("voices.confirm_vote")}>
          {t().echoRight}
        </button>
        <button type="button" aria-busy={deed.busy} onClick={() => void answer("voices.object_to_vote")}>
          {t().echoWrong}
        </button>
      </div>
    </section>
  );
}
