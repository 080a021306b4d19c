/** One meeting, whatever I am in it now: at the door, inside, suspended, after the close. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { AgendaList } from "../features/agenda/agenda.tsx";
import { SupportAtDoor } from "../features/chat/support-line.tsx";
import { Documents, OpenPaper } from "../features/documents/late.tsx";
import { opened, shut } from "../features/documents/papers.ts";
import { TwoStepsNeeded } from "../features/identity/two-steps-needed.tsx";
import { signOut } from "../features/identity/who.ts";
import { Incidents, shownTo } from "../features/incidents/handled.tsx";
import { type Contact, ContactCard, ContactLine, HelpButton } from "../features/incidents/help.tsx";
import { LineNotice } from "../features/incidents/line-notice.tsx";
import { OwnIncidentNotice } from "../features/incidents/own-report.tsx";
import { followIncidents } from "../features/incidents/ringing.ts";
import { Preview } from "../features/presence/device-check.tsx";
import { DoorPage } from "../features/presence/door-card.tsx";
import { reportFound } from "../features/presence/door-found.ts";
import { startMedia } from "../features/presence/room-media.ts";
import { endedOutside, followSharing } from "../features/presence/sharing.ts";
import { StatusLine } from "../features/session/status-line.tsx";
import { OwnBeforeOpening } from "../features/suspension/before-opening.tsx";
import { SuspendedCard } from "../features/suspension/suspended-card.tsx";
import { Setbacks } from "../features/vouching/setbacks.tsx";
import { TurnedAwayCard } from "../features/vouching/turned-away-card.tsx";
import { WaitingCard } from "../features/vouching/waiting-card.tsx";
import { clock, day } from "../i18n/dates.ts";
import { reasonWords, t } from "../i18n/t.ts";
import { api, type Door } from "../protocol/http.ts";
import type { Refusal } from "../protocol/refusal.ts";
import type { Room, View } from "../protocol/wire.ts";
import { you } from "../room/derived.ts";
import { join, line, moveHere, nudge, part, send, view } from "../room/store.ts";
import { MeetingBar } from "../ui/bar.tsx";
import { Clock } from "../ui/clock.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { LiveRegion } from "../ui/live.tsx";
import { Phrase } from "../ui/phrase.tsx";
import { useTitle } from "../ui/title.ts";
import { Toast } from "../ui/toast.tsx";
import { announce } from "./announce.ts";
import { HousePage } from "./house-page.tsx";
import { Loaded } from "./loaded.tsx";
import { go } from "./navigate.ts";
import { RoomScreen } from "./room.tsx";

export default function MeetingScreen({ meeting }: { meeting: string }) {
  useEffect(() => {
    join(meeting);
    const stops = [startMedia(), followSharing(), followIncidents(), announce()];
    addEventListener("online", nudge);
    return () => {
      removeEventListener("online", nudge);
      for (const stop of stops) stop();
      part();
    };
  }, [meeting]);
  return (
    <>
      <Present meeting={meeting} />
      <LiveRegion />
    </>
  );
}

function Present({ meeting }: { meeting: string }) {
  const state = line.value;
  const now = view.value;
  if (state.at === "ended" && state.why === "superseded") return <Superseded />;
  if (state.at === "ended" && state.why === "occupied") return <OpenElsewhere />;
  if (state.at === "ended" && state.why === "signed_out") return <SignedOut />;
  if (state.at === "ended" && state.why !== "closed") return <CannotEnter meeting={meeting} refusal={state.refusal} />;
  if (now === null) return <Connecting />;
  return <ForMe meeting={meeting} view={now} />;
}

/** The class of viewer decides; the server made it, and the browser only follows. */
function ForMe({ meeting, view: { room, you } }: { meeting: string; view: View }) {
  const [left, setLeft] = useState(false);
  const seen = you.class;
  useEffect(() => {
    if (seen === "member" || seen === "observer") setLeft(false);
    // Another screen begins at its beginning, wherever the one before was scrolled to.
    scrollTo(0, 0);
  }, [seen]);
  useTitle(`${room.body} ${t().session(room.number, room.year)}`);
  if (seen === "unproven") return <Unproven meeting={meeting} room={room} you={you} />;
  if (seen === "suspended") return <Suspended room={room} you={you} />;
  if (room.phase === "closed") return <Closed room={room} mayRead={you.may.includes("record.read")} />;
  if (seen === "member" || seen === "observer")
    return <RoomScreen room={room} you={you} onLeft={() => setLeft(true)} />;
  if (left) return <Left room={room} onBack={() => setLeft(false)} />;
  if (!you.may.includes("presence.enter")) return <NoPlace room={room} />;
  return <AtTheDoor meeting={meeting} room={room} you={you} />;
}

function contactOf(room: Room): Contact {
  return { backup: room.backup, support: room.support };
}

function Frame(props: { room: Room; screen: string; status?: boolean; children: ComponentChildren }) {
  const { room } = props;
  return (
    <div data-screen={props.screen}>
      <a class="skip" href="#main">
        {t().skip}
      </a>
      <MeetingBar body={room.body} number={room.number} year={room.year}>
        {props.status === false ? <Clock /> : <StatusLine room={room} />}
        <LanguageSwitch />
      </MeetingBar>
      <LineNotice contact={contactOf(room)} />
      <OwnIncidentNotice />
      {you.value === null ? null : <Incidents incidents={shownTo(you.value)} act={send} first={false} />}
      {props.children}
      <footer>
        <Toast />
      </footer>
    </div>
  );
}

function AtTheDoor({ meeting, room, you }: { meeting: string; room: Room; you: View["you"] }) {
  useEffect(() => reportFound(room.sound_only), [room.sound_only]);
  return (
    <Frame room={room} screen="door">
      <Loaded ask={() => api.door(meeting)} by={meeting}>
        {(door: Door) => (
          <DoorPage door={door} you={you} soundOnly={room.sound_only}>
            <section class="card" aria-labelledby="door-agenda">
              <h2 id="door-agenda">{t().agenda}</h2>
              <AgendaList agenda={room.agenda} />
            </section>
            {room.phase === "called" && you.documents !== null ? <PapersAtTheDoor room={room} you={you} /> : null}
            <OwnBeforeOpening room={room} you={you} />
            <ContactCard contact={contactOf(room)} />
            <SupportAtDoor you={you} />
            <p>
              <a href="/meetings">{t().toMeetings}</a>
            </p>
          </DoorPage>
        )}
      </Loaded>
    </Frame>
  );
}

/** Before the opening papers are read here: members prepare days before. */
function PapersAtTheDoor({ room, you }: { room: Room; you: View["you"] }) {
  useEffect(() => shut, []);
  return (
    <section class="card" aria-labelledby="door-papers">
      <h2 id="door-papers">{t().documents}</h2>
      <Documents room={room} you={you} />
      {opened.value === null ? null : (
        <Dialog title={t().documents} wide onClose={shut}>
          <OpenPaper room={room} you={you} onClose={shut} />
        </Dialog>
      )}
    </section>
  );
}

/** Who cannot sign in: the door as for anybody, and then the wait for somebody who knows them. */
function Unproven({ meeting, room, you }: { meeting: string; room: Room; you: View["you"] }) {
  useEffect(() => reportFound(room.sound_only), [room.sound_only]);
  const contact = contactOf(room);
  const signInFor = `/sign-in?next=${encodeURIComponent(`/meetings/${meeting}`)}`;
  if (room.phase === "closed") return <ClosedToVisitor room={room} you={you} />;
  if (you.visit?.turned_away) {
    return (
      <Frame room={room} screen="turned-away" status={false}>
        <TurnedAwayCard
          visit={you.visit}
          name={you.name ?? ""}
          signIn={signInFor}
          contact={<ContactCard contact={contact} />}
          onAgain={() => void signOut().then(() => location.replace(`/meetings/${meeting}/visit`))}
        />
      </Frame>
    );
  }
  if (you.visit?.awaiting) {
    return (
      <Frame room={room} screen="unproven" status={false}>
        <WaitingCard
          visit={you.visit}
          name={you.name ?? ""}
          mayEnd={you.may.includes("identity.end_visit")}
          picture={room.sound_only ? null : <Preview whoSees={t().whoLooksSees} />}
          signIn={signInFor}
          contact={<ContactCard contact={contact} />}
          onEnded={() => void signOut().then(() => go(signInFor, true))}
        />
      </Frame>
    );
  }
  return (
    <Frame room={room} screen="door" status={false}>
      <Loaded ask={() => api.door(meeting)} by={meeting}>
        {(door: Door) => (
          <DoorPage door={door} you={you} soundOnly={room.sound_only} enter={t().awaitVouching}>
            <ContactCard contact={contact} />
          </DoorPage>
        )}
      </Loaded>
    </Frame>
  );
}

/** Whoever stood before the room when the meeting was closed: nothing of it is for them, but that it is over. */
function ClosedToVisitor({ room, you }: { room: Room; you: View["you"] }) {
  return (
    <Frame room={room} screen="closed" status={false}>
      <main id="main" class="page narrow">
        <section class="card" role="alert">
          <h1>{t().closedTitle}</h1>
          <p>
            {room.closed_at === null ? null : (
              <>
                <span class="keep">{day(room.closed_at)}</span> <span class="keep">{clock(room.closed_at)}</span>
                <br />
              </>
            )}
            <Phrase text={t().visitClosed} />
          </p>
          <Setbacks before={you.visit?.before ?? []} />
        </section>
        <ContactCard contact={contactOf(room)} />
      </main>
    </Frame>
  );
}

function Suspended({ room, you }: { room: Room; you: View["you"] }) {
  if (you.suspended === null) return null;
  return (
    <Frame room={room} screen="suspended" status={false}>
      <SuspendedCard
        suspended={you.suspended}
        room={you.room === null || you.room.out ? null : (you.room.name ?? "")}
        wasSharing={endedOutside.value}
        help={<HelpButton contact={contactOf(room)} />}
        contact={<ContactLine contact={contactOf(room)} />}
      />
    </Frame>
  );
}

function Closed({ room, mayRead }: { room: Room; mayRead: boolean }) {
  return (
    <Frame room={room} screen="closed">
      <main id="main" class="page narrow">
        <section class="card">
          <h1>{room.stopped ? t().stoppedTitle : t().closedTitle}</h1>
          <p>
            {room.closed_at === null ? null : (
              <>
                <span class="keep">{day(room.closed_at)}</span> <span class="keep">{clock(room.closed_at)}</span>
                <br />
              </>
            )}
            {room.stopped ? t().stoppedLine : t().closedLine}
          </p>
          <div class="pair">
            {mayRead ? (
              <a class="button primary" href={`/meetings/${room.meeting}/record`}>
                {t().closedRecord}
              </a>
            ) : null}
            <a class="button" href="/meetings">
              {t().toMeetings}
            </a>
          </div>
        </section>
      </main>
    </Frame>
  );
}

function Left({ room, onBack }: { room: Room; onBack(): void }) {
  return (
    <Frame room={room} screen="left">
      <main id="main" class="page narrow">
        <section class="card">
          <h1>{t().leftTitle}</h1>
          <p>{t().leaveLine}</p>
          <div class="pair">
            <button type="button" class="primary" onClick={onBack}>
              {t().enterRoom}
            </button>
            <a class="button" href="/meetings">
              {t().toMeetings}
            </a>
          </div>
        </section>
        <ContactCard contact={contactOf(room)} />
      </main>
    </Frame>
  );
}

/** Somebody who reads the record and has no place in the room: an auditor before the close. */
function NoPlace({ room }: { room: Room }) {
  return (
    <Frame room={room} screen="no-place">
      <main id="main" class="page narrow">
        <section class="card">
          <h1>{t().recordLater}</h1>
          <p>{t().recordLaterLine}</p>
          <AgendaList agenda={room.agenda} />
          <div class="pair">
            <a class="button" href="/meetings">
              {t().toMeetings}
            </a>
          </div>
        </section>
        <ContactCard contact={contactOf(room)} />
      </main>
    </Frame>
  );
}

function Connecting() {
  return (
    <main id="main" class="page" data-screen="connecting" aria-busy="true">
      <section class="card">
        <div class="sk" />
        <div class="sk" />
        <p class="meta">{line.value.at === "lost" ? t().lineLost : t().connecting}</p>
      </section>
    </main>
  );
}

function Superseded() {
  return (
    <main id="main" class="page narrow" data-screen="superseded">
      <section class="card">
        <h1>
          <Phrase text={t().superseded} />
        </h1>
        <p>
          <Phrase text={t().supersededLine} />
        </p>
        <div class="pair">
          <button type="button" class="primary" onClick={moveHere}>
            {t().useThisPage}
          </button>
        </div>
      </section>
    </main>
  );
}

/** A second device or tab: nothing moves before its person says so. */
function OpenElsewhere() {
  return (
    <main id="main" class="page narrow" data-screen="open-elsewhere">
      <section class="card" role="alertdialog" aria-labelledby="elsewhere" aria-describedby="elsewhere-line">
        <h1 id="elsewhere">
          <Phrase text={t().openElsewhere} />
        </h1>
        <p id="elsewhere-line">
          <Phrase text={t().openElsewhereLine} />
        </p>
        <div class="pair">
          <button type="button" class="primary" onClick={moveHere}>
            {t().moveHere}
          </button>
          <a class="button" href="/meetings">
            {t().stayThere}
          </a>
        </div>
      </section>
    </main>
  );
}

function SignedOut() {
  return (
    <main id="main" class="page" data-screen="signed-out">
      <section class="card">
        <h1>{t().signedOut}</h1>
        <p>{t().signedOutLine}</p>
        <div class="pair">
          <a class="button primary" href={`/sign-in?next=${encodeURIComponent(location.pathname)}`} target="_self">
            {t().signIn}
          </a>
        </div>
      </section>
    </main>
  );
}

function CannotEnter({ meeting, refusal }: { meeting: string; refusal: Refusal | null }) {
  if (refusal?.reason === "needs_second_factor") {
    return (
      <HousePage screen="cannot-enter" title={t().twoSteps} narrow>
        <TwoStepsNeeded account={`/account?next=/meetings/${meeting}`} onDone={() => join(meeting)} />
      </HousePage>
    );
  }
  return (
    <HousePage screen="cannot-enter" title={t().cannotEnter}>
      <section class="card">
        <h1>{t().cannotEnter}</h1>
        {refusal === null ? null : <p>{reasonWords(refusal.reason)}</p>}
        <div class="pair">
          <a class="button" href="/meetings">
            {t().toMeetings}
          </a>
        </div>
      </section>
    </HousePage>
  );
}
