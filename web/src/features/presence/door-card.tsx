/** The door: who I am here, the texts to accept, and the one button that enters. */
import { CircleCheck, Clock3 } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { roleWords } from "../../i18n/roles.ts";
import { t } from "../../i18n/t.ts";
import { api, type Door } from "../../protocol/http.ts";
import { asRefusal } from "../../protocol/refusal.ts";
import type { You } from "../../protocol/wire.ts";
import { room } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { classes } from "../../ui/classes.ts";
import { now } from "../../ui/clock.tsx";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { DeviceCheck } from "./device-check.tsx";
import css from "./door.module.css";
import { DoorTexts } from "./door-texts.tsx";
import { fallSilent, RoomChoice } from "./in-room.tsx";
import { chooseAtDoor } from "./own-choice.ts";
import { playAll } from "./sound.tsx";

/** When it is to begin, or that it has begun, or that it should have. */
function When({ startsAt }: { startsAt: string }) {
  const phase = room.value?.phase ?? "called";
  const openedAt = room.value?.opened_at ?? null;
  const late = phase === "called" && now.value > Date.parse(startsAt);
  return (
    <p
      class={phase === "open" || late ? classes("state warn wraps", css.accepted) : "meta"}
      data-when={late ? "late" : phase}
    >
      {phase === "open" || late ? <Icon of={Clock3} /> : null}
      <span>
        {phase === "open" ? (
          <Phrase text={t().hasOpened(openedAt === null ? "" : clock(openedAt))} />
        ) : (
          <>
            <span class="keep">
              {t().startsAt} {clock(startsAt)}
            </span>{" "}
            {late ? <Phrase text={t().notOpenedYet} /> : <span class="keep">{t().mayEnterEarly}</span>}
          </>
        )}
      </span>
    </p>
  );
}

const CHANGED: ReadonlySet<string> = new Set(["notice_not_accepted", "terms_not_accepted"]);

interface Props {
  door: Door;
  you: You;
  soundOnly: boolean;
  /** What the one button does, where that is not to enter. */
  enter?: string;
  /** Cards beside the check: agenda, whom to call. */
  children: ComponentChildren;
}

export function DoorPage({ door: told, you, soundOnly, enter: words = t().enterRoom, children }: Props) {
  const [door, setDoor] = useState(told);
  const [accepted, setAccepted] = useState(told.accepted);
  const [reminded, setReminded] = useState(false);
  const [where, setWhere] = useState<string | null>(null);
  const box = useRef<HTMLInputElement>(null);
  const deed = useDeed();
  const enter = async () => {
    if (!accepted) {
      setReminded(true);
      // On a phone the notice may be below the fold: go there.
      box.current?.focus();
      return;
    }
    if (where === null) playAll();
    else fallSilent();
    chooseAtDoor(room.peek()?.meeting ?? "", you.seat ?? "");
    const { notice, terms, manual } = door;
    const shown = {
      notice: notice.sha256,
      terms: terms.sha256,
      manual: manual.sha256,
      ...(where === null ? {} : { room: where }),
    };
    await deed.run(() =>
      send("presence.enter", shown).catch(async (failure: unknown) => {
        if (CHANGED.has(asRefusal(failure).reason)) await readAnew();
        throw failure;
      }),
    );
  };
  /** A text has changed while this page stood open: show the one in force, to be accepted itself. */
  const readAnew = async () => {
    const now = await api.door(door.meeting).catch(() => null);
    if (now === null) return;
    setDoor(now);
    setAccepted(now.accepted);
    setReminded(false);
  };
  const button = (
    <button type="button" class="primary wide" aria-busy={deed.busy} onClick={() => void enter()}>
      {words}
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
            <RoomChoice rooms={you.rooms} chosen={where} onChoose={setWhere} />
            <DoorTexts door={door} />
            {door.accepted ? (
              <p class={classes("state good wraps", css.accepted)} data-accepted>
                <Icon of={CircleCheck} />
                {t().textsAccepted}
              </p>
            ) : (
              <label class={classes("choice", css.accept)}>
                <input
                  ref={box}
                  type="checkbox"
                  checked={accepted}
                  onChange={(event) => setAccepted(event.currentTarget.checked)}
                />
                {t().noticeAccept}
              </label>
            )}
            {reminded && !accepted ? (
              <p class={classes("state bad", css.reminder)} role="alert">
                {t().noticeFirst}
              </p>
            ) : null}
            <Refused refusal={deed.refusal} />
            <div class={css.inCard}>{button}</div>
            <When startsAt={door.starts_at} />
          </section>
          {children}
        </div>
      </main>
      <section class={css.cta} aria-label={words}>
        {button}
      </section>
    </>
  );
}
