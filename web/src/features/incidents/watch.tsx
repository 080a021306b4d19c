/** For whoever sees to several meetings: what waits in any of them, wherever they are themselves. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { api } from "../../protocol/http.ts";
import { useAskedAgain } from "../../ui/asked-again.ts";
import { Incidents } from "./handled.tsx";
import css from "./incidents.module.css";
import { ring } from "./ringing.ts";

const AGAIN_MS = 5_000;

export function IncidentWatch() {
  const [done, setDone] = useState(0);
  const told = useAskedAgain(api.incidents, AGAIN_MS, String(done)) ?? [];
  const waiting = told.flatMap((one) => one.incidents.filter((each) => each.called).map((each) => each.incident));
  const key = waiting.join();
  useEffect(() => ring(key === "" ? [] : key.split(",")), [key]);
  useEffect(() => () => ring([]), []);
  const busy = told.filter((one) => one.incidents.length > 0);
  if (busy.length === 0) return null;
  const [first] = busy;
  return (
    <>
      {busy.map((one) => (
        <section key={one.meeting} class={css.list} aria-labelledby={`of-${one.meeting}`}>
          <h2 id={`of-${one.meeting}`}>
            <a href={`/meetings/${one.meeting}`}>
              {one.body} <span class="keep">{t().session(one.number, one.year)}</span>
            </a>
          </h2>
          <Incidents
            incidents={one.incidents}
            first={one === first}
            act={async (name, args) => {
              await api.command(one.meeting, name, args);
              setDone((count) => count + 1);
            }}
          />
        </section>
      ))}
    </>
  );
}
