/** Everyone who was called, in roster order, with what each one is and where. */
import {
  Check,
  CircleDashed,
  ClipboardCheck,
  DoorOpen,
  LogIn,
  MicOff,
  Presentation,
  TriangleAlert,
  WifiOff,
} from "lucide-preact";
import type { ComponentChildren } from "preact";
import { clock } from "../../i18n/dates.ts";
import { pick, t } from "../../i18n/t.ts";
import type { Room, Seat } from "../../protocol/wire.ts";
import { may, you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { classes } from "../../ui/classes.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Avatar } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import { LineOf } from "./line-figures.tsx";
import { silent } from "./room-media.ts";
import css from "./roster.module.css";
import { InRoom } from "./seat-in-room.tsx";

const MARKS = {
  present: { icon: Check, tone: "good" },
  away: { icon: WifiOff, tone: "warn" },
  suspended: { icon: DoorOpen, tone: "rest" },
  waiting: { icon: LogIn, tone: "off" },
  absent: { icon: CircleDashed, tone: "off" },
  left: { icon: CircleDashed, tone: "off" },
} as const;

/** To whom a right is given that they could use. */
const HERE: ReadonlySet<Seat["state"]> = new Set(["present", "away", "suspended"]);

interface Props {
  room: Room;
  /** What else is to be said of a seat. */
  more(seat: Seat): ComponentChildren;
}

export function Roster({ room, more }: Props) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
    <ul class={classes("rows", css.people)} role="list">
      {room.seats.map((seat) => (
        <Row key={seat.seat} seat={seat} more={more(seat)} />
      ))}
    </ul>
  );
}

function Row({ seat, more }: { seat: Seat; more: ComponentChildren }) {
  const mark = MARKS[seat.state];
  const mine = seat.seat === you.value?.seat;
  return (
    <li>
      <Avatar name={seat.short ?? ""} />
      <p class="grow">
        <b>
          <Name of={seat.name ?? ""} />
          {mine ? <small> {t().youMark}</small> : null}
        </b>
        <small>{seat.office ?? ""}</small>
        <small class={`state ${mark.tone}`}>
          <Icon of={mark.icon} />
          {pick(t().seatState, seat.state)}
          {seat.since !== null && seat.state !== "absent" ? <span class="num keep"> {clock(seat.since)}</span> : null}
        </small>
        <InRoom seat={seat} />
        <LineOf seat={seat.seat} />
        <FoundAtDoor seat={seat.seat} />
        {seat.state === "present" && silent.value.has(seat.seat) ? (
          <small class="state off">
            <Icon of={MicOff} />
            {t().micMark}
          </small>
        ) : null}
        {seat.screen === "office" || seat.screen === "given" ? (
          <small class="state off">
            <Icon of={Presentation} />
            {t().shareMark}
          </small>
        ) : null}
      </p>
      {more}
      {seat.screen === "none" && HERE.has(seat.state) && may("floor.allow_sharing") ? <Sharing seat={seat} /> : null}
      {seat.screen === "given" && may("floor.take_back_sharing") ? <Sharing seat={seat} /> : null}
    </li>
  );
}

/** For those who help: what this person found when they tried their devices. */
function FoundAtDoor({ seat }: { seat: string }) {
  const found = you.value?.checks.find((each) => each.seat === seat);
  if (found === undefined) return null;
  const fails = [found.microphone, found.camera, found.voice].includes("fails") || found.network === "bad";
  return (
    <small class={`state ${fails ? "warn" : "off"}`} data-found={fails ? "fails" : "fine"}>
      <Icon of={fails ? TriangleAlert : ClipboardCheck} />
      <span>
        {t().foundAtDoor} <span class="keep">{`${t().micName} ${t().tried[found.microphone]}`}</span> ·{" "}
        <span class="keep">{`${t().cameraName} ${t().tried[found.camera]}`}</span> ·{" "}
        <span class="keep">{`${t().ownVoice} ${t().tried[found.voice]}`}</span> ·{" "}
        <span class="keep">{`${t().networkName} ${t().networkTried[found.network]}`}</span>
      </span>
    </small>
  );
}

/** The right to share a screen, given and taken back by whoever presides. */
function Sharing({ seat }: { seat: Seat }) {
  const deed = useDeed();
  const has = seat.screen === "given";
  const command = has ? "floor.take_back_sharing" : "floor.allow_sharing";
  return (
    <div class={css.right}>
      <Refused refusal={deed.refusal} />
      <button
        type="button"
        aria-busy={deed.busy}
        onClick={() => void deed.run(() => send(command, { seat: seat.seat }))}
      >
        {has ? t().shareTakeBack : t().shareAllow}
        <span class="sr"> {seat.name ?? ""}</span>
      </button>
    </div>
  );
}
