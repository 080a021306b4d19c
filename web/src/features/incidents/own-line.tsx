/** My own line: a quiet sign on my tile, and when it is bad what I can do about it. */
import { pick, t } from "../../i18n/t.ts";
import * as devices from "../../media/devices.ts";
import { ownLine } from "../../room/lines.ts";
import { Icon } from "../../ui/icon.tsx";
import { LINE_SIGNS } from "../../ui/line-signs.ts";
import { ChannelLink } from "../../ui/phone.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import type { Contact } from "./help.tsx";

interface Props {
  contact: Contact;
  live: boolean;
  /** Whether the relay has asked for no picture of mine, though my camera is on. */
  rests: boolean;
}

/** When my line is bad: what may be missed, and the one thing that helps most. When it rests my picture: until when. */
export function OwnLineNotice({ contact, live, rests }: Props) {
  const line = ownLine.value;
  const grade = line?.grade === "bad" ? "bad" : "weak";
  if (!live || (grade === "weak" && !rests)) return null;
  const { wanted, tracks } = devices;
  const camera = wanted.value.camera && tracks.value.camera !== null && !rests;
  return (
    <div class="note-box warn" data-line={grade}>
      <Icon of={LINE_SIGNS[grade]} />
      <div class="grow">
        <b>{grade === "bad" ? t().lineBad : t().lineWeak}</b>
        {grade === "bad" ? (
          <p>
            {pick(t().lineBadWhy, line?.worst ?? "")} {camera ? t().lineBadCamera : t().lineBadPlace}{" "}
            {camera ? null : <ChannelLink channel={contact.backup} />}
          </p>
        ) : null}
        {rests ? (
          <p>
            <Phrase text={t().pictureRests} />
          </p>
        ) : null}
        {camera ? (
          <button type="button" onClick={() => void devices.want("camera", false)}>
            {t().cameraOff}
          </button>
        ) : null}
      </div>
    </div>
  );
}
