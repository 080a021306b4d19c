/** The copy to watch: one file of everybody, made by the server when asked for; a copy and not the evidence. */
import { Download, Film, TriangleAlert } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { pick, t } from "../../i18n/t.ts";
import { api, type CopyStanding } from "../../protocol/http.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Refused } from "../../ui/refused.tsx";
import { durationWords } from "./record-view.tsx";
import css from "./whole.module.css";

/** While it is being made, how it stands is asked for this often (ms). */
const ASK_MS = 1000;

export function WholeCopy({ meeting }: { meeting: string }) {
  const [standing, setStanding] = useState<CopyStanding | null>(null);
  const deed = useDeed();
  const goesOn = standing?.state === "waiting" || standing?.state === "making";
  useEffect(() => {
    let current = true;
    const ask = () =>
      api.copy(meeting).then(
        (told) => current && setStanding(told),
        () => undefined, // The next turn asks again.
      );
    void ask();
    const timer = goesOn ? setInterval(ask, ASK_MS) : undefined;
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [meeting, goesOn]);
  if (standing === null) return null;
  const make = () => deed.run(async () => setStanding(await api.makeCopy(meeting)));
  const drop = () =>
    deed.run(async () => {
      await api.dropCopy(meeting);
      setStanding(await api.copy(meeting));
    });
  return (
    <section class="card" aria-labelledby="copy">
      <h2 id="copy" class="state">
        <Icon of={Film} />
        {t().copyTitle}
      </h2>
      <p>{t().copyLine}</p>
      <Refused refusal={deed.refusal} />
      <Standing standing={standing} meeting={meeting} />
      <div class={css.deeds}>
        {standing.state === "none" || standing.state === "failed" ? (
          <button type="button" aria-busy={deed.busy} onClick={make}>
            {t().copyMake}
          </button>
        ) : (
          <button type="button" aria-busy={deed.busy} onClick={drop}>
            {goesOn ? t().copyStop : t().copyDrop}
          </button>
        )}
      </div>
    </section>
  );
}

function Standing({ standing, meeting }: { standing: CopyStanding; meeting: string }) {
  const { state, done, of } = standing;
  if (state === "waiting") return <p role="status">{t().copyWaits}</p>;
  if (state === "making") {
    const words = t().copyDone(durationWords(done * 1000), durationWords(of * 1000));
    return (
      <div class={css.making}>
        <progress aria-label={t().copyMaking} max={Math.max(1, of)} value={done} />
        <span class="num">{of === 0 ? t().copyMaking : words}</span>
      </div>
    );
  }
  if (state === "failed") {
    return (
      <div class="note-box warn" role="alert">
        <Icon of={TriangleAlert} />
        <p class="grow">{pick(t().copyFailed, standing.why ?? "broken")}</p>
      </div>
    );
  }
  if (state === "none") return null;
  return (
    <div class={css.made}>
      <a class="button" href={api.copyFile(meeting)} download>
        <Icon of={Download} />
        {t().copyTake}
      </a>
      <small class="num">
        {t().megabytes(Math.max(1, Math.round(standing.bytes / 1e6)))}
        {standing.left_out > 0 ? ` · ${t().copyLeftOut(standing.left_out)}` : null}
      </small>
    </div>
  );
}
