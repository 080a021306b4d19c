/** The result of an open vote: the totals on the desk, every name once on the stage. */
import { CircleDashed, DoorOpen } from "lucide-preact";
import { clock } from "../../i18n/dates.ts";
import { digits, pick, t } from "../../i18n/t.ts";
import type { Result } from "../../protocol/wire.ts";
import { nameOf, seatOf, votesFor } from "../../room/derived.ts";
import { classes } from "../../ui/classes.ts";
import { Avatar } from "../../ui/face.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import css from "./ballots.module.css";

type Line = Result["lines"][number];

/** “ที่ประชุมเห็นชอบ ๔ ต่อ ๑” */
export function outcomeWords(result: Result): string {
  const yes = votesFor(result, "agree");
  const no = votesFor(result, "disagree");
  if (result.outcome === "carried") return t().carried(yes, no);
  return result.outcome === "lost" ? t().lost(yes, no) : t().tied(yes, no);
}

export function Tally({ result }: { result: Result }) {
  return (
    <>
      <Figures result={result} />
      {result.casting === null ? null : (
        <p class="meta">{t().castingBy(nameOf(result.casting.seat), pick(t().choice, result.casting.choice))}</p>
      )}
      {result.announced_at === null ? null : <p class="meta num">{t().announcedAt(clock(result.announced_at))}</p>}
    </>
  );
}

function Figures({ result }: { result: Result }) {
  return (
    <dl class={classes(css.tally, "num")}>
      {(["agree", "disagree", "abstain"] as const).map((choice) => (
        <div key={choice}>
          <dt>{t().choice[choice]}</dt>
          <dd>{digits(votesFor(result, choice))}</dd>
        </div>
      ))}
    </dl>
  );
}

export function ResultByName({ result }: { result: Result }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, so the keyboard must reach it.
    <section class={css.result} aria-label={t().resultBy} tabIndex={0}>
      <div class="card flush">
        <table>
          <caption>
            {t().resultBy} <small>{t().resultVoters(result.lines.length)}</small>
          </caption>
          <thead class="sr">
            <tr>
              <th scope="col">{t().resultMember}</th>
              <th scope="col">{t().resultVote}</th>
            </tr>
          </thead>
          <tbody>
            {result.lines.map((line) => (
              <tr key={line.seat}>
                <th scope="row">
                  <span class={css.pn}>
                    <Avatar name={seatOf(line.seat)?.short ?? nameOf(line.seat)} />
                    <span>
                      <b>
                        <Name of={nameOf(line.seat)} />
                      </b>
                      <small>{seatOf(line.seat)?.office ?? ""}</small>
                    </span>
                  </span>
                </th>
                <td>
                  <Standing line={line} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Suspended and absent stand apart from abstention: they are not votes. */
function Standing({ line }: { line: Line }) {
  if (line.standing === "suspended") {
    return (
      <span class="state rest">
        <Icon of={DoorOpen} />
        {t().resting}
      </span>
    );
  }
  if (line.standing === "absent") {
    return (
      <span class="state off">
        <Icon of={CircleDashed} />
        {t().notThere}
      </span>
    );
  }
  if (line.choice === null) {
    return (
      <>
        <span class="state off">{t().notCast}</span>
        {line.dissent === null ? null : <small>{t().hasDissent}</small>}
      </>
    );
  }
  const method = line.method ?? "button";
  return (
    <>
      <b>{pick(t().choice, line.choice)}</b>
      {method === "button" || line.at === null ? null : (
        <small class="num">{t().takenBy(pick(t().votingMethod, method), clock(line.at))}</small>
      )}
      {line.dissent === null ? null : <small>{t().hasDissent}</small>}
    </>
  );
}
