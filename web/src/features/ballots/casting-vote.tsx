/** The vote by which whoever presides decides a tie: two sides of equal weight, and nobody else's to press. */
import { pick, t } from "../../i18n/t.ts";
import { you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";

export function CastingVote() {
  const deed = useDeed();
  const ballot = you.value?.duty.casting ?? null;
  if (ballot === null) {
    return (
      <p class="note-box">
        <Phrase text={t().castingWait} />
      </p>
    );
  }
  const cast = async (choice: "agree" | "disagree") => {
    if (await deed.run(() => send("ballots.give_casting_vote", { ballot, choice }))) {
      toast(pick(t().toast, "ballots.give_casting_vote"));
    }
  };
  return (
    <div class="pair" data-next="ballots.give_casting_vote">
      {(["agree", "disagree"] as const).map((choice) => (
        <button key={choice} type="button" aria-busy={deed.busy} onClick={() => void cast(choice)}>
          {pick(t().choice, choice)}
        </button>
      ))}
      <Refused refusal={deed.refusal} />
    </div>
  );
}
