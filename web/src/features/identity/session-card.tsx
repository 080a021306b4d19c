/** Where whoever is signed in is signed in: each device with its way and its last use, and ending one or all others. */
import { MonitorSmartphone } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { clock, day } from "../../i18n/dates.ts";
import { pick, t } from "../../i18n/t.ts";
import { type Session, sessions } from "../../protocol/sessions.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import { browserAndDevice } from "./device.ts";
import css from "./sessions.module.css";

export function SessionCard() {
  const [mine, setMine] = useState<readonly Session[] | null>(null);
  const listing = useDeed();
  const ending = useDeed();
  const list = () => listing.run(async () => setMine(await sessions.mine()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, and again after each change.
  useEffect(() => {
    void list();
  }, []);
  const end = async (deed: () => Promise<null>) => {
    const done = await ending.run(deed);
    await list();
    if (done) toast(t().sessionEnded);
  };
  const others = mine?.filter((each) => !each.here) ?? [];
  return (
    <section class="card" aria-labelledby="sessions" aria-busy={mine === null && listing.refusal === null}>
      <h2 id="sessions">{t().sessions}</h2>
      <p class="meta">
        <Phrase text={t().sessionsLine} />
      </p>
      <Refused refusal={listing.refusal ?? ending.refusal} />
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class="rows" role="list">
        {mine?.map((each) => (
          <Row
            key={each.session}
            of={each}
            busy={ending.busy}
            onEnd={() => void end(() => sessions.end(each.session))}
          />
        ))}
      </ul>
      {others.length > 1 ? (
        <button type="button" class="danger" aria-busy={ending.busy} onClick={() => void end(sessions.endOthers)}>
          {t().sessionEndOthers}
        </button>
      ) : null}
    </section>
  );
}

/** By what it was signed in to, both steps where there were two; a passkey is two by itself. */
function wayOf({ way, factors }: Session): string {
  const words = pick(t().sessionWay, way);
  return factors > 1 && way !== "passkey" ? t().sessionTwoSteps(words) : words;
}

function Row({ of, busy, onEnd }: { of: Session; busy: boolean; onEnd(): void }) {
  const device = browserAndDevice(of.browser) || t().sessionUnknownDevice;
  const since = `${day(of.created_at)} ${clock(of.created_at)}`;
  return (
    <li class={css.row}>
      <Icon of={MonitorSmartphone} />
      <p class="grow">
        <b>{of.here ? t().sessionHere(device) : device}</b>
        <small>
          <Phrase text={t().sessionSince(wayOf(of), since)} />
        </small>
        {of.here ? null : (
          <small>
            <Phrase text={t().sessionSeen(`${day(of.seen_at)} ${clock(of.seen_at)}`)} />
          </small>
        )}
      </p>
      {of.here ? null : (
        <button type="button" aria-busy={busy} onClick={onEnd}>
          {t().sessionEnd}
          <span class="sr">
            {" "}
            {device} {since}
          </span>
        </button>
      )}
    </li>
  );
}
