/** Sitting in a meeting room, before a device that hears and speaks for several. */
import { Armchair } from "lucide-preact";
import { t } from "../../i18n/t.ts";
import * as devices from "../../media/devices.ts";
import type { You } from "../../protocol/wire.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./roster.module.css";

type Device = You["rooms"][number];

/** Two that hear each other howl: this page's own microphone and camera stay off until its person turns them on. */
export function fallSilent(): void {
  devices.wanted.value = { mic: false, camera: false };
  devices.stop("mic");
  devices.stop("camera");
}

/** At the door, before a sound is played: by this device, or in which room; null is by this device. */
export function RoomChoice(props: {
  rooms: readonly Device[];
  chosen: string | null;
  onChoose(room: string | null): void;
}) {
  if (props.rooms.length === 0) return null;
  return (
    <fieldset class="field" data-where>
      <legend>{t().doorWhere}</legend>
      <label class="choice">
        <input type="radio" name="where" checked={props.chosen === null} onChange={() => props.onChoose(null)} />
        {t().doorHere}
      </label>
      {props.rooms.map((room) => (
        <label key={room.seat} class="choice">
          <input
            type="radio"
            name="where"
            checked={props.chosen === room.seat}
            onChange={() => props.onChoose(room.seat)}
          />
          <span>
            <Phrase text={t().doorInRoom(room.name ?? "")} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** On the desk of whoever sits in a room, or may come back into it. */
export function OwnRoom({ you }: { you: You }) {
  const deed = useDeed();
  const own = you.room;
  if (own === null) return null;
  const name = own.name ?? "";
  const sit = () => deed.run(() => send("rooms.sit_in_room", { room: own.seat }));
  const leave = () => deed.run(() => send("rooms.use_own_device", {}));
  return (
    <section class={own.out ? "note-box warn" : "note-box"} aria-label={t().inRoom} data-own-room={own.out}>
      <Icon of={Armchair} />
      <div class={css.form}>
        <p>
          <b>
            <Phrase text={own.out ? t().mayComeBack(name) : t().inRoomTitle(name)} />
          </b>
          <br />
          <Phrase text={own.out ? t().mayComeBackLine : t().inRoomLine} />
        </p>
        <Refused refusal={deed.refusal} />
        <div class="pair">
          {own.out && you.may.includes("rooms.sit_in_room") ? (
            <button type="button" class="primary" aria-busy={deed.busy} onClick={() => void sit()}>
              {t().backInRoom}
            </button>
          ) : null}
          {you.may.includes("rooms.use_own_device") ? (
            <button type="button" aria-busy={deed.busy} onClick={() => void leave()}>
              {t().useOwnDevice}
            </button>
          ) : null}
        </div>
      </div>
    </section>
  );
}

/** Whoever came in by their own device, and finds themselves in the room. */
export function SitInRoom({ you, onDone }: { you: You; onDone(): void }) {
  const deed = useDeed();
  if (you.room !== null || !you.may.includes("rooms.sit_in_room")) return null;
  const sit = async (room: string) => {
    if (!(await deed.run(() => send("rooms.sit_in_room", { room })))) return;
    fallSilent();
    toast(t().inRoomLine);
    onDone();
  };
  return (
    <>
      <Refused refusal={deed.refusal} />
      {you.rooms.map((room) => (
        <button key={room.seat} type="button" aria-busy={deed.busy} onClick={() => void sit(room.seat)}>
          <Icon of={Armchair} />
          {t().sitInRoom(room.name ?? "")}
        </button>
      ))}
    </>
  );
}
