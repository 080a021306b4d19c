/** A participant says that they have an interest in the item, or that another has; and what is said of themselves. */
import { Scale } from "lucide-preact";
import { useState } from "preact/hooks";
import { pick, reasonWords, t } from "../../i18n/t.ts";
import type { Item, Reason, Room } from "../../protocol/wire.ts";
import { may, nameOf, you } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { toast } from "../../ui/toast.tsx";
import { ReasonChoice } from "./choices.tsx";
import { conflictsOf, ofMe } from "./conflicts.ts";
import { ObjectionDialog } from "./objection-dialog.tsx";
import css from "./suspension.module.css";

export function DeclareInterest({ room, item }: { room: Room; item: Item }) {
  const [asking, setAsking] = useState<"declare" | "object" | null>(null);
  const mine = ofMe(item.item, "declared");
  const marked = ofMe(item.item, "marked");
  const declares = mine === null && may("suspension.declare_interest");
  const objects = may("suspension.raise_objection");
  const raised = conflictsOf(item.item, "objected").filter((one) => one.by === you.value?.seat);
  return (
    <>
      {mine !== null || marked === null ? null : (
        <p class="note-box">
          <Icon of={Scale} />
          <span>{t().markedYou}</span>
        </p>
      )}
      {mine === null ? null : <Declared item={item} />}
      <ObjectedTo item={item} />
      {raised.map((one) => (
        <p key={one.seat} class="note-box rest">
          <Icon of={Scale} />
          <span>
            <b>
              <Phrase text={t().objectedYourself(unbroken(nameOf(one.seat)))} />
            </b>
            <br />
            {t().objectionWaits}
          </span>
        </p>
      ))}
      {declares || objects ? (
        <div class="rows">
          {declares ? <Row words={t().declare} onPress={() => setAsking("declare")} /> : null}
          {objects ? <Row words={t().object} onPress={() => setAsking("object")} /> : null}
        </div>
      ) : null}
      {asking === "declare" ? <DeclareDialog item={item} onClose={() => setAsking(null)} /> : null}
      {asking === "object" ? <ObjectionDialog room={room} item={item} onClose={() => setAsking(null)} /> : null}
    </>
  );
}

function Row({ words, onPress }: { words: string; onPress(): void }) {
  return (
    <div>
      <Icon of={Scale} />
      <button type="button" class={`plain ${css.link}`} onClick={onPress}>
        {words}
      </button>
    </div>
  );
}

/** Told, and may be taken back until it is decided; whoever presides hands over first. */
function Declared({ item }: { item: Item }) {
  return (
    <div class="note-box rest">
      <Icon of={Scale} />
      <div class="grow">
        <b>{t().declared}</b>
        <br />
        {you.value?.presides ? reasonWords("presiding_must_pass_first") : t().declaredLine}
        <TakeBack item={item.item} />
      </div>
    </div>
  );
}

export function TakeBack({ item }: { item: string }) {
  const deed = useDeed();
  if (!may("suspension.withdraw_declaration")) return null;
  const takeBack = async () => {
    if (await deed.run(() => send("suspension.withdraw_declaration", { item }))) {
      toast(pick(t().toast, "suspension.withdraw_declaration"));
    }
  };
  return (
    <>
      <Refused refusal={deed.refusal} />
      <p>
        <button type="button" class={`plain ${css.link}`} aria-busy={deed.busy} onClick={() => void takeBack()}>
          {t().takeBack}
        </button>
      </p>
    </>
  );
}

/** Whoever is objected to reads by whom, and on what it rests. */
function ObjectedTo({ item }: { item: Item }) {
  const objection = ofMe(item.item, "objected");
  if (objection === null) return null;
  return (
    <div class="note-box warn" role="alert">
      <Icon of={Scale} />
      <p class="grow">
        <b>
          <Phrase text={t().objectedToYou(unbroken(nameOf(objection.by)))} />
        </b>
        <br />
        {pick(t().interest, objection.reason)}: {objection.text}
        <br />
        {you.value?.presides ? reasonWords("presiding_must_pass_first") : t().objectionWaits}
      </p>
    </div>
  );
}

function DeclareDialog({ item, onClose }: { item: Item; onClose(): void }) {
  const [reason, setReason] = useState<Reason>("interest");
  const deed = useDeed();
  const declare = async () => {
    if (await deed.run(() => send("suspension.declare_interest", { item: item.item, reason }))) {
      toast(pick(t().toast, "suspension.declare_interest"));
      onClose();
    }
  };
  return (
    <Dialog
      title={t().declareTitle(item.number)}
      onClose={onClose}
      footer={
        <>
          <button type="button" onClick={onClose}>
            {t().cancel}
          </button>
          <button type="button" class="primary" aria-busy={deed.busy} onClick={() => void declare()}>
            {t().declareConfirm}
          </button>
        </>
      }
    >
      <p>{t().declareLine}</p>
      <ReasonChoice chosen={reason} onChoose={setReason} />
      <Refused refusal={deed.refusal} />
    </Dialog>
  );
}
