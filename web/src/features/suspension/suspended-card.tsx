/** What a suspended person sees: what, why, since when, until when, and that nothing need be done. */
import { BellRing, DoorOpen, ShieldCheck } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { clock } from "../../i18n/dates.ts";
import { basisWords, pick, t } from "../../i18n/t.ts";
import { chime } from "../../media/levels.ts";
import type { You } from "../../protocol/wire.ts";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import css from "./suspension.module.css";

interface Props {
  suspended: NonNullable<You["suspended"]>;
  /** The meeting room that they sit in, until they have gone out. */
  room: string | null;
  /** Whether this page's screen was shared when its person was sent outside. */
  wasSharing: boolean;
  help: ComponentChildren;
  contact: ComponentChildren;
}

export function SuspendedCard({ suspended, room, wasSharing, help, contact }: Props) {
  const reasons = suspended.ground === "declared" ? t().interestYou : t().interestYouOrdered;
  return (
    <main id="main" class={css.wait}>
      <div class={css.emblem} aria-hidden="true">
        <Icon of={DoorOpen} />
      </div>
      <h2>{t().suspendedTitle}</h2>
      <p class={css.lead}>
        <span class="keep">{t().itemNumbered(suspended.number)}</span> {suspended.title}
      </p>
      <dl class={css.why}>
        <div>
          <dt>{t().why}</dt>
          <dd>
            {suspended.ground === "objected" ? t().objectedUpheld : null} {pick(reasons, suspended.reason)}
            {suspended.law === "" ? null : <> ({suspended.law})</>}
          </dd>
        </div>
        <div>
          <dt>{t().basisLabel}</dt>
          <dd>{basisWords(suspended.basis)}</dd>
        </div>
        {suspended.since === null ? null : (
          <div>
            <dt>{t().sinceLabel}</dt>
            <dd>{t().byChair(clock(suspended.since))}</dd>
          </div>
        )}
        <div>
          <dt>{t().untilLabel}</dt>
          <dd>{t().untilWhen}</dd>
        </div>
      </dl>
      {room === null ? null : (
        <p class="note-box warn" role="alert" data-go-out>
          <Icon of={DoorOpen} />
          <b>
            <Phrase text={t().pleaseGoOut(room)} />
          </b>
        </p>
      )}
      <p class="note-box rest">
        <Icon of={ShieldCheck} />
        <span>
          <b>{t().youAreOut}</b>
          <br />
          <Phrase text={t().youAreOutWhat} />
          <br />
          {wasSharing ? t().youAreOutScreen : t().youAreOutDevices}
        </span>
      </p>
      <p>
        <b>{t().nothingToDo}</b>
        <br />
        {t().broughtBack}
      </p>
      <div class="pair">
        <button type="button" onClick={chime}>
          <Icon of={BellRing} />
          {t().tryChime}
        </button>
        {help}
      </div>
      {contact}
    </main>
  );
}
