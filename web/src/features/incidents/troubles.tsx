/** Whose line is in trouble, for whoever directs or helps: quiet rows, nothing to press. */
import { MicOff, TriangleAlert, VideoOff, WifiOff } from "lucide-preact";
import { clock } from "../../i18n/dates.ts";
import { incidentWords, t } from "../../i18n/t.ts";
import type { Room, You } from "../../protocol/wire.ts";
import { directs, nameOf, seatOf } from "../../room/derived.ts";
import { Avatar } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { shownTo } from "./handled.tsx";

const SIGNS = {
  unclear_line: TriangleAlert,
  capture_stall: MicOff,
  camera_rested: VideoOff,
  line_lost: WifiOff,
} as const;
const HELPERS: readonly string[] = ["secretary", "support", "controller"];

export function TroubleRows({ room, you }: { room: Room; you: You }) {
  // Whoever sees to it has it as a card already.
  const cards = new Set(shownTo(you).map((one) => one.incident));
  const told = room.incidents.filter((one) => one.seat !== you.seat && !cards.has(one.incident));
  if (told.length === 0 || !(directs.value || you.roles.some((role) => HELPERS.includes(role)))) return null;
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
    <ul class="rows" role="list" aria-label={t().troublesTitle}>
      {told.map((one) => (
        <li key={one.incident} data-incident={one.kind}>
          <Avatar name={seatOf(one.seat)?.short ?? ""} />
          <p class="grow">
            <b>
              <Name of={nameOf(one.seat)} />
            </b>
            <small class="state warn">
              <Icon of={SIGNS[one.kind]} />
              {incidentWords(one.kind)} <span class="keep num">{t().since(clock(one.since))}</span>
            </small>
          </p>
        </li>
      ))}
    </ul>
  );
}
