/** Messages: to everyone in the room, on the open item or not; and the line to the support officers. */
import { useState } from "preact/hooks";
import { chatWords } from "../../i18n/chat.ts";
import { t } from "../../i18n/t.ts";
import type { Room, You } from "../../protocol/wire.ts";
import { may, nameOf, openItem } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { Name } from "../../ui/name.tsx";
import css from "./chat.module.css";
import { Compose } from "./compose.tsx";
import { Message, Messages, Nothing } from "./list.tsx";
import { Signs } from "./signs.tsx";
import { SupportLines } from "./support-line.tsx";
import { unreadLines } from "./unread.ts";

export function ChatPanel({ room, you }: { room: Room; you: You }) {
  const [toSupport, setToSupport] = useState(false);
  const officer = may("chat.answer_from_support");
  const waiting = unreadLines(you);
  const split = officer || may("chat.write_to_support");
  const words = chatWords();
  return (
    <div class={css.chat}>
      {split ? (
        <div class={css.tabs}>
          <button type="button" aria-pressed={!toSupport} onClick={() => setToSupport(false)}>
            {words.toAll}
          </button>
          <button type="button" aria-pressed={toSupport} onClick={() => setToSupport(true)}>
            <span>{officer ? words.toPersons : words.toSupport}</span>{" "}
            {waiting > 0 && !toSupport ? <span class={css.dot}>{words.newFrom(waiting)}</span> : null}
          </button>
        </div>
      ) : null}
      {split && toSupport ? <SupportLines you={you} seats={room.seats} /> : <ToAll room={room} />}
    </div>
  );
}

function ToAll({ room }: { room: Room }) {
  const numbers = new Map(room.agenda.map((item) => [item.item, item.number]));
  const newest = room.chat.at(-1)?.message ?? "";
  return (
    <>
      {room.chat.length + room.chat_earlier === 0 ? (
        <Nothing title={t().chatEmpty} line={t().chatEmptyLine} />
      ) : (
        <Messages label={t().chatTitle} newest={newest}>
          {room.chat_earlier > 0 ? <li class="meta">{t().chatEarlier(room.chat_earlier)}</li> : null}
          {room.chat.map((one) => (
            <Message
              key={one.message}
              at={one.at}
              text={one.text}
              who={
                <>
                  <Name of={nameOf(one.seat)} />
                  {one.item === null ? null : (
                    <span class={`${css.on} keep`}> {chatWords().onItem(numbers.get(one.item) ?? "")}</span>
                  )}
                </>
              }
            />
          ))}
        </Messages>
      )}
      {may("chat.post_message") ? <Write /> : null}
    </>
  );
}

/** While an item is open one writes on it, unless one says otherwise. */
function Write() {
  const [general, setGeneral] = useState(false);
  const item = openItem.value;
  const words = chatWords();
  const on = item !== null && !general ? item.item : null;
  return (
    <div class={css.write}>
      <Signs />
      {item === null ? null : (
        <fieldset class={css.about}>
          <legend class="sr">{words.about}</legend>
          {[false, true].map((each) => (
            <label key={String(each)}>
              <input type="radio" name="about" checked={general === each} onChange={() => setGeneral(each)} />
              <span class="keep">{each ? words.general : words.onItem(item.number)}</span>
            </label>
          ))}
        </fieldset>
      )}
      <Compose
        id="chat-text"
        label={t().chatField}
        note={t().chatRecorded}
        onSend={(text) => send("chat.post_message", on === null ? { text } : { text, item: on })}
      />
    </div>
  );
}
