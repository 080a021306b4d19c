/** Who presides in place of the chair: handed over, passed on by itself, elected, and taken back by one press. */
import { ArrowLeftRight, TriangleAlert } from "lucide-preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import type { CommandName, Room, Seat } from "../../protocol/wire.ts";
import { may, seatOf, you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name, unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";

export function Presiding({ room }: { room: Room }) {
  const presiding = seatOf(room.presiding);
  if (room.phase === "closed" || presiding === null) return null;
  const acts = !presiding.roles.includes("chair");
  return (
    <>
      {acts ? <Acting seat={presiding} /> : null}
      {room.phase === "open" && presiding.state === "away" ? (
        <p class="note-box warn" role="status">
          <Icon of={TriangleAlert} />
          <span class="grow">
            <Phrase text={t().presidingLost(unbroken(presiding.name ?? ""))} />
          </span>
        </p>
      ) : null}
      <OnePress command="presiding.take_back_presiding" words={t().presideAgain} />
      <OnePress command="presiding.step_in" words={t().stepIn} />
      {may("presiding.elect_presiding") ? <Hand command="presiding.elect_presiding" room={room} /> : null}
    </>
  );
}

/** Handing over is no part of the next step: it stands last on the desk, and quietly. */
export function HandOver({ room }: { room: Room }) {
  return may("presiding.pass_presiding") ? <Hand command="presiding.pass_presiding" room={room} /> : null;
}

function Acting({ seat }: { seat: Seat }) {
  const mine = seat.seat === you.value?.seat;
  return (
    <p class="note-box" data-acting={seat.seat}>
      <Icon of={ArrowLeftRight} />
      <span class="grow">
        {mine ? (
          <b>{t().actingYou}</b>
        ) : (
          <>
            <b>
              <Name of={seat.name ?? ""} />
            </b>{" "}
            {t().acting}
          </>
        )}
      </span>
    </p>
  );
}

function OnePress(props: { command: "presiding.take_back_presiding" | "presiding.step_in"; words: string }) {
  const deed = useDeed();
  if (!may(props.command)) return null;
  return (
    <>
      <button
        type="button"
        class="primary wide"
        aria-busy={deed.busy}
        onClick={() => void deed.run(() => send(props.command, {}))}
      >
        {props.words}
      </button>
      <Refused refusal={deed.refusal} />
    </>
  );
}

interface HandProps {
  command: Extract<CommandName, "presiding.pass_presiding" | "presiding.elect_presiding">;
  room: Room;
}

function Hand({ command, room }: HandProps) {
  const [asks, setAsks] = useState(false);
  const elects = command === "presiding.elect_presiding";
  return (
    <>
      <button type="button" class={elects ? "wide" : "plain"} onClick={() => setAsks(true)}>
        {elects ? t().electAny : t().handOverAny}
      </button>
      {asks ? <HandDialog command={command} room={room} onClose={() => setAsks(false)} /> : null}
    </>
  );
}

function HandDialog({ command, room, onClose }: HandProps & { onClose(): void }) {
  const deed = useDeed();
  const able = candidates(room);
  const [chosen, setChosen] = useState(able[0]?.seat ?? "");
  const elects = command === "presiding.elect_presiding";
  const run = async () => {
    if (await deed.run(() => send(command, { seat: chosen }))) onClose();
  };
  return (
    <Dialog
      title={elects ? t().electTitle : t().handOverTitle}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {t().cancel}
          </button>
          <button
            type="button"
            class="primary"
            disabled={chosen === ""}
            aria-busy={deed.busy}
            onClick={() => void run()}
          >
            {elects ? t().electConfirm : t().handOverConfirm}
          </button>
        </>
      }
    >
      <p>{elects ? t().electLine : t().handOverLine}</p>
      <fieldset class="field">
        <legend>{t().handOverWho}</legend>
        {able.map((one) => (
          <label key={one.seat} class="choice">
            <input type="radio" name="presides" checked={chosen === one.seat} onChange={() => setChosen(one.seat)} />
            <span>
              <Name of={one.name ?? ""} /> <small>{one.office}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {able.length === 0 ? <p class="note-box warn">{t().handOverNobody}</p> : null}
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}

/** Those of the order who are there; where there is none of them, the members. */
export function candidates(room: Room): readonly Seat[] {
  const there = room.seats.filter((seat) => seat.state === "present" && seat.seat !== room.presiding);
  const ordered = there.filter((seat) => seat.roles.includes("chair") || seat.roles.includes("presiding"));
  return ordered.length > 0 ? ordered : there.filter((seat) => seat.roles.includes("member"));
}
