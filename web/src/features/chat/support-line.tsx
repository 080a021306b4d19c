/** The line between one person and the support officers: nobody else reads it. */
import { useEffect, useId, useState } from "preact/hooks";
import { chatWords } from "../../i18n/chat.ts";
import type { Seat, SupportLine, You } from "../../protocol/wire.ts";
import { may } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Name } from "../../ui/name.tsx";
import { Compose } from "./compose.tsx";
import { Message, Messages, Nothing } from "./list.tsx";
import { isUnread, markRead } from "./unread.ts";

export function SupportLines({ you, seats }: { you: You; seats: readonly Seat[] }) {
  return may("chat.answer_from_support") ? <OfOfficer you={you} seats={seats} /> : <Own you={you} />;
}

/** My own line, in the room or at the door. */
function Own({ you }: { you: You }) {
  const line = you.support_lines.find((each) => each.seat === you.seat);
  const words = chatWords();
  return (
    <>
      {line === undefined ? (
        <Nothing title={words.supportEmpty} line={words.supportEmptyLine} />
      ) : (
        <Thread line={line} own={words.own} />
      )}
      {may("chat.write_to_support") ? (
        <Compose
          id="support-text"
          label={words.supportField}
          note={words.supportRecorded}
          onSend={(text) => send("chat.write_to_support", { text })}
        />
      ) : null}
    </>
  );
}

function Thread({ line, own }: { line: SupportLine; own: string }) {
  const newest = line.messages.at(-1)?.message ?? "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: another newest message is what is read.
  useEffect(() => markRead(line), [newest]);
  return (
    <Messages label={chatWords().toSupport} newest={newest}>
      {line.messages.map((one) => (
        <Message
          key={one.message}
          at={one.at}
          text={one.text}
          who={one.officer === null ? <Name of={own} /> : <Name of={one.officer} />}
        />
      ))}
    </Messages>
  );
}

/** Of an officer: whose line it is, who waits for an answer first, and anybody else who may be written to. */
function OfOfficer({ you, seats }: { you: You; seats: readonly Seat[] }) {
  const id = useId();
  const waiting = you.support_lines.find((line) => isUnread(line, you));
  const [chosen, setChosen] = useState(waiting?.seat ?? you.support_lines.at(0)?.seat ?? "");
  const words = chatWords();
  const known = new Map(you.support_lines.map((line) => [line.seat, line]));
  const line = known.get(chosen);
  const others = seats.filter((seat) => !ANSWERED_BY_NONE.some((role) => seat.roles.includes(role)));
  const whom = others.find((seat) => seat.seat === chosen);
  const name = whom?.name ?? line?.name ?? "";
  return (
    <>
      <div class="field">
        <label for={id}>{words.whomTitle}</label>
        <select id={id} value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          <option value="" disabled>
            {words.choosePerson}
          </option>
          {others.map((seat) => {
            const one = known.get(seat.seat);
            const mark = one === undefined ? "" : isUnread(one, you) ? " ●" : " ✓";
            return (
              <option key={seat.seat} value={seat.seat}>
                {`${seat.name ?? ""}${mark}`}
              </option>
            );
          })}
        </select>
      </div>
      {line === undefined ? (
        <Nothing title={words.personsEmpty} line={words.personRecorded} />
      ) : (
        <Thread line={line} own={line.name ?? ""} />
      )}
      {whom?.state === "suspended" ? <p class="meta">{words.suspended}</p> : null}
      {chosen === "" || whom?.state === "suspended" ? null : (
        <Compose
          key={chosen}
          id="support-text"
          label={words.personField(name)}
          note={words.personRecorded}
          onSend={(text) => send("chat.answer_from_support", { seat: chosen, text })}
        />
      )}
    </>
  );
}

const ANSWERED_BY_NONE = ["support", "auditor"] as const;

/** Before the room: what the officer has written, and the way to write. */
export function SupportAtDoor({ you }: { you: You }) {
  const [open, setOpen] = useState(false);
  const words = chatWords();
  if (!may("chat.write_to_support")) return null;
  const line = you.support_lines.find((each) => each.seat === you.seat);
  const unread = line !== undefined && isUnread(line, you);
  const last = line?.messages.at(-1);
  return (
    <section class="card" aria-label={words.toSupport} data-support-line={unread ? "unread" : "read"}>
      {unread ? (
        <p class="note-box warn" role="status">
          <span class="grow">
            <b>{words.answered}</b> {last?.text ?? ""}
          </span>
        </p>
      ) : null}
      <button type="button" onClick={() => setOpen(true)}>
        {words.writeToSupport}
      </button>
      {open ? (
        <Dialog title={words.toSupport} onClose={() => setOpen(false)}>
          <Own you={you} />
        </Dialog>
      ) : null}
    </section>
  );
}
