/** Signs to everybody inside that last for moments: nothing of them is kept, and none of them is a vote. */
import { Check, EarOff, PartyPopper, Turtle } from "lucide-preact";
import { chatWords } from "../../i18n/chat.ts";
import type { ReactionKind } from "../../protocol/wire.ts";
import { reactions } from "../../room/reactions.ts";
import { react } from "../../room/store.ts";
import { Icon } from "../../ui/icon.tsx";
import css from "./chat.module.css";

const KINDS: readonly ReactionKind[] = ["noted", "applause", "slower", "unheard"];
const ICONS = { noted: Check, applause: PartyPopper, slower: Turtle, unheard: EarOff };

export function Signs() {
  return (
    <details>
      <summary>{chatWords().signs}</summary>
      <div class={css.signs}>
        {KINDS.map((kind) => (
          <button key={kind} type="button" onClick={() => react(kind)}>
            <Icon of={ICONS[kind]} />
            <span>{chatWords().sign[kind]}</span>
          </button>
        ))}
      </div>
    </details>
  );
}

/** The sign that somebody has just given, on their picture. */
export function SignOf({ seat, class: name }: { seat: string; class: string }) {
  const kind = reactions.value.get(seat);
  if (kind === undefined) return null;
  return (
    <span class={name} data-sign={kind}>
      <Icon of={ICONS[kind]} />
      <span>{chatWords().sign[kind]}</span>
    </span>
  );
}
