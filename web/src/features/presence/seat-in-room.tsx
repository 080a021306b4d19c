/** Putting down who sits in a meeting room without a page of their own, and who went out. */
import { Armchair } from "lucide-preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { api } from "../../protocol/http.ts";
import type { Seat, You } from "../../protocol/wire.ts";
import { may, nameOf } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./roster.module.css";

interface Props {
  meeting: string;
  seat: string;
  name: string;
  /** The room before whose device they sit already, and nobody has said yet who they are. */
  sits: string | null;
  you: You;
  onChanged(): void;
}

/** In the list of who is missing. */
export function PutInRoom({ you, ...one }: Props) {
  const [asking, setAsking] = useState(false);
  if (one.sits !== null) return <Waits {...one} sits={one.sits} />;
  if (!you.may.includes("rooms.put_in_room")) return null;
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        <Icon of={Armchair} />
        {t().putInRoom}
        <span class="sr"> {one.name}</span>
      </button>
      {asking ? <PutDialog {...one} rooms={you.rooms} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Waits({ seat, name, sits, onChanged }: Omit<Props, "you" | "sits"> & { sits: string }) {
  return (
    <>
      <small class="state warn" data-waits-in-room>
        <Icon of={Armchair} />
        {t().waitsInRoom(nameOf(sits))}
      </small>
      {may("rooms.take_out_of_room") ? <TakeOut seat={seat} name={name} onDone={onChanged} /> : null}
    </>
  );
}

function PutDialog(props: Omit<Props, "you" | "sits"> & { rooms: You["rooms"]; onClose(): void }) {
  const [room, setRoom] = useState(props.rooms[0]?.seat ?? "");
  const [told, setTold] = useState(false);
  const deed = useDeed();
  const put = async () => {
    const done = await deed.run(async () => {
      const { notice } = await api.door(props.meeting);
      await send("rooms.put_in_room", { seat: props.seat, room, told: notice.sha256 });
    });
    if (!done) return;
    props.onClose();
    toast(t().putDone);
    props.onChanged();
  };
  return (
    <Dialog title={<Phrase text={t().putTitle(unbroken(props.name))} />} onClose={props.onClose}>
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void put();
        }}
      >
        <p>
          <Phrase text={t().putWhat} />
        </p>
        {props.rooms.length < 2 ? null : (
          <fieldset class="field">
            <legend>{t().inRoom}</legend>
            {props.rooms.map((one) => (
              <label key={one.seat} class="choice">
                <input type="radio" name="put-room" checked={room === one.seat} onChange={() => setRoom(one.seat)} />
                {one.name}
              </label>
            ))}
          </fieldset>
        )}
        <label class="choice">
          <input type="checkbox" required checked={told} onChange={(event) => setTold(event.currentTarget.checked)} />
          <span>
            <Phrase text={t().putTold} />
          </span>
        </label>
        <Refused refusal={deed.refusal} />
        <button type="submit" class="primary" aria-busy={deed.busy}>
          {t().putDo}
        </button>
      </form>
    </Dialog>
  );
}

/** In the list of people: in which room somebody sits, and that they went out. */
export function InRoom({ seat }: { seat: Seat }) {
  if (seat.room === null) return null;
  return (
    <span class={css.room}>
      <small class="state off" data-in-room>
        <Icon of={Armchair} />
        {t().inRoomMark(nameOf(seat.room))}
      </small>
      {may("rooms.take_out_of_room") ? <TakeOut seat={seat.seat} name={seat.name ?? ""} /> : null}
    </span>
  );
}

/** “They went out”: of their own accord, or on the chair's order. */
export function TakeOut({ seat, name, onDone }: { seat: string; name: string; onDone?(): void }) {
  const deed = useDeed();
  const take = async () => {
    if (!(await deed.run(() => send("rooms.take_out_of_room", { seat })))) return;
    toast(t().putDone);
    onDone?.();
  };
  return (
    <>
      <Refused refusal={deed.refusal} />
      <button type="button" aria-busy={deed.busy} onClick={() => void take()}>
        {t().wentOutOfRoom}
        <span class="sr"> {name}</span>
      </button>
    </>
  );
}
