/** The door: who I am here, the recording notice to accept, and the one button that enters. */
import { CircleDot } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { roleWords } from "../../i18n/roles.ts";
import { digits, language, t } from "../../i18n/t.ts";
import type { Door } from "../../protocol/http.ts";
import type { You } from "../../protocol/wire.ts";
import { room } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { classes } from "../../ui/classes.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import { DeviceCheck } from "./device-check.tsx";
import css from "./door.module.css";
import { chooseAtDoor } from "./own-choice.ts";
import { playAll } from "./sound.tsx";

interface Props {
  door: Door;
  you: You;
  soundOnly: boolean;
  /** Cards beside the check: agenda, whom to call. */
  children: ComponentChildren;
}

export function DoorPage({ door, you, soundOnly, children }: Props) {
  const [accepted, setAccepted] = useState(false);
  const [reminded, setReminded] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const deed = useDeed();
  const enter = async () => {
    if (!accepted) {
      setReminded(true);
      // On a phone the notice may be below the fold: go there.
      box.current?.focus();
      return;
    }
    playAll();
    chooseAtDoor(room.peek()?.meeting ?? "", you.seat ?? "");
    await deed.run(() => send("presence.enter", { notice: door.notice.sha256 }));
  };
  const button = (
    <button type="button" class="primary wide" aria-busy={deed.busy} onClick={() => void enter()}>
      {t().enterRoom}
    </button>
  );
  return (
    <>
      <main id="main" class={classes("page two", css.page)}>
        <section class="card" aria-labelledby="door-check">
          <h2 id="door-check" class="big">
            {soundOnly ? t().doorTitleSound : t().doorTitle}
          </h2>
          {soundOnly ? <p class="meta">{t().bySound}</p> : null}
          <DeviceCheck soundOnly={soundOnly} />
        </section>
        <div class={css.side}>
          <section class="card" aria-labelledby="door-who">
            <h2 id="door-who">
              <Name of={you.name ?? ""} />
              <small class="block">{roleWords(you.roles)}</small>
            </h2>
            <Notice door={door} />
            <label class={classes("choice", css.accept)}>
              <input
                ref={box}
                type="checkbox"
                checked={accepted}
                onChange={(event) => setAccepted(event.currentTarget.checked)}
              />
              {t().noticeAccept}
            </label>
            {reminded && !accepted ? (
              <p class={classes("state bad", css.reminder)} role="alert">
                {t().noticeFirst}
              </p>
            ) : null}
            <Refused refusal={deed.refusal} />
            <div class={css.inCard}>{button}</div>
            <p class="meta">
              <span class="keep">
                {t().startsAt} {clock(door.starts_at)}
              </span>{" "}
              <span class="keep">{t().mayEnterEarly}</span>
            </p>
          </section>
          {children}
        </div>
      </main>
      <section class={css.cta} aria-label={t().enterRoom}>
        {button}
      </section>
    </>
  );
}

function Notice({ door }: { door: Door }) {
  const { notice } = door;
  return (
    <div class="note-box">
      <Icon of={CircleDot} />
      <div class="grow">
        <b>{t().noticeTitle}</b>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long notice scrolls, so the keyboard must reach it. */}
        <p class={css.notice} tabIndex={0}>
          {language.value === "th" ? digits(notice.th) : notice.en}
        </p>
        <small>{t().noticeVersion(notice.version)}</small>
      </div>
    </div>
  );
}
