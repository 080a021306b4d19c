/** The desk: one next action for whoever directs, and for everyone else what is before the meeting. */
import { CircleCheck, Hand, Hourglass, Scale } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Heading, ItemHeading } from "../features/agenda/agenda.tsx";
import { BallotPaper, OpenVoteMark, VotedCount } from "../features/ballots/ballot.tsx";
import { CastingVote } from "../features/ballots/casting-vote.tsx";
import { NoteDissent } from "../features/ballots/dissent.tsx";
import { outcomeWords, Tally } from "../features/ballots/result.tsx";
import { WaitingVoters } from "../features/ballots/waiting-voters.tsx";
import { FloorCard } from "../features/floor/floor-card.tsx";
import { HandQueue } from "../features/floor/hand-queue.tsx";
import { OwnRights } from "../features/floor/rights.tsx";
import { HeldNote, SilenceButtons } from "../features/floor/silence.tsx";
import { TroubleRows } from "../features/incidents/troubles.tsx";
import { LinkOf } from "../features/links/issue-link.tsx";
import { MissingCard } from "../features/presence/missing-card.tsx";
import { PutInRoom, TakeOut } from "../features/presence/seat-in-room.tsx";
import { SharingNote } from "../features/presence/sharing-note.tsx";
import { ObjectionsCard } from "../features/resolutions/objections.tsx";
import { UnresolvedDialog } from "../features/resolutions/unresolved-dialog.tsx";
import { CapacityCard } from "../features/session/capacity.tsx";
import { NextStep } from "../features/session/next-step.tsx";
import { HandOver, Presiding } from "../features/session/presiding.tsx";
import { StopClassified } from "../features/session/stop-classified.tsx";
import { MarkedConflicts, OwnBeforeOpening } from "../features/suspension/before-opening.tsx";
import { ofOthers, toDecide } from "../features/suspension/conflicts.ts";
import { DeclareInterest } from "../features/suspension/declare-interest.tsx";
import { SuspensionRows } from "../features/suspension/suspension-rows.tsx";
import { clock } from "../i18n/dates.ts";
import { pick, t } from "../i18n/t.ts";
import type { Ballot, Room, You } from "../protocol/wire.ts";
import { directs, may, myBallot, nameOf, openBallot, openItem, room, shownResult, you } from "../room/derived.ts";
import { myPlace } from "../room/floor.ts";
import { send } from "../room/store.ts";
import { useDeed } from "../ui/deed.tsx";
import { Icon } from "../ui/icon.tsx";
import { unbroken } from "../ui/name.tsx";
import { Phrase } from "../ui/phrase.tsx";
import { Refused } from "../ui/refused.tsx";
import { toast } from "../ui/toast.tsx";
import css from "./room.module.css";

/** What is seldom done, last on the desk. */
const RARE = ["presiding.pass_presiding", "session.stop_classified"] as const;

interface Props {
  room: Room;
  you: You;
  onSuspend(seat: string | null): void;
  onCloseMeeting(): void;
  onSeeMissing(): void;
}

export function Desk(props: Props) {
  const { room, you } = props;
  const result = shownResult.value;
  // What is said of an interest in the item that is open comes before anything else is done with it.
  const decides = may("suspension.suspend_seat") || may("suspension.begin_explanation");
  const said = decides ? toDecide(room) : null;
  return (
    <>
      <What room={room} />
      {room.sound_only ? <p class="meta">{t().bySound}</p> : null}
      <Presiding room={room} />
      <SharingNote />
      {said !== null ? (
        <ToDecide
          words={SAID[said.kind](unbroken(nameOf(said.seat)))}
          deed={pick(t().consider, said.kind)}
          onConsider={() => props.onSuspend(said.seat)}
        >
          <Otherwise next="agenda.close_item" blocked={true} />
        </ToDecide>
      ) : directs.value && you.next !== null ? (
        <NextStep
          room={room}
          next={you.next}
          onCloseMeeting={props.onCloseMeeting}
          onSeeMissing={props.onSeeMissing}
          casting={<CastingVote />}
        >
          <Otherwise next={you.next.command} blocked={you.next.blocked !== null} />
        </NextStep>
      ) : null}
      <HeldNote />
      <OwnRights />
      {room.speaker === null ? null : <FloorCard speaker={room.speaker} alone={room.hands.length === 0} />}
      {directs.value ? <HandQueue hands={room.hands} /> : <OwnHand />}
      {room.phase === "called" ? <Missing room={room} you={you} /> : null}
      {you.may.includes("capacity.read") ? <CapacityCard meeting={room.meeting} /> : null}
      {result?.result ? <Tally result={result.result} /> : null}
      {result?.result ? <NoteDissent ballot={result.ballot} /> : null}
      {room.objections === null ? null : <ObjectionsCard asked={room.objections} />}
      {room.resolved.some((one) => one.item === room.item && one.unresolved === null) ? <Unopposed /> : null}
      {openBallot.value === null ? null : <Voting ballot={openBallot.value} />}
      {room.phase !== "called" && (directs.value || ofOthers().length > 0) ? (
        <SuspensionRows
          room={room}
          onSuspend={props.onSuspend}
          takeOut={(seat) => <TakeOut seat={seat} name={nameOf(seat)} />}
        />
      ) : null}
      <TroubleRows room={room} you={you} />
      {directs.value ? null : <Heard room={room} />}
      {openItem.value !== null && openBallot.value === null ? (
        <DeclareInterest room={room} item={openItem.value} />
      ) : null}
      <OwnBeforeOpening room={room} you={you} />
      <MarkedConflicts room={room} you={you} />
      {room.phase === "called" ? null : <Missing room={room} you={you} />}
      {directs.value ? null : <Waits room={room} />}
      {directs.value || decides || RARE.some(may) ? (
        <div class={css.quiet}>
          {decides ? (
            <button type="button" class="plain" onClick={() => props.onSuspend(null)}>
              {t().suspendAny}
            </button>
          ) : null}
          <SilenceButtons />
          <HandOver room={room} />
          <StopClassified />
        </div>
      ) : null}
    </>
  );
}

/** That one asks to speak, and who is asked before. */
function OwnHand() {
  if (myPlace.value === 0) return null;
  return (
    <p class="note-box" data-my-hand>
      <Icon of={Hand} />
      <span>
        <Phrase text={t().handMine(myPlace.value)} />
      </span>
    </p>
  );
}

/** Who is not there, and how they may be let in or put down; once the meeting sits, below what is done in it. */
function Missing({ room, you }: { room: Room; you: You }) {
  if (!you.may.includes("missing.read")) return null;
  return (
    <MissingCard
      room={room}
      more={(one, again) => (
        <>
          {one.room === null ? (
            <LinkOf
              meeting={room.meeting}
              seat={one.seat}
              name={one.name ?? ""}
              telephone={one.telephone}
              waits={one.link}
              may={you.may}
              onChanged={again}
            />
          ) : null}
          <PutInRoom
            meeting={room.meeting}
            seat={one.seat}
            name={one.name ?? ""}
            sits={one.room}
            you={you}
            onChanged={again}
          />
        </>
      )}
    />
  );
}

const SAID = {
  declared: (name: string) => t().declaredBy(name),
  objected: (name: string) => t().objectedTo(name),
  marked: (name: string) => t().declaredBy(name),
  heard: (name: string) => t().explainsBefore(name),
};

/** Everybody hears who explains, and why nothing else happens meanwhile. */
function Heard({ room }: { room: Room }) {
  return room.explaining.map((one) => (
    <p key={one.seat} class="note-box rest">
      <Icon of={Scale} />
      <span>
        <Phrase text={t().explainsBefore(unbroken(nameOf(one.seat)))} />
      </span>
    </p>
  ));
}

/** An interest is said of somebody: the next step is to decide on it, whatever else may be done. */
function ToDecide(props: { words: string; deed: string; onConsider(): void; children: ComponentChildren }) {
  return (
    <>
      <p class="note-box warn">
        <Icon of={Scale} />
        <b class="grow">
          <Phrase text={props.words} />
        </b>
      </p>
      <div class={css.declared}>
        <button type="button" class="primary wide" onClick={props.onConsider}>
          {props.deed}
        </button>
        {props.children}
      </div>
    </>
  );
}

/** What is before the meeting now. */
function What({ room }: { room: Room }) {
  const ballot = openBallot.value;
  const result = shownResult.value;
  const item = openItem.value;
  if (ballot !== null) {
    return (
      <Heading
        title={ballot.question}
        meta={
          <>
            <span>{t().itemNumbered(item?.number ?? "")}</span>
            <OpenVoteMark />
          </>
        }
      />
    );
  }
  if (result?.result) {
    const closed = result.closed_at === null ? "" : t().ballotClosedAt(clock(result.closed_at));
    return (
      <Heading
        title={outcomeWords(result.result)}
        meta={
          <>
            <span>{t().itemNumbered(item?.number ?? "")}</span>
            <span class="num">{closed}</span>
          </>
        }
      />
    );
  }
  if (item !== null) return <ItemHeading item={item} />;
  if (room.phase === "called") {
    return (
      <Heading
        title={t().beforeOpening}
        meta={
          <span>
            {t().beforeOpeningLine} <span class="keep num">{clock(room.starts_at)}</span>
          </span>
        }
      />
    );
  }
  const ahead = room.agenda.find((one) => one.state === "coming");
  if (ahead === undefined) return <Heading title={t().allItemsDone} meta={<span>{t().agenda}</span>} />;
  return (
    <Heading
      title={ahead.title}
      meta={
        <>
          <span>{t().itemNumbered(ahead.number)}</span>
          {ahead.purpose === "other" ? null : <span>{pick(t().purpose, ahead.purpose)}</span>}
          <span>{t().itemNext}</span>
        </>
      }
    />
  );
}

function Unopposed() {
  return (
    <p class="note-box good">
      <Icon of={CircleCheck} />
      <b>
        <Phrase text={t().unopposed} />
      </b>
    </p>
  );
}

/** The other legal steps, quieter than the next one. */
function Otherwise({ next, blocked }: { next: string; blocked: boolean }) {
  const deed = useDeed();
  const [unresolved, setUnresolved] = useState(false);
  const item = openItem.value;
  if (item === null) return null;
  const closing = (next === "ballots.open_ballot" || blocked) && may("agenda.close_item");
  const voting = VOTING_INSTEAD.includes(next) && may("ballots.open_ballot");
  const asking = (next === "ballots.open_ballot" || blocked) && may("resolutions.ask_for_objections");
  if (!closing && !voting && !asking) return null;
  const run = async (command: "agenda.close_item" | "ballots.open_ballot" | "resolutions.ask_for_objections") => {
    const asked =
      command === "agenda.close_item"
        ? () => send(command, { item: item.item })
        : () => send(command, { item: item.item, question: t().questionFor(item.title) });
    if (await deed.run(asked)) toast(pick(t().toast, command));
  };
  const needsReason = item.purpose === "consider" && !isResolved();
  return (
    <>
      <Refused refusal={deed.refusal} />
      <div class="pair">
        {asking ? (
          <button type="button" aria-busy={deed.busy} onClick={() => void run("resolutions.ask_for_objections")}>
            {t().askObjections}
          </button>
        ) : null}
        {closing ? (
          <button
            type="button"
            aria-busy={deed.busy}
            onClick={() => (needsReason ? setUnresolved(true) : void run("agenda.close_item"))}
          >
            {needsReason ? t().alsoCloseItem : pick(t().deed, "agenda.close_item")}
          </button>
        ) : null}
        {voting ? (
          <button type="button" aria-busy={deed.busy} onClick={() => void run("ballots.open_ballot")}>
            {shownResult.value === null ? t().alsoOpenVote : t().voteAgain}
          </button>
        ) : null}
      </div>
      {unresolved ? <UnresolvedDialog item={item.item} onClose={() => setUnresolved(false)} /> : null}
    </>
  );
}

// Before these are done it may still be put to the vote, or to the vote again.
const VOTING_INSTEAD = ["agenda.close_item", "ballots.announce_result", "resolutions.resolve_unopposed"];

/** Whether the open item has been resolved one way or the other. */
function isResolved(): boolean {
  const item = openItem.value?.item;
  const unopposed = room.value?.resolved.some((one) => one.item === item && one.unresolved === null) ?? false;
  return unopposed || (shownResult.value !== null && you.value?.next?.command !== "ballots.give_casting_vote");
}

function Voting({ ballot }: { ballot: Ballot }) {
  const mine = myBallot.value;
  const takes = may("voices.take_down_vote");
  return (
    <>
      {mine === null ? null : <BallotPaper ballot={mine} small={directs.value} />}
      {mine === null && !directs.value ? <p class="note-box">{t().notEntitled}</p> : null}
      {directs.value || takes ? <WaitingVoters ballot={ballot} /> : null}
      {directs.value ? null : <VotedCount ballot={ballot} />}
    </>
  );
}

/** A member need not wonder what the meeting waits for. */
function Waits({ room }: { room: Room }) {
  if (openItem.value !== null) return null;
  const words =
    room.phase === "called"
      ? t().waitingForChair
      : room.agenda.some((item) => item.state === "coming")
        ? t().betweenItems
        : t().allItemsDone;
  return (
    <p class="note-box">
      <Icon of={Hourglass} />
      <span>{words}</span>
    </p>
  );
}
