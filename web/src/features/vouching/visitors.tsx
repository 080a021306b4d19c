/** On the desk of whoever may vouch: who asks to be vouched for, to be seen and heard, and then known or not. */
import { CircleCheck, Ear, UserCheck, UserX } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { language, t } from "../../i18n/t.ts";
import { api, type Wording } from "../../protocol/http.ts";
import type { You } from "../../protocol/wire.ts";
import { may, nameOf } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { heardFor } from "../../room/visitors.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { unbroken } from "../../ui/name.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import { Setbacks } from "./setbacks.tsx";
import css from "./vouching.module.css";

export type Visitor = You["visitors"][number];

interface Props {
  meeting: string;
  visitors: readonly Visitor[];
  /** What a visitor's camera sends, once it comes. */
  picture(seat: string): ComponentChildren;
}

export function Visitors({ meeting, visitors, picture }: Props) {
  const [away, setAway] = useState<string | null>(null);
  const asked = visitors.find((each) => each.seat === away && each.room === null);
  return (
    <>
      {visitors.map((visitor) => (
        <section key={visitor.seat} class={css.visitor} aria-label={t().visitorAsks(visitor.name ?? "")} data-visitor>
          <p class={css.asks}>
            <Icon of={UserCheck} />
            <b class="grow">
              <Phrase
                text={
                  visitor.room === null
                    ? t().visitorAsks(unbroken(visitor.name ?? ""))
                    : t().visitorInRoom(unbroken(visitor.name ?? ""), nameOf(visitor.room))
                }
              />
            </b>
            <small>{visitor.office ?? ""}</small>
          </p>
          <Setbacks before={visitor.before} />
          {visitor.room !== null ? (
            <Known meeting={meeting} visitor={visitor} />
          ) : visitor.watched ? (
            <Watched meeting={meeting} visitor={visitor} onTurnAway={() => setAway(visitor.seat)}>
              {picture(visitor.seat)}
            </Watched>
          ) : (
            <Turn visitor={visitor} onTurnAway={() => setAway(visitor.seat)} />
          )}
        </section>
      ))}
      {asked === undefined ? null : (
        <ReasonDialog
          words={t().turnAway}
          act={(reason) => send("identity.turn_away", { seat: asked.seat, reason })}
          onClose={() => setAway(null)}
        >
          <Phrase text={t().turnAwayWhat(unbroken(asked.name ?? ""))} />
        </ReasonDialog>
      )}
    </>
  );
}

function Turn({ visitor, onTurnAway }: { visitor: Visitor; onTurnAway(): void }) {
  const deed = useDeed();
  if (!may("identity.watch_visitor")) return null;
  const watch = () => deed.run(() => send("identity.watch_visitor", { seat: visitor.seat }));
  return (
    <>
      <Refused refusal={deed.refusal} />
      <div class="pair">
        <button type="button" aria-busy={deed.busy} onClick={() => void watch()}>
          <Icon of={Ear} />
          {t().visitorWatch}
        </button>
        <TurnAway onAsk={onTurnAway} />
      </div>
    </>
  );
}

/** For those who may: not to let somebody wait any longer. */
function TurnAway({ onAsk }: { onAsk(): void }) {
  if (!may("identity.turn_away")) return null;
  return (
    <button type="button" class="danger" onClick={onAsk}>
      <Icon of={UserX} />
      {t().turnAway}…
    </button>
  );
}

function Watched(props: { meeting: string; visitor: Visitor; onTurnAway(): void; children: ComponentChildren }) {
  const { meeting, visitor } = props;
  const deed = useDeed();
  const turnAway = () => deed.run(() => send("identity.unwatch_visitor", {}));
  return (
    <>
      <div class={css.picture}>{props.children}</div>
      <p class={`state ${visitor.heard ? "good" : "off"}`} role="status" data-heard={visitor.heard}>
        <Icon of={visitor.heard ? CircleCheck : Ear} />
        {visitor.heard
          ? t().visitorHeard(visitor.seconds)
          : t().visitorListening(heardFor.value.get(visitor.seat) ?? 0, visitor.seconds)}
      </p>
      <Refused refusal={deed.refusal} />
      <Known meeting={meeting} visitor={visitor}>
        <button type="button" onClick={() => void turnAway()}>
          {t().visitorUnwatch}
        </button>
        <TurnAway onAsk={props.onTurnAway} />
      </Known>
    </>
  );
}

/** The statement, and the button: whoever sits in a room is seen there, whoever waits outside was to be heard first. */
function Known(props: { meeting: string; visitor: Visitor; children?: ComponentChildren }) {
  const { meeting, visitor } = props;
  const deed = useDeed();
  const statement = useStatement(meeting);
  const [ticked, setTicked] = useState(false);
  const vouch = () =>
    deed.run(() => send("identity.vouch", { seat: visitor.seat, statement: statement?.sha256 ?? "" }));
  const mayNow = visitor.heard || visitor.room !== null;
  const block = useRef<HTMLDivElement>(null);
  const shown = statement !== null && visitor.watched;
  // Whoever has turned to somebody is shown what is to be ticked, wherever the page was scrolled to.
  useEffect(() => {
    if (shown) block.current?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  return (
    <div ref={block} class={css.known}>
      {statement === null ? null : (
        <label class="choice">
          <input type="checkbox" checked={ticked} onChange={(event) => setTicked(event.currentTarget.checked)} />
          {language.value === "th" ? statement.th : statement.en}
        </label>
      )}
      <Refused refusal={deed.refusal} />
      <div class="pair">
        <button type="button" disabled={!mayNow || !ticked} aria-busy={deed.busy} onClick={() => void vouch()}>
          <Icon of={UserCheck} />
          {t().vouch}
        </button>
        {props.children}
      </div>
    </div>
  );
}

/** What is ticked; the server takes no vouching for another sentence. */
function useStatement(meeting: string): Wording | null {
  const [statement, setStatement] = useState<Wording | null>(null);
  useEffect(() => {
    let current = true;
    api.statement(meeting).then(
      (found) => current && setStatement(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [meeting]);
  return statement;
}
