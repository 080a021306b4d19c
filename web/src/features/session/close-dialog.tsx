/** Closing the meeting: the one red deed, on a card that says what is left. */
import { Check, CircleStop, TriangleAlert } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { spokenClock } from "../../i18n/dates.ts";
import { sentence } from "../../i18n/scripts.ts";
import { t } from "../../i18n/t.ts";
import type { Room } from "../../protocol/wire.ts";
import { send } from "../../room/store.ts";
import { classes } from "../../ui/classes.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { Script } from "../../ui/script.tsx";
import css from "./close-dialog.module.css";

interface Props {
  room: Room;
  /** How many incidents have no outcome yet, and the forms for them. */
  open: number;
  incidents: ComponentChildren;
  onClose(): void;
}

export function CloseDialog({ room, open, incidents, onClose }: Props) {
  const deed = useDeed();
  const close = async () => {
    if (await deed.run(() => send("session.close_meeting", {}))) onClose();
  };
  const said = sentence("close_meeting", "session.close_meeting", {
    body: room.body,
    number: room.number,
    year: room.year,
    soundOnly: room.sound_only,
    item: null,
    time: spokenClock(Date.now()),
    result: null,
  });
  return (
    <Dialog
      wide
      title={t().closeTitle}
      onClose={onClose}
      footer={
        <>
          <p class="meta">{t().closeAfter}</p>
          <button type="button" onClick={onClose}>
            {t().closeNot}
          </button>
          <button
            type="button"
            class={classes("danger solid", css.deed)}
            aria-busy={deed.busy}
            onClick={() => void close()}
          >
            {t().closeConfirm}
          </button>
        </>
      }
    >
      <div class={css.cols}>
        <div class={css.right}>
          <Checklist room={room} open={open} />
          {incidents}
        </div>
        <div class={css.right}>
          <Script label={t().chairReads} sentence={said ?? ""} />
          <p class="note-box">
            <Icon of={CircleStop} />
            <span>
              <Phrase text={t().closeEffect} />
            </span>
          </p>
          <Refused refusal={deed.refusal} />
        </div>
      </div>
    </Dialog>
  );
}

interface Row {
  done: boolean;
  title: string;
  evidence: string;
}

function rows(room: Room, open: number): Row[] {
  const items = room.agenda.length;
  const finished = room.agenda.filter((item) => item.state === "closed").length;
  const faults = room.recording?.faults.length ?? 0;
  const openBallots = room.ballots.filter((ballot) => ballot.state === "open").length;
  return [
    {
      done: finished === items,
      title: finished === items ? t().closeItems : t().closeItemsLeft(items - finished),
      evidence: t().closeItemsLine(finished, items),
    },
    {
      done: openBallots === 0,
      title: openBallots === 0 ? t().closeBallots : t().openVote,
      evidence: t().closeBallotsCount(room.ballots.length),
    },
    {
      done: open === 0,
      title: open === 0 ? t().closeIncidents : t().closeIncidentsLeft(open),
      evidence: open === 0 ? "" : t().closeIncidentsLine,
    },
    {
      done: faults === 0,
      title: faults === 0 ? (room.sound_only ? t().closeRecordingSound : t().closeRecording) : t().closeRecordingFault,
      evidence:
        room.interruptions.length > 0
          ? t().closeInterruptions(room.interruptions.length)
          : t().closeSeats(room.seats.filter((seat) => seat.state !== "absent").length),
    },
    {
      done: room.suspensions.length === 0,
      title: room.suspensions.length === 0 ? t().closeSuspended : t().closeSuspendedLeft(room.suspensions.length),
      evidence: "",
    },
  ];
}

function Checklist({ room, open }: { room: Room; open: number }) {
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
    <ul class={css.ready} role="list">
      {rows(room, open).map((row) => (
        <li key={row.title}>
          <span class={classes(css.dot, !row.done && css.todo)} aria-hidden="true">
            <Icon of={row.done ? Check : TriangleAlert} />
          </span>
          <p>
            <b>{row.title}</b>
            <span class="sr"> {row.done ? t().ready : t().notReady}</span>
            {row.evidence === "" ? null : (
              <>
                <br />
                <span class="meta">{row.evidence}</span>
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}
