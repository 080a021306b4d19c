/** A page that came in without the door sends nothing yet, and says so until its person turns something on. */
import { MicOff } from "lucide-preact";
import { you } from "../../room/derived.ts";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { stillOff, stillOffWords } from "./own-choice.ts";

export function StillOff() {
  const sends = you.value?.media.sends ?? [];
  if (!stillOff.value || !sends.includes("mic")) return null;
  return (
    <p class="note-box">
      <Icon of={MicOff} />
      <b class="grow">
        <Phrase text={stillOffWords(sends)} />
      </b>
    </p>
  );
}
