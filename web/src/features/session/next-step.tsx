/** The one next legal step, as the server computed it: the sentence, then the button that does it. */
import { BadgeCheck, Users, Vote } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { spokenClock } from "../../i18n/dates.ts";
import { sentence } from "../../i18n/scripts.ts";
import { pick, t } from "../../i18n/t.ts";
import type { ArgsOf, CommandName, Room, You } from "../../protocol/wire.ts";
import { onOrders, openItem, shownResult, votesFor } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { classes } from "../../ui/classes.ts";
import { now } from "../../ui/clock.tsx";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import { Refused } from "../../ui/refused.tsx";
import { Script } from "../../ui/script.tsx";
import { toast } from "../../ui/toast.tsx";
import css from "./next-step.module.css";

type Next = NonNullable<You["next"]>;

interface Props {
  room: Room;
  next: Next;
  onCloseMeeting(): void;
  onSeeMissing(): void;
  /** The two sides of a casting vote. */
  casting?: ComponentChildren;
  children?: ComponentChildren;
}

export function NextStep(props: Props) {
  const { room, next, onCloseMeeting, onSeeMissing, children } = props;
  // Two sides of one weight take the place of the one button.
  const casting = next.command === "ballots.give_casting_vote";
  const deed = useDeed();
  const blocked = next.blocked?.reason === "no_quorum" ? next.blocked : null;
  // What may go on without a quorum goes on under its warning.
  const lost = room.phase === "open" && room.quorum?.met === false;
  const run = async () => {
    const name = next.command as CommandName;
    if (await deed.run(() => send(name, argsFor(room, next)))) toast(pick(t().toast, name));
  };
  return (
    <>
      {blocked !== null || lost ? <Obstacle details={blocked?.details ?? {}} room={room} /> : null}
      {blocked === null ? <Said room={room} next={next} /> : null}
      <div class={css.act}>
        {onOrders.value ? (
          <p class={css.note}>
            <Icon of={BadgeCheck} />
            {t().onOrders}
          </p>
        ) : null}
        <Refused refusal={deed.refusal} />
        {casting ? (
          props.casting
        ) : blocked === null ? (
          <Button next={next} busy={deed.busy} run={() => void run()} onCloseMeeting={onCloseMeeting} />
        ) : (
          <button type="button" class="primary wide" onClick={onSeeMissing}>
            <Icon of={Users} />
            {room.phase === "called" ? t().seeMissing : t().seeAway}
          </button>
        )}
        {children}
      </div>
    </>
  );
}

function Button(props: { next: Next; busy: boolean; run(): void; onCloseMeeting(): void }) {
  const { command } = props.next;
  if (command === "session.close_meeting") {
    return (
      <button
        type="button"
        class={classes("danger wide", css.close)}
        data-next={command}
        onClick={props.onCloseMeeting}
      >
        {t().closeButton}
      </button>
    );
  }
  return (
    <button type="button" class="primary wide" data-next={command} aria-busy={props.busy} onClick={props.run}>
      {command.startsWith("ballots.") ? <Icon of={Vote} /> : null}
      {pick(t().deed, command)}
    </button>
  );
}

/** What the server left to us: the words of the question, which the chair has just read. */
export function argsFor(room: Room, next: Next): ArgsOf<CommandName> {
  if (next.command !== "ballots.open_ballot") return next.args as ArgsOf<CommandName>;
  const title = room.agenda.find((item) => item.item === next.args.item)?.title ?? "";
  return { item: next.args.item ?? "", question: next.args.question ?? t().questionFor(title) };
}

function Said({ room, next }: { room: Room; next: Next }) {
  const ahead = room.agenda.find((item) => item.item === next.args.item);
  const result = shownResult.value?.result ?? null;
  const said = sentence(next.script, next.command, {
    body: room.body,
    number: room.number,
    year: room.year,
    soundOnly: room.sound_only,
    item: ahead ?? openItem.value,
    time: spokenClock(now.value),
    result:
      result === null
        ? null
        : {
            agree: votesFor(result, "agree"),
            disagree: votesFor(result, "disagree"),
            abstain: votesFor(result, "abstain"),
            outcome: result.outcome,
            cast: result.casting !== null,
          },
  });
  return said === null ? null : <Script label={t().nextRead} sentence={said} />;
}

function Obstacle({ details, room }: { details: Record<string, unknown>; room: Room }) {
  const present = Number(details.present ?? room.quorum?.present ?? 0);
  const needed = Number(details.needed ?? room.quorum?.needed ?? 0);
  return (
    <div class="note-box warn">
      <Icon of={Users} />
      <p class="grow">
        <b>{room.phase === "called" ? t().quorumObstacle : t().quorumNoVote}</b>
        <br />
        <Phrase
          text={room.phase === "called" ? t().quorumObstacleLine(present, needed) : t().quorumLostLine(present, needed)}
        />
      </p>
    </div>
  );
}
