/** For the desk: who has not voted yet, by name; never what anybody chose. */
import { t } from "../../i18n/t.ts";
import type { Ballot } from "../../protocol/wire.ts";
import { nameOf, seatOf } from "../../room/derived.ts";
import { Avatar } from "../../ui/face.tsx";
import { Name } from "../../ui/name.tsx";
import css from "./ballots.module.css";

const MOST_NAMES = 4;

export function WaitingVoters({ ballot }: { ballot: Ballot }) {
  if (ballot.waiting.length === 0) {
    return (
      <h3>
        {t().allVoted} <small>{t().ofVoters(ballot.voters)}</small>
      </h3>
    );
  }
  return (
    <section class={css.left}>
      <h3>
        {t().notVoted(ballot.waiting.length)} <small>{t().ofVoters(ballot.voters)}</small>
      </h3>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class="rows" role="list">
        {ballot.waiting.slice(0, MOST_NAMES).map((seat) => (
          <li key={seat}>
            <Avatar name={nameOf(seat)} />
            <p class="grow">
              <b>
                <Name of={nameOf(seat)} />
              </b>
              <small>{seatOf(seat)?.state === "away" ? t().returning : (seatOf(seat)?.office ?? "")}</small>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
