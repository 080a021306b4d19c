/** Who should be in the room and is not: for whoever calls them, in nobody else's view. */
import { CircleDashed, LogIn, WifiOff } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { pick, t } from "../../i18n/t.ts";
import { api, type Missing } from "../../protocol/http.ts";
import type { Room } from "../../protocol/wire.ts";
import { useAskedAgain } from "../../ui/asked-again.ts";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { ChannelLink } from "../../ui/phone.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import css from "./missing-card.module.css";

const MARKS = { absent: CircleDashed, waiting: LogIn, away: WifiOff, left: CircleDashed } as const;
/** From outside the room one is not told of every change. */
const AGAIN_MS = 15_000;
/** More than these are a list to be opened: once the meeting sits, so that nothing else is pushed off the desk. */
const AT_ONCE = { called: 6, open: 2, closed: 2 };

interface Props {
  room: Room;
  /** What else is there for one of them; `again` asks for the list anew. */
  more?(one: Missing, again: () => void): ComponentChildren;
}

export function MissingCard({ room, more }: Props) {
  const meeting = room.meeting;
  const [round, setRound] = useState(0);
  // Somebody came or went: ask again.
  const standing = `${round} ${meeting} ${room.phase} ${room.seats.map((seat) => `${seat.state}${seat.room ?? ""}`).join(" ")}`;
  const told = useAskedAgain(() => api.missing(meeting), AGAIN_MS, standing);
  if (told === null || told.length === 0) return null;
  return (
    <details class={css.card} open={told.length <= AT_ONCE[room.phase]} data-missing={told.length}>
      <summary>
        <h3>
          <Phrase text={t().missingTitle(told.length)} />
        </h3>
      </summary>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class="rows" role="list">
        {told.map((one) => (
          <Row key={one.seat} one={one} more={more?.(one, () => setRound(round + 1))} />
        ))}
      </ul>
      <p class="meta">
        <Phrase text={t().missingNote} />
      </p>
    </details>
  );
}

function Row({ one, more }: { one: Missing; more: ComponentChildren }) {
  return (
    <li data-absent={one.seat}>
      <p class="grow">
        <b>
          <Name of={one.name ?? ""} />
        </b>
        <small>{one.office ?? ""}</small>
        {one.state === "absent" && one.room !== null ? null : (
          <small class={`state ${one.state === "away" ? "warn" : "off"}`}>
            <Icon of={MARKS[one.state]} />
            {pick(t().missingState, one.state)}
            {one.since === null ? null : <span class="num keep"> {t().sinceTime(clock(one.since))}</span>}
          </small>
        )}
      </p>
      {one.telephone === null ? null : (
        <ChannelLink class="phone" channel={{ kind: "telephone", address: one.telephone }} />
      )}
      {more}
    </li>
  );
}
