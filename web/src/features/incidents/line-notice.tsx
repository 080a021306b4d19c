/** Reconnecting: what is safe first, and after fifteen seconds the number to call. */
import { MonitorSmartphone, RefreshCw, Volume2 } from "lucide-preact";
import { t } from "../../i18n/t.ts";
import { line } from "../../room/store.ts";
import { now } from "../../ui/clock.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { CallInstead, type Contact } from "./help.tsx";

const LONG_MS = 15_000;

export function LineNotice({ contact }: { contact: Contact }) {
  const state = line.value;
  if (state.at !== "lost") return null;
  return (
    <div class="note-box warn" role="alert">
      <Icon of={RefreshCw} />
      <p class="grow">
        <b>{t().lineLost}</b>
        <br />
        <Phrase text={t().lineSafe} />
        {now.value - state.since > LONG_MS ? (
          <>
            <br />
            <CallInstead contact={contact} />
          </>
        ) : null}
      </p>
    </div>
  );
}

interface MediaProps {
  status: "off" | "connecting" | "live" | "returning" | "occupied" | "elsewhere";
  silent: boolean;
  onUseThis(): void;
  onHear(): void;
}

/** The state of picture and sound when it needs a word; nothing at all while it works. */
export function MediaNotice({ status, silent, onUseThis, onHear }: MediaProps) {
  if (status === "occupied" || status === "elsewhere") {
    return (
      <div class="note-box warn">
        <Icon of={MonitorSmartphone} />
        <div class="grow">
          <b>{status === "occupied" ? t().occupied : t().elsewhere}</b>
          <p>{t().occupiedLine}</p>
          <button type="button" onClick={onUseThis}>
            {t().useThis}
          </button>
        </div>
      </div>
    );
  }
  if (silent) {
    return (
      <div class="note-box">
        <Icon of={Volume2} />
        <div class="grow">
          <p>{t().hearLine}</p>
          <button type="button" onClick={onHear}>
            {t().hearButton}
          </button>
        </div>
      </div>
    );
  }
  if (status !== "returning" || line.value.at !== "open") return null;
  return (
    <p class="note-box warn">
      <Icon of={RefreshCw} />
      <span>
        <b>{t().mediaReturning}</b>
        <br />
        {t().mediaReturningLine}
      </span>
    </p>
  );
}
