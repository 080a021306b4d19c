/** The one channel of messages: to everyone in the room, and recorded. */
import { MessageSquare } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../../i18n/dates.ts";
import { t } from "../../i18n/t.ts";
import type { Room } from "../../protocol/wire.ts";
import { may, nameOf } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./chat.module.css";

const LONGEST = 2000;

export function ChatPanel({ room }: { room: Room }) {
  const list = useRef<HTMLOListElement>(null);
  const count = room.chat.length + room.chat_earlier;
  useEffect(() => {
    // The newest message is at the bottom, where one has just written.
    if (list.current !== null && count > 0) list.current.scrollTop = list.current.scrollHeight;
  }, [count]);
  return (
    <div class={css.chat}>
      {count === 0 ? (
        <div class="empty">
          <Icon of={MessageSquare} />
          <b>{t().chatEmpty}</b>
          <small>{t().chatEmptyLine}</small>
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, so the keyboard must reach it.
        <ol class={css.list} ref={list} tabIndex={0} aria-label={t().chatTitle}>
          {room.chat_earlier > 0 ? <li class="meta">{t().chatEarlier(room.chat_earlier)}</li> : null}
          {room.chat.map((message) => (
            <li key={message.message}>
              <b>
                <Name of={nameOf(message.seat)} /> <small class="num keep">{clock(message.at)}</small>
              </b>
              <p>{message.text ?? "—"}</p>
            </li>
          ))}
        </ol>
      )}
      {may("chat.post_message") ? <ChatForm /> : null}
    </div>
  );
}

function ChatForm() {
  const [text, setText] = useState("");
  const deed = useDeed();
  const post = async () => {
    const words = text.trim();
    if (words !== "" && (await deed.run(() => send("chat.post_message", { text: words })))) setText("");
  };
  return (
    <form
      class={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void post();
      }}
    >
      <Refused refusal={deed.refusal} />
      <label for="chat-text">
        <span class="lbl">{t().chatField}</span> <small class="meta">{t().chatRecorded}</small>
      </label>
      <div class={css.row}>
        <textarea
          id="chat-text"
          rows={2}
          maxLength={LONGEST}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              void post();
            }
          }}
        />
        <button type="submit" aria-busy={deed.busy}>
          {t().chatSend}
        </button>
      </div>
    </form>
  );
}
