/** Taking down what a voter said, showed or wrote; it is then shown to them, or read back. */
import { useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { pick, t } from "../../i18n/t.ts";
import type { Ballot, Choice } from "../../protocol/wire.ts";
import { nameOf, room } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./ballots.module.css";

const METHODS = ["voice", "symbol", "message"] as const;
type Method = (typeof METHODS)[number];

interface Props {
  ballot: Ballot;
  seat: string;
  /** Whether it can be shown on a page of theirs. */
  page: boolean;
}

export function TakeDown(props: Props) {
  const [asking, setAsking] = useState(false);
  const again = props.ballot.echoing.includes(props.seat);
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        {again ? t().takeAgain : t().takeDown}
        <span class="sr"> {nameOf(props.seat)}</span>
      </button>
      {asking ? <TakeDialog {...props} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function TakeDialog({ ballot, seat, page, onClose }: Props & { onClose(): void }) {
  const [method, setMethod] = useState<Method>("voice");
  const [choice, setChoice] = useState<Choice | null>(null);
  const [message, setMessage] = useState("");
  const [readBack, setReadBack] = useState(false);
  const deed = useDeed();
  const take = async () => {
    if (choice === null) return;
    const args = {
      ballot: ballot.ballot,
      seat,
      choice,
      method,
      read_back: readBack,
      message: method === "message" ? message : null,
    };
    if (!(await deed.run(() => send("voices.take_down_vote", args)))) return;
    toast(t().takenDown);
    onClose();
  };
  return (
    <Dialog title={<Phrase text={t().takeTitle(unbroken(nameOf(seat)))} />} onClose={onClose}>
      <form
        class={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void take();
        }}
      >
        <fieldset class="field">
          <legend>{t().takeMethod}</legend>
          <div class="pair">
            {METHODS.map((one) => (
              <label key={one} class="choice">
                <input type="radio" name="take-method" checked={method === one} onChange={() => setMethod(one)} />
                {pick(t().votingMethod, one)}
              </label>
            ))}
          </div>
        </fieldset>
        {method === "message" ? <Messages ballot={ballot} seat={seat} chosen={message} onChoose={setMessage} /> : null}
        <fieldset class="field">
          <legend>{t().takeChoice}</legend>
          {ballot.options.map((one) => (
            <label key={one} class="choice">
              <input
                type="radio"
                name="take-choice"
                required
                checked={choice === one}
                onChange={() => setChoice(one)}
              />
              {pick(t().choice, one)}
            </label>
          ))}
        </fieldset>
        {page ? null : (
          <label class="choice">
            <input
              type="checkbox"
              required
              checked={readBack}
              onChange={(event) => setReadBack(event.currentTarget.checked)}
            />
            <span>{t().takeReadBack}</span>
          </label>
        )}
        <p class="meta">
          <Phrase text={page ? t().takeEffect : t().takeNoPage} />
        </p>
        <Refused refusal={deed.refusal} />
        <button type="submit" class="primary" aria-busy={deed.busy}>
          {t().takeDo}
        </button>
      </form>
    </Dialog>
  );
}

/** What this voter wrote to the meeting since the ballot opened. */
function Messages(props: { ballot: Ballot; seat: string; chosen: string; onChoose(message: string): void }) {
  const since = props.ballot.opened_at ?? "";
  const written = (room.value?.chat ?? []).filter((one) => one.seat === props.seat && one.at >= since);
  if (written.length === 0) return <p class="note-box">{t().takeNoMessage}</p>;
  return (
    <fieldset class="field">
      <legend>{t().takeMessage}</legend>
      {written.map((one) => (
        <label key={one.message} class="choice">
          <input
            type="radio"
            name="take-message"
            required
            checked={props.chosen === one.message}
            onChange={() => props.onChoose(one.message)}
          />
          <span>
            {one.text ?? "—"} <small class="num keep">{clock(one.at)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
