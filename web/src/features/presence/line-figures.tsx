/** One seat's line in figures, for who helps: the word first, the figures second. */
import { MicOff } from "lucide-preact";
import { digits, incidentWords, t } from "../../i18n/t.ts";
import { lines } from "../../room/lines.ts";
import { Icon } from "../../ui/icon.tsx";
import { LINE_SIGNS } from "../../ui/line-signs.ts";

const TONES = { good: "good", weak: "warn", bad: "bad" } as const;

export function LineOf({ seat }: { seat: string }) {
  const line = lines.value.get(seat);
  if (line === undefined) return null;
  const rows = [
    [t().figureLost(share(line.lost_up), share(line.lost_down))],
    [t().figureJitter(figure(line.jitter_up), figure(line.jitter_down)), t().figureRoundTrip(figure(line.round_trip))],
    [
      t().figureRate(figure(line.kbps_up), figure(line.kbps_down)),
      ...(line.level === null ? [] : [t().figureLevel(figure(line.level))]),
    ],
  ];
  return (
    <>
      <small class={`state ${TONES[line.grade]}`} data-grade={line.grade}>
        <Icon of={LINE_SIGNS[line.grade]} />
        {t().lineGrade[line.grade]} <span class="keep">· {way(line.path)}</span>
      </small>
      {line.stalled ? (
        <small class="state warn">
          <Icon of={MicOff} />
          {incidentWords("capture_stall")}
        </small>
      ) : null}
      {rows.map((row) => (
        <small key={row[0]} class="num">
          {row.join(" · ")}
        </small>
      ))}
    </>
  );
}

/** As whoever looks after networks calls it. */
function way(path: string): string {
  return path === "relay" ? "TURN" : path.toUpperCase();
}

function figure(value: number | null): string {
  return value === null ? "–" : digits(value);
}

/** Thousandths as a percentage with one place. */
function share(value: number | null): string {
  return value === null ? "–" : digits((value / 10).toFixed(1));
}
