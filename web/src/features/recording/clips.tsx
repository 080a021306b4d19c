/** The clips upon which people were vouched for: evidence of who they are, apart from the recording of the meeting. */
import { Play, Square, UserCheck, UserX } from "lucide-preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import type { ClipTold } from "../../protocol/http.ts";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Setback } from "../../ui/setback.tsx";
import { SeatPlayer } from "./player.tsx";
import css from "./record.module.css";

export function Clips({ clips }: { clips: readonly ClipTold[] }) {
  const [open, setOpen] = useState<number | null>(null);
  if (clips.length === 0) return null;
  return (
    <section class="card" aria-labelledby="clips" data-clips>
      <h2 id="clips" class="state">
        <Icon of={UserCheck} />
        {t().clipsTitle}
      </h2>
      <p>
        <Phrase text={t().clipsLine} />
      </p>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class={css.clips} role="list">
        {clips.map((one) => (
          <Row
            key={one.clip}
            clip={one}
            open={open === one.clip}
            onToggle={() => setOpen(open === one.clip ? null : one.clip)}
          />
        ))}
      </ul>
    </section>
  );
}

function Row({ clip, open, onToggle }: { clip: ClipTold; open: boolean; onToggle(): void }) {
  return (
    <li data-seat={clip.seat}>
      <div class={css.pn}>
        {clip.files.length === 0 ? (
          <span class={css.play} />
        ) : (
          <button
            type="button"
            class={css.play}
            aria-expanded={open}
            aria-label={open ? t().stopClip(clip.name) : t().playClip(clip.name)}
            onClick={onToggle}
          >
            <Icon of={open ? Square : Play} />
          </button>
        )}
        <p>
          <b>
            <Name of={clip.name} />
          </b>
          <small class="block">
            {t().vouchedBy} <Name of={clip.voucher} />
          </small>
          {clip.revoked === null ? null : (
            <small class="state bad wraps" data-setback={clip.revoked.kind}>
              <Icon of={UserX} />
              <Setback words={t().clipRevoked} at={clip.revoked.at} by={clip.revoked.by} reason={clip.revoked.reason} />
            </small>
          )}
          {clip.files.length === 0 ? (
            <small class="block">
              <Phrase text={clip.revoked === null ? `${t().noClip} ${t().vouchingStands}` : t().noClip} />
            </small>
          ) : null}
        </p>
      </div>
      {open ? <SeatPlayer record={clip} /> : null}
    </li>
  );
}
