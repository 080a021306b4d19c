/** What is accepted at the door: the recording notice in full, the terms and the manual one tap away. */
import { BookOpen, CircleDot, ScrollText } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { digits, language, t } from "../../i18n/t.ts";
import { api, type Door, type Wording } from "../../protocol/http.ts";
import { asRefusal, type Refusal } from "../../protocol/refusal.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./door.module.css";

type Opened = "terms" | "manual" | null;

export function DoorTexts({ door }: { door: Door }) {
  const [opened, setOpened] = useState<Opened>(null);
  const close = () => setOpened(null);
  return (
    <>
      <div class="note-box">
        <Icon of={CircleDot} />
        <div class="grow">
          <b>{t().noticeTitle}</b>
          <p class={css.notice}>{wordsOf(door.notice)}</p>
          <small>{t().noticeVersion(door.notice.version)}</small>
        </div>
      </div>
      <div class={css.texts}>
        <button type="button" onClick={() => setOpened("terms")}>
          <Icon of={ScrollText} />
          {t().termsRead}
        </button>
        <button type="button" onClick={() => setOpened("manual")}>
          <Icon of={BookOpen} />
          {t().manualRead}
        </button>
        <small class="meta">
          <span class="keep">{t().termsVersion(door.terms.version)}</span>{" "}
          <span class="keep">{t().manualVersion(door.manual.version)}</span>
        </small>
      </div>
      {opened === "terms" ? (
        <Sheet title={t().termsTitle} onClose={close}>
          {wordsOf(door.terms)}
        </Sheet>
      ) : null}
      {opened === "manual" ? (
        <Sheet title={t().manualRead} onClose={close}>
          <Manual sha256={door.manual.sha256} />
        </Sheet>
      ) : null}
    </>
  );
}

function wordsOf(text: Wording): string {
  return language.value === "th" ? digits(text.th) : text.en;
}

function Sheet(props: { title: string; onClose(): void; children: ComponentChildren }) {
  return (
    <Dialog
      wide
      title={props.title}
      onClose={props.onClose}
      footer={
        <button type="button" class="primary" onClick={props.onClose}>
          {t().close}
        </button>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls, so the keyboard must reach it. */}
      <div class={css.words} tabIndex={0}>
        {props.children}
      </div>
    </Dialog>
  );
}

/** Fetched when it is asked for: it may be long, and few read it at every meeting. */
function Manual({ sha256 }: { sha256: string }) {
  const [text, setText] = useState<Wording | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    let current = true;
    api.text(sha256).then(
      (found) => current && setText(found),
      (failure: unknown) => current && setRefusal(asRefusal(failure)),
    );
    return () => {
      current = false;
    };
  }, [sha256]);
  if (refusal !== null) return <Refused refusal={refusal} />;
  return <>{text === null ? t().loading : wordsOf(text)}</>;
}
