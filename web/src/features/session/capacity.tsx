/** Before the opening: whether the machine holds the meeting, in three lines, and what helps where it may not. */
import { Cpu, HardDrive, Network, OctagonAlert } from "lucide-preact";
import { t } from "../../i18n/t.ts";
import { api, type Capacity, type CapacityLine } from "../../protocol/http.ts";
import { useAskedAgain } from "../../ui/asked-again.ts";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import css from "./capacity.module.css";

const DRAWING = { processor: Cpu, network: Network, recording: HardDrive } as const;
const TONES = { fits: "good", tight: "warn", over: "bad", unknown: "off" } as const;
/** Other meetings begin and end. */
const AGAIN_MS = 20_000;
const ROUNDED = 0.001;

export function CapacityCard({ meeting }: { meeting: string }) {
  const told = useAskedAgain(() => api.capacity(meeting), AGAIN_MS, meeting);
  if (told === null) return null;
  return (
    <section class={css.card} aria-labelledby="capacity" data-capacity={told.state}>
      <h3 id="capacity">
        <Phrase text={t().capacityTitle[told.state](told.seats)} />
      </h3>
      {told.advice === null ? null : <Advice advice={told.advice} />}
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul role="list">
        {told.lines.map((line) => (
          <Row key={line.what} line={line} />
        ))}
      </ul>
      {told.others === 0 ? null : (
        <p class="meta">
          <Phrase text={t().capacityOthers(told.others)} />
        </p>
      )}
    </section>
  );
}

function Row({ line }: { line: CapacityLine }) {
  return (
    <li data-state={line.state}>
      <Icon of={DRAWING[line.what]} />
      <p>
        <b>{t().capacityWhat[line.what]}</b>
        <small class="num">
          <Phrase text={words(line)} />
        </small>
      </p>
      <span class={`state ${TONES[line.state]}`}>{t().capacityState[line.state]}</span>
    </li>
  );
}

function words({ what, state, need, have, share, hours }: CapacityLine): string {
  if (what === "processor") return t().capacityProcessor(String(Math.ceil(need * 100)));
  if (what === "network") {
    const asked = String(Math.ceil(need));
    return have === null ? t().capacityNetworkNeed(asked) : t().capacityNetwork(asked, String(Math.floor(have)));
  }
  // How fast the disk writes is the administrator's figure; it is named only where it is what is short.
  const slow = state !== "fits" && have !== null && need / have > (share ?? 0) - ROUNDED;
  if (slow) return t().capacitySlow;
  return (hours ?? 0) < 1 ? t().capacityNoHours : t().capacityHours(String(Math.floor(hours ?? 0)));
}

function Advice({ advice }: { advice: NonNullable<Capacity["advice"]> }) {
  const { cameras, sound_only: sound } = advice;
  const text =
    cameras !== null
      ? `${t().capacityCameras(cameras)}${sound ? ` ${t().capacitySound}` : ""}`
      : sound
        ? t().capacityOnlySound
        : t().capacityNothing;
  return (
    <p class="note-box bad">
      <Icon of={OctagonAlert} />
      <span class="grow">
        <Phrase text={text} />
      </span>
    </p>
  );
}
