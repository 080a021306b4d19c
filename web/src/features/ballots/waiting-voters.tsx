/** For the desk: who has not voted yet, by name, and how they may be helped; never what anybody chose. */
import { t } from "../../i18n/t.ts";
import type { Ballot } from "../../protocol/wire.ts";
import { may, nameOf, seatOf, you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Avatar } from "../../ui/face.tsx";
import { Name } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./ballots.module.css";
import { TakeDown } from "./take-down.tsx";

const MOST_NAMES = 4;

export function WaitingVoters({ ballot }: { ballot: Ballot }) {
  // Whoever takes votes down needs every name; whoever presides sees first whom they asked it for.
  const takes = (you.value?.duty.taking.length ?? 0) > 0;
  const waiting = [...ballot.waiting].sort((a, b) => weight(ballot, b) - weight(ballot, a));
  const names = [...ballot.echoing, ...(takes ? waiting : waiting.slice(0, MOST_NAMES))];
  const title = ballot.waiting.length === 0 ? t().allVoted : t().notVoted(ballot.waiting.length);
  return (
    <section class={css.left}>
      <h3>
        {title} <small>{t().ofVoters(ballot.voters)}</small>
      </h3>
      {ballot.echoing.length === 0 ? null : <p class="meta num">{t().echoes(ballot.echoing.length)}</p>}
      {names.length === 0 ? null : (
        // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets.
        <ul class="rows" role="list">
          {names.map((seat) => (
            <Voter key={seat} ballot={ballot} seat={seat} />
          ))}
        </ul>
      )}
    </section>
  );
}

function weight(ballot: Ballot, seat: string): number {
  return ballot.asked.includes(seat) ? 1 : 0;
}

function Voter({ ballot, seat }: { ballot: Ballot; seat: string }) {
  const deed = useDeed();
  const taking = you.value?.duty.taking.find((one) => one.seat === seat);
  const ask = () => deed.run(() => send("voices.ask_for_voice", { ballot: ballot.ballot, seat }));
  const isAsked = ballot.asked.includes(seat);
  const asks = taking === undefined && !isAsked && !ballot.echoing.includes(seat) && may("voices.ask_for_voice");
  return (
    <li>
      <Avatar name={seatOf(seat)?.short ?? nameOf(seat)} />
      <div class="grow">
        <b>
          <Name of={nameOf(seat)} />
        </b>
        <small>{stateOf(ballot, seat, taking !== undefined)}</small>
        <Refused refusal={deed.refusal} />
      </div>
      {taking === undefined ? null : <TakeDown ballot={ballot} seat={seat} page={taking.page} />}
      {asks ? (
        <button type="button" aria-busy={deed.busy} onClick={() => void ask()}>
          {t().voiceAsk}
          <span class="sr"> {nameOf(seat)}</span>
        </button>
      ) : null}
    </li>
  );
}

function stateOf(ballot: Ballot, seat: string, takes: boolean): string {
  if (ballot.echoing.includes(seat)) return t().takenWaits;
  if (ballot.asked.includes(seat)) return takes ? t().voiceToTake : t().voiceAsked;
  return seatOf(seat)?.state === "away" ? t().returning : (seatOf(seat)?.office ?? "");
}
