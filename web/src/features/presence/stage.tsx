/** The stage: whom I see. Seats keep their place; only whoever has the floor is larger. */
import { Check, CirclePause, DoorOpen, Hand, MicOff, Timer, TriangleAlert, VideoOff, WifiOff } from "lucide-preact";
import type { ComponentChildren, CSSProperties } from "preact";
import { clock } from "../../i18n/dates.ts";
import { initial } from "../../i18n/sort.ts";
import { t } from "../../i18n/t.ts";
import * as devices from "../../media/devices.ts";
import type { Ballot, Seat } from "../../protocol/wire.ts";
import { floorSeat, onStage, room, seatOf, sittingIn, you } from "../../room/derived.ts";
import { raisedAt, secondsLeft, speaksAt } from "../../room/floor.ts";
import { ownLine } from "../../room/lines.ts";
import { reactions } from "../../room/reactions.ts";
import { classes } from "../../ui/classes.ts";
import { now } from "../../ui/clock.tsx";
import { Icon } from "../../ui/icon.tsx";
import { LINE_SIGNS } from "../../ui/line-signs.ts";
import { ownPicture } from "./own-picture.ts";
import { Picture } from "./picture.tsx";
import { peer, pictureRests, pictures, showing, silent, speaking, still, unseen, weakLine } from "./room-media.ts";
import { SharedScreen } from "./shared-screen.tsx";
import { sharesOther } from "./sharing.ts";
import css from "./stage.module.css";

const LARGE_FLOOR: readonly number[] = [7, 8, 9, 10, 11, 12];

interface Props {
  ballot: Ballot | null;
  /** When a panel stands beside it. */
  narrow: boolean;
  /** A paper that I read: it has the large place, and what is shared waits behind it. */
  paper?: ComponentChildren;
  /** The sign that somebody has just given, as one of the marks on their picture. */
  sign?: ((seat: string, name: string) => ComponentChildren) | undefined;
  /** What is shown in place of the faces; what is shared stays above it, and its picture does not begin anew. */
  children?: ComponentChildren;
}

export function Stage({ ballot, narrow, paper, sign, children }: Props) {
  const seats = onStage.value;
  const count = seats.length;
  const shared = sharesOther.value;
  const large = shared !== null || paper !== undefined;
  const others = !large && seats.some((seat) => seat.seat === you.value?.seat) ? count - 1 : count;
  const shape = classes(
    css.faces,
    css[`n${count}`],
    LARGE_FLOOR.includes(count) && css.floorWide,
    count > 12 && css.many,
    narrow && css.narrow,
    large && css.strip,
  );
  return (
    <section
      class={classes(
        css.stage,
        large && css.shared,
        paper !== undefined && css.paper,
        children !== undefined && css.instead,
      )}
      aria-label={t().seats}
    >
      {paper ?? (shared === null ? null : <SharedScreen seat={shared.seat} />)}
      {children ?? (
        // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
        <ul class={shape} role="list" data-faces style={{ "--others": Math.max(1, others) } as CSSProperties}>
          {seats.map((seat) => (
            <SeatTile key={seat.seat} seat={seat} voted={ballot?.voted.includes(seat.seat) ?? false} sign={sign} />
          ))}
        </ul>
      )}
    </section>
  );
}

function SeatTile({ seat, voted, sign }: { seat: Seat; voted: boolean; sign: Props["sign"] }) {
  const mine = seat.seat === you.value?.seat;
  const holds = sittingIn(seat.seat)
    .map((one) => one.short ?? one.name ?? "")
    .join(", ");
  const talks = speaking.value.has(seat.seat) && seat.state === "present";
  return (
    <li
      data-seat={seat.seat}
      data-state={seat.state}
      class={classes(
        css.seat,
        floorSeat.value === seat.seat && sharesOther.value === null && css.floor,
        talks && css.speaking,
        speaksAt(seat.seat) && css.given,
        seat.state === "suspended" && css.rest,
        seat.state === "away" && css.gone,
        still.value.has(seat.seat) && css.stands,
      )}
    >
      <Inside seat={seat} mine={mine} />
      <div class={css.flags}>
        {mine ? (
          <span class={css.own}>
            <span class={classes(css.flag, css.me)}>{t().youMark}</span>
            {seat.state === "present" && peer.status.value === "live" ? <OwnSign /> : null}
          </span>
        ) : null}
        {seat.state === "present" ? <Marks seat={seat} mine={mine} talks={talks} voted={voted} sign={sign} /> : null}
      </div>
      <div class={css.plate}>
        <b>
          <FullName name={seat.name ?? ""} />
          <span class={css.short} aria-hidden="true">
            {seat.short ?? ""}
          </span>
        </b>
        <span class="one-line">{holds === "" ? (seat.office ?? "") : t().roomHolds(holds)}</span>
      </div>
    </li>
  );
}

/** Given name and surname; where there is no room for both the surname goes whole, never by half. */
function FullName({ name }: { name: string }) {
  const [given, ...surname] = name.split(" ");
  return (
    <span class={css.full}>
      <span>{given}</span> <span>{surname.join(" ")}</span>
    </span>
  );
}

function Inside({ seat, mine }: { seat: Seat; mine: boolean }) {
  if (seat.state === "suspended") {
    return (
      <Body>
        <Icon of={DoorOpen} />
        <b>{t().resting}</b>
        {seat.since === null ? null : <span>{t().since(clock(seat.since))}</span>}
      </Body>
    );
  }
  if (seat.state === "away") {
    return (
      <Body>
        <Icon of={WifiOff} />
        <b>{t().returning}</b>
        {seat.since === null ? null : <span>{goneWords(seat.since)}</span>}
      </Body>
    );
  }
  const stream = mine ? ownPicture.value : pictures.value.get(seat.seat);
  const stands = !mine && still.value.has(seat.seat);
  return (
    <>
      {stream && !stands ? null : (
        <div class={css.still} aria-hidden="true">
          <span class={css.initial}>{initial(seat.short ?? seat.name ?? "")}</span>
        </div>
      )}
      {stream ? <Picture stream={stream} mirrored={mine} onSize={mine ? undefined : showing} /> : null}
    </>
  );
}

function Body({ children }: { children: ComponentChildren }) {
  return <div class={css.body}>{children}</div>;
}

function goneWords(since: string): string {
  const seconds = Math.max(0, Math.floor((now.value - new Date(since).getTime()) / 1000));
  return seconds < 60 ? t().goneFor(seconds) : t().goneMinutes(Math.floor(seconds / 60));
}

/** How my own line stands: quiet while it is good. */
function OwnSign() {
  const told = ownLine.value?.grade;
  // What the line carries is known before what it loses.
  const grade = weakLine.value && told !== "bad" ? "weak" : told;
  if (grade === undefined) return null;
  return (
    <span class={classes(css.flag, grade === "good" ? css.clear : css.weak)} data-line={grade}>
      <Icon of={LINE_SIGNS[grade]} />
      <span>{t().lineGrade[grade]}</span>
    </span>
  );
}

/** Why a picture of another stands still or a voice is not clear: a weak line, theirs or ours; or no sound comes. */
function lineMark(seat: string, muted: boolean) {
  const kinds = (room.value?.incidents ?? []).filter((one) => one.seat === seat).map((one) => one.kind);
  const why = kinds.includes("unclear_line") ? "weak" : still.value.get(seat);
  if (why !== undefined) {
    return (
      <span class={classes(css.flag, why === "weak" && css.weak)} key="line">
        <Icon of={why === "weak" ? TriangleAlert : CirclePause} />
        <span>{why === "weak" ? t().lineGrade.weak : t().heldMark}</span>
      </span>
    );
  }
  if (muted || !kinds.includes("capture_stall")) return null;
  return (
    <span class={classes(css.flag, css.weak)} key="line">
      <Icon of={MicOff} />
      <span>{t().stallMark}</span>
    </span>
  );
}

/** One sees oneself all the same: only a word tells that the others do not. */
function ownPictureMark() {
  if (!pictureRests.value) return null;
  return (
    <span class={classes(css.flag, css.weak)} key="rests">
      <Icon of={VideoOff} />
      <span>{t().restsMark}</span>
    </span>
  );
}

/** The rest of a turn on the picture of whoever has the floor, and a soft sign when it is over. */
function turnMark(seat: string) {
  const turn = room.value?.speaker ?? null;
  const left = turn !== null && speaksAt(seat) ? secondsLeft(turn, now.value) : null;
  if (left === null) return null;
  return (
    <span class={classes(css.flag, left === 0 && css.weak, "num")} key="turn" data-turn={left === 0 ? "over" : "runs"}>
      <Icon of={Timer} />
      <span>{left === 0 ? t().turnOverMark : t().turnClock(Math.floor(left / 60), left % 60)}</span>
    </span>
  );
}

/** Who asks to speak here; at a meeting room's device it says which of those who sit there. */
function handMark(seat: string) {
  const raised = raisedAt(seat);
  if (raised.length === 0) return null;
  const names = raised.map((one) => seatOf(one)?.short ?? "").join(", ");
  return (
    <span class={classes(css.flag, css.hand)} key="hand" data-hand>
      <Icon of={Hand} />
      <span>{raised[0] === seat ? t().handMark : t().handsAt(names)}</span>
    </span>
  );
}

/** At most two marks; what matters most first. */
function Marks(props: { seat: Seat; mine: boolean; talks: boolean; voted: boolean; sign: Props["sign"] }) {
  const muted = props.mine
    ? !devices.wanted.value.mic || devices.tracks.value.mic === null
    : silent.value.has(props.seat.seat);
  const marks = [
    props.talks && !muted ? (
      <span class={classes(css.flag, css.talk)} key="talk">
        <span class={css.bars} aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <span>{t().speaking}</span>
      </span>
    ) : null,
    reactions.value.has(props.seat.seat) ? (props.sign?.(props.seat.seat, css.flag ?? "") ?? null) : null,
    handMark(props.seat.seat),
    turnMark(props.seat.seat),
    props.voted ? (
      <span class={css.flag} key="voted">
        <Icon of={Check} />
        <span>{t().votedMark}</span>
      </span>
    ) : null,
    props.mine ? ownPictureMark() : lineMark(props.seat.seat, muted),
    muted && !props.voted ? (
      <span class={css.flag} key="mic">
        <Icon of={MicOff} />
        <span>{t().micMark}</span>
      </span>
    ) : null,
    !props.mine && unseen.value.has(props.seat.seat) ? (
      <span class={css.flag} key="camera">
        <Icon of={VideoOff} />
        <span>{t().cameraMark}</span>
      </span>
    ) : null,
  ];
  return <>{marks.filter((mark) => mark !== null).slice(0, 2)}</>;
}
