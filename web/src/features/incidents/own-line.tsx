/** My own line: a quiet sign on my tile, and when it is bad what I can do about it. */
import { pick, t } from "../../i18n/t.ts";
import * as devices from "../../media/devices.ts";
import { ownLine } from "../../room/lines.ts";
import { Icon } from "../../ui/icon.tsx";
import { LINE_SIGNS } from "../../ui/line-signs.ts";
import { ChannelLink } from "../../ui/phone.tsx";
import type { Contact } from "./help.tsx";

/** When my line is bad: what may be missed, and the one thing that helps most. */
export function OwnLineNotice({ contact, live }: { contact: Contact; live: boolean }) {
  const line = ownLine.value;
  if (!live || line?.grade !== "bad") return null;
  const { wanted, tracks } = devices;
  const camera = wanted.value.camera && tracks.value.camera !== null;
  return (
    <div class="note-box warn" data-line="bad">
      <Icon of={LINE_SIGNS.bad} />
      <div class="grow">
        <b>{t().lineBad}</b>
        <p>
          {pick(t().lineBadWhy, line.worst ?? "")} {camera ? t().lineBadCamera : t().lineBadPlace}{" "}
          {camera ? null : <ChannelLink channel={contact.backup} />}
        </p>
        {camera ? (
          <button type="button" onClick={() => void devices.want("camera", false)}>
            {t().cameraOff}
          </button>
        ) : null}
      </div>
    </div>
  );
}
