/** Somebody is not recorded just now: who, and what to do, for whoever leads the sitting or looks after it. */
import { TriangleAlert } from "lucide-preact";
import { t } from "../../i18n/t.ts";
import type { Room, View } from "../../protocol/wire.ts";
import { Icon } from "../../ui/icon.tsx";
import { unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";

/** More names than these are told by their number. */
const MOST_NAMES = 3;
const WHO_ACTS: readonly string[] = ["controller", "secretary", "support"];

/** Whether this person must act on it, and not only see it. */
export function mustAct(you: View["you"]): boolean {
  return you.presides || you.roles.some((role) => WHO_ACTS.includes(role));
}

export function FaultNotice({ room, you }: { room: Room; you: View["you"] }) {
  const recording = room.recording;
  if (recording === null || !recording.on || !mustAct(you)) return null;
  const { faults, troubles } = recording;
  const isFull = troubles.includes("disk_full");
  if (faults.length === 0 && !troubles.includes("disk_low")) return null;
  const names = room.seats.filter((seat) => faults.includes(seat.seat)).map((seat) => unbroken(seat.name ?? ""));
  return (
    <div class="note-box bad" role="alert">
      <Icon of={TriangleAlert} />
      <p class="grow">
        <b>
          {faults.length === 0 ? (
            t().faultPictures
          ) : faults.length > MOST_NAMES ? (
            t().recordingFault(faults.length)
          ) : (
            <Phrase text={t().faultSeats(names.join(", "))} />
          )}
        </b>
        <br />
        <Phrase text={faults.length === 0 ? t().faultPicturesLine : isFull ? t().faultDiskLine : t().faultLine} />
      </p>
    </div>
  );
}
