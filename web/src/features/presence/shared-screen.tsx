/** The screen that somebody shares: the large place on the stage, whole and never cut. */
import { Maximize2, Minimize2, Presentation, TriangleAlert } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { nameOf, openBallot } from "../../room/derived.ts";
import { Icon } from "../../ui/icon.tsx";
import { Picture } from "./picture.tsx";
import { screen, screenStill, showing } from "./room-media.ts";
import css from "./sharing.module.css";

export function SharedScreen({ seat }: { seat: string }) {
  const pane = useRef<HTMLElement>(null);
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    const changed = () => setWhole(document.fullscreenElement === pane.current);
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  // Whatever takes its place or asks for an answer must be seen and pressed: the screen is no more in the way.
  const ballot = openBallot.value?.ballot;
  // biome-ignore lint/correctness/useExhaustiveDependencies: their change is what ends it.
  useEffect(() => leaveWhole, [seat, ballot]);
  const stream = screen.value;
  const turn = () =>
    void (whole ? document.exitFullscreen() : pane.current?.requestFullscreen())?.catch(() => undefined);
  return (
    <figure ref={pane} class={css.pane} data-shared={seat}>
      {stream === undefined ? (
        <div class={css.waits}>
          <Icon of={Presentation} />
          <span>{t().screenWaits}</span>
        </div>
      ) : (
        <Picture stream={stream} onSize={showing} />
      )}
      <figcaption class={css.caption}>
        <Icon of={Presentation} />
        <b>
          <span>{nameOf(seat)}</span> <span>{t().sharingNow}</span>
        </b>
        {screenStill.value === null ? null : (
          <span class="state warn">
            <Icon of={TriangleAlert} />
            {screenStill.value === "weak" ? t().lineGrade.weak : t().heldMark}
          </span>
        )}
        {document.fullscreenEnabled ? (
          <button type="button" onClick={turn}>
            <Icon of={whole ? Minimize2 : Maximize2} />
            {whole ? t().screenSmall : t().screenWhole}
          </button>
        ) : null}
      </figcaption>
    </figure>
  );
}

function leaveWhole(): void {
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
}
