/** The ballot of an open vote: one tap records, every choice has the same weight, no running totals. */
import { CircleCheck, Eye } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { pick, t } from "../../i18n/t.ts";
import type { Ballot, Choice } from "../../protocol/wire.ts";
import { you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { classes } from "../../ui/classes.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./ballots.module.css";
import { EchoCard } from "./echo-card.tsx";

export function OpenVoteMark() {
  return (
    <span class={classes("state", css.open)}>
      <Icon of={Eye} />
      {t().openVote}
    </span>
  );
}

/** `small` on the desk of whoever presides, where the ballot shares the space with closing the vote. */
export function BallotPaper(props: { ballot: Ballot; small?: boolean }) {
  const own = you.value?.vote ?? null;
  if (own?.echo) return <EchoCard ballot={props.ballot.ballot} echo={own.echo} />;
  return (
    <>
      {own?.objected && own.choice === null ? (
        <p class="note-box warn">
          <Phrase text={t().voteObjected} />
        </p>
      ) : null}
      <Choices {...props} final={own?.final === true} />
    </>
  );
}

function Choices({ ballot, small, final }: { ballot: Ballot; small?: boolean; final: boolean }) {
  const deed = useDeed();
  const saved = you.value?.vote?.choice ?? null;
  const [touched, setTouched] = useState<Choice | null>(null);
  const selected = touched ?? saved;
  useEffect(() => {
    if (touched !== null && touched === saved) setTouched(null);
  }, [touched, saved]);
  const cast = async (choice: Choice) => {
    setTouched(choice);
    const done = await deed.run(() => send("ballots.cast_vote", { ballot: ballot.ballot, choice }));
    if (!done) setTouched(null);
  };
  return (
    <>
      <fieldset class={classes(css.ballot, small && css.small)} disabled={deed.busy || final}>
        <legend class={small ? css.legend : "sr"}>
          {small ? t().yourVote : t().chooseOne}
          {small && saved !== null && touched === null ? (
            <small class="state good">
              <Icon of={CircleCheck} />
              {t().votedSaved}
            </small>
          ) : null}
        </legend>
        {ballot.options.map((choice) => (
          <label key={choice} class="choice">
            <input
              type="radio"
              name={ballot.ballot}
              value={choice}
              checked={selected === choice}
              onChange={() => void cast(choice)}
            />
            {pick(t().choice, choice)}
          </label>
        ))}
      </fieldset>
      <Refused refusal={deed.refusal} />
      {small ? null : <Confirmation saved={saved} busy={deed.busy} final={final} />}
    </>
  );
}

function Confirmation({ saved, busy, final }: { saved: Choice | null; busy: boolean; final: boolean }) {
  if (busy) {
    return (
      <p class="note-box" aria-busy="true">
        <span>{t().voteSending}</span>
      </p>
    );
  }
  if (saved === null) return null;
  return (
    <p class="note-box good">
      <Icon of={CircleCheck} />
      <span>
        <b>{t().votedAs(pick(t().choice, saved))}</b>
        <br />
        <small>
          <Phrase text={final ? t().voteFinal : t().voteChange} />
        </small>
      </span>
    </p>
  );
}

export function VotedCount({ ballot }: { ballot: Ballot }) {
  return <p class="meta num">{t().votedCount(ballot.cast, ballot.voters)}</p>;
}
