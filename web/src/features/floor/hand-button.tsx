/** Asking to speak, by one press or one key; the same press takes the hand down, and ends the turn once it was given. */
import { Hand } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { may } from "../../room/derived.ts";
import { myPlace, speakMine } from "../../room/floor.ts";
import { send } from "../../room/store.ts";
import { classes } from "../../ui/classes.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { say } from "../../ui/live.tsx";
import css from "./floor.module.css";

/** By the place of the key, so that it is the same one whatever language the keyboard writes. */
const KEY = "KeyY";

export function HandButton({ class: name }: { class: string }) {
  const deed = useDeed();
  const raised = myPlace.value > 0;
  const command = speakMine.value ? "floor.yield_floor" : raised ? "floor.lower_hand" : "floor.raise_hand";
  const allowed = may(command);
  const press = async () => {
    if (await deed.run(() => send(command, {}))) say(t().handSaid[command]);
  };
  useEffect(() => {
    if (!allowed) return;
    const pressed = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat || event.code !== KEY) return;
      event.preventDefault();
      void press();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });
  if (!allowed) return null;
  return (
    <button
      type="button"
      class={classes(name, raised && css.up)}
      aria-busy={deed.busy}
      aria-keyshortcuts="Alt+Y"
      title={t().handKey}
      onClick={() => void press()}
    >
      <Icon of={Hand} />
      <span>{t().handDeed[command]}</span>
    </button>
  );
}
