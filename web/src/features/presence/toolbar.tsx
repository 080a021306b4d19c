/** My controls: every button has its word, and the word is the deed. */
import { Ellipsis, FileText, LogOut, MessageSquare, Mic, MicOff, Users, Video, VideoOff } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { digits, t } from "../../i18n/t.ts";
import * as devices from "../../media/devices.ts";
import { you } from "../../room/derived.ts";
import { noCamera, noMic } from "../../room/floor.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icon.tsx";
import { toast } from "../../ui/toast.tsx";
import { ShareButton } from "./share-button.tsx";
import css from "./toolbar.module.css";

export type Panel = "chat" | "people" | "documents" | null;

interface Props {
  panel: Panel;
  unread: number;
  onPanel(panel: Panel): void;
  onMore(): void;
  onLeave(): void;
  /** The word of the button that opens the documents; null where there are none for this person. */
  documents: string | null;
  hand: (name: string) => ComponentChildren;
  help: (name: string) => ComponentChildren;
}

export function Toolbar({ panel, unread, onPanel, onMore, onLeave, documents, hand, help }: Props) {
  const sends = you.value?.media.sends ?? [];
  const mayLeave = you.value?.may.includes("presence.leave") ?? false;
  const toggle = (name: "chat" | "people" | "documents") => onPanel(panel === name ? null : name);
  return (
    <section class={css.toolbar} aria-label={t().tools}>
      {sends.includes("mic") ? <MicButton /> : noMic.value ? <Forbidden icon={MicOff} word={t().micForbidden} /> : null}
      {sends.includes("camera") ? (
        <CameraButton />
      ) : noCamera.value ? (
        <Forbidden icon={VideoOff} word={t().cameraForbidden} />
      ) : null}
      {hand(classes(css.tool, css.hand))}
      <ShareButton class={classes(css.tool, css.wideOnly, css.share)} />
      {documents === null ? null : (
        <button
          type="button"
          class={classes(css.tool, css.wideOnly, panel === "documents" && css.on)}
          aria-pressed={panel === "documents"}
          onClick={() => toggle("documents")}
        >
          <Icon of={FileText} />
          <span>{documents}</span>
        </button>
      )}
      <button
        type="button"
        class={classes(css.tool, panel === "chat" && css.on)}
        aria-pressed={panel === "chat"}
        onClick={() => toggle("chat")}
      >
        <Icon of={MessageSquare} />
        <span>{t().chat}</span>
        {unread > 0 ? (
          <span class={classes(css.count, "num")}>
            <span aria-hidden="true">{digits(unread)}</span>
            <span class="sr">{t().unread(unread)}</span>
          </span>
        ) : null}
      </button>
      <button
        type="button"
        class={classes(css.tool, css.wideOnly, panel === "people" && css.on)}
        aria-pressed={panel === "people"}
        onClick={() => toggle("people")}
      >
        <Icon of={Users} />
        <span>{t().people}</span>
      </button>
      <button type="button" class={classes(css.tool, "push")} onClick={onMore}>
        <Icon of={Ellipsis} />
        <span>{t().more}</span>
      </button>
      {mayLeave ? (
        <button type="button" class={classes(css.tool, css.wideOnly, css.leave)} onClick={onLeave}>
          <Icon of={LogOut} />
          <span>{t().leave}</span>
        </button>
      ) : null}
      {help(css.tool ?? "")}
    </section>
  );
}

/** What may not be sent now keeps its place, and says why when it is pressed: no other button comes under the finger. */
function Forbidden({ icon, word }: { icon: typeof MicOff; word: string }) {
  return (
    <button type="button" class={classes(css.tool, css.forbidden)} onClick={() => toast(t().forbiddenWhy)}>
      <Icon of={icon} />
      <span>{word}</span>
    </button>
  );
}

function MicButton() {
  const on = devices.wanted.value.mic && devices.tracks.value.mic !== null;
  return (
    <button type="button" class={classes(css.tool, !on && css.off)} onClick={() => void devices.want("mic", !on)}>
      <Icon of={on ? Mic : MicOff} />
      <span>{on ? t().micOff : t().micOn}</span>
    </button>
  );
}

function CameraButton() {
  const on = devices.wanted.value.camera && devices.tracks.value.camera !== null;
  return (
    <button type="button" class={classes(css.tool, !on && css.off)} onClick={() => void devices.want("camera", !on)}>
      <Icon of={on ? Video : VideoOff} />
      <span>{on ? t().cameraOff : t().cameraOn}</span>
    </button>
  );
}
