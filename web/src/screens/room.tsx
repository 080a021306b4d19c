/** The room: the desk is what I do, the stage is whom I see. */
import { VideoOff, X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { AgendaList, AgendaRail } from "../features/agenda/agenda.tsx";
import { ResultByName } from "../features/ballots/result.tsx";
import { ChatPanel } from "../features/chat/chat-panel.tsx";
import { SignOf } from "../features/chat/signs.tsx";
import { unreadLines } from "../features/chat/unread.ts";
import { Documents, Notices, OpenPaper } from "../features/documents/late.tsx";
import { opened, shut } from "../features/documents/papers.ts";
import { HandButton } from "../features/floor/hand-button.tsx";
import { GiveFloor } from "../features/floor/hand-queue.tsx";
import { RightsOf } from "../features/floor/rights.tsx";
import { Incidents, shownTo, WithoutOutcome } from "../features/incidents/handled.tsx";
import { type Contact, HelpButton } from "../features/incidents/help.tsx";
import { LineNotice, MediaNotice } from "../features/incidents/line-notice.tsx";
import { OwnLineNotice } from "../features/incidents/own-line.tsx";
import { OwnIncidentNotice } from "../features/incidents/own-report.tsx";
import { DeviceSettings } from "../features/presence/device-check.tsx";
import { OwnRoom, SitInRoom } from "../features/presence/in-room.tsx";
import { LeaveDialog } from "../features/presence/leave-dialog.tsx";
import { Picture } from "../features/presence/picture.tsx";
import { heard, peer, pictureRests, pictures, showing, soundBlocked } from "../features/presence/room-media.ts";
import { Roster } from "../features/presence/roster.tsx";
import { ShareButton } from "../features/presence/share-button.tsx";
import { sharesOther } from "../features/presence/sharing.ts";
import { playAll, Sounds } from "../features/presence/sound.tsx";
import { Stage } from "../features/presence/stage.tsx";
import { StillOff } from "../features/presence/still-off.tsx";
import { type Panel, Toolbar } from "../features/presence/toolbar.tsx";
import { FaultNotice } from "../features/recording/fault-notice.tsx";
import { CloseDialog } from "../features/session/close-dialog.tsx";
import { StatusLine } from "../features/session/status-line.tsx";
import { SuspendDialog } from "../features/suspension/suspend-dialog.tsx";
import { Visitors } from "../features/vouching/visitors.tsx";
import { VouchedBy } from "../features/vouching/vouched-by.tsx";
import { language, t } from "../i18n/t.ts";
import type { Result, Room, Seat, You } from "../protocol/wire.ts";
import { myBallot, openBallot, openItem, shownResult } from "../room/derived.ts";
import { send } from "../room/store.ts";
import { MeetingBar } from "../ui/bar.tsx";
import { classes } from "../ui/classes.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { Toast } from "../ui/toast.tsx";
import { Desk } from "./desk.tsx";
import css from "./room.module.css";

type Card = "close" | "leave" | "more" | "suspend" | null;

interface Props {
  room: Room;
  you: You;
  onLeft(): void;
}

export function RoomScreen({ room, you, onLeft }: Props) {
  const [panel, setPanel] = useState<Panel>(null);
  const written = room.chat_earlier + room.chat.length;
  const [read, setRead] = useState(written);
  const [card, setCard] = useState<Card>(null);
  const [whom, setWhom] = useState<string | null>(null);
  const contact: Contact = { backup: room.backup, support: room.support };
  const desk = useRef<HTMLElement>(null);
  const before = `${room.phase} ${room.item} ${openBallot.value?.ballot} ${shownResult.value?.ballot}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: something else is before the meeting, and is read from its head.
  useEffect(() => {
    desk.current?.scrollTo(0, 0);
  }, [before]);
  const choosePanel = (next: Panel) => {
    setPanel(next);
    setRead(written);
  };
  const suspend = (seat: string | null) => {
    setWhom(seat);
    setCard("suspend");
  };
  // Wherever this screen goes (suspended, left, closed), no paper stays open behind it.
  useEffect(() => shut, []);
  const close = () => setCard(null);
  const result = shownResult.value?.result ?? null;
  const unread = panel === "chat" ? 0 : Math.max(0, written - read) + unreadLines(you);
  return (
    <div
      class={classes(
        css.room,
        myBallot.value !== null && panel === null && css.voting,
        (sharesOther.value !== null || opened.value !== null) && css.sharing,
        result !== null && css.resulting,
      )}
      data-screen="room"
    >
      <a class="skip" href="#main">
        {t().skip}
      </a>
      <MeetingBar body={room.body} number={room.number} year={room.year}>
        <StatusLine room={room} />
      </MeetingBar>
      <AgendaRail agenda={room.agenda} />
      <Middle room={room} you={you} panel={panel} result={result} onPanel={choosePanel} />
      <main id="main" ref={desk} class={css.desk} aria-label={you.presides ? t().chairDesk : t().memberDesk}>
        <LineNotice contact={contact} />
        <OwnIncidentNotice />
        <Notices room={room} you={you} onList={() => choosePanel("documents")} />
        <Incidents incidents={shownTo(you)} act={send} first={you.next === null} />
        <FaultNotice room={room} you={you} />
        <MediaNotice
          status={peer.status.value}
          silent={soundBlocked.value && heard.value.length > 0}
          onUseThis={() => peer.takeOver()}
          onHear={playAll}
        />
        <StillOff />
        <OwnRoom you={you} />
        <OwnLineNotice contact={contact} live={peer.status.value === "live"} rests={pictureRests.value} />
        <Visitors meeting={room.meeting} visitors={you.visitors} picture={(seat) => <VisitorPicture seat={seat} />} />
        <Desk
          room={room}
          you={you}
          onSuspend={suspend}
          onCloseMeeting={() => setCard("close")}
          onSeeMissing={() => choosePanel("people")}
        />
        <Toast />
      </main>
      <Toolbar
        panel={panel}
        unread={unread}
        onPanel={choosePanel}
        onMore={() => setCard("more")}
        onLeave={() => setCard("leave")}
        documents={you.documents === null ? null : t().documents}
        hand={(name) => <HandButton class={name} />}
        help={(name) => <HelpButton contact={contact} class={name} />}
      />
      <Sounds />
      {card === "close" ? (
        <CloseDialog
          room={room}
          open={you.incidents.length}
          incidents={<WithoutOutcome incidents={you.incidents} act={send} />}
          onClose={close}
        />
      ) : null}
      {card === "leave" ? <LeaveDialog onClose={close} onLeft={onLeft} /> : null}
      {card === "suspend" && openItem.value !== null ? (
        <SuspendDialog room={room} item={openItem.value} seat={whom} onClose={close} />
      ) : null}
      {card === "more" ? (
        <MoreCard
          room={room}
          you={you}
          onClose={close}
          onPeople={() => {
            choosePanel("people");
            close();
          }}
          onDocuments={() => {
            choosePanel("documents");
            close();
          }}
          onLeave={() => setCard("leave")}
        />
      ) : null}
    </div>
  );
}

/** The stage, or the result by name under what is shared; a panel stands beside it and never over it. */
function Middle(props: { room: Room; you: You; panel: Panel; result: Result | null; onPanel(panel: Panel): void }) {
  const { room, you, panel, result, onPanel } = props;
  const reads = opened.value !== null;
  return (
    <div class={classes(css.middle, panel !== null && css.withPanel)}>
      {result === null || sharesOther.value !== null || reads ? (
        <Stage
          ballot={openBallot.value}
          narrow={panel !== null}
          paper={reads ? <OpenPaper room={room} you={you} onClose={shut} /> : undefined}
          sign={(seat, name) => <SignOf key="sign" seat={seat} class={name} />}
        >
          {result === null ? undefined : <ResultByName result={result} />}
        </Stage>
      ) : (
        <div class={css.result}>
          <ResultByName result={result} />
        </div>
      )}
      {panel === null ? null : (
        <SidePanel
          title={panel === "chat" ? t().chat : panel === "people" ? t().peopleTitle : t().documents}
          onClose={() => onPanel(null)}
          scrolls={panel !== "chat"}
        >
          {panel === "documents" ? (
            <Documents room={room} you={you} onOpen={() => onPanel(null)} />
          ) : panel === "chat" ? (
            <ChatPanel room={room} you={you} />
          ) : (
            <Roster
              room={room}
              more={(seat) => (
                <>
                  <VouchedBy room={room} you={you} seat={seat} />
                  <div class={css.deeds}>
                    {mayBeAsked(room, seat) ? <GiveFloor seat={seat.seat} /> : null}
                    <RightsOf seat={seat} />
                  </div>
                </>
              )}
            />
          )}
        </SidePanel>
      )}
    </div>
  );
}

/** Somebody who is there and speaks only when asked to. */
function mayBeAsked(room: Room, seat: Seat): boolean {
  const quiet = seat.roles.some((role) => role === "room" || role === "observer");
  return seat.state === "present" && !quiet && ![room.presiding, room.speaker?.seat].includes(seat.seat);
}

/** Whom one looks at before vouching; their sound is played with everybody's. */
function VisitorPicture({ seat }: { seat: string }) {
  const stream = pictures.value.get(seat);
  return stream === undefined ? <Icon of={VideoOff} /> : <Picture stream={stream} onSize={showing} />;
}

function SidePanel(props: { title: string; scrolls: boolean; onClose(): void; children: ComponentChildren }) {
  return (
    <aside class={css.panel} aria-label={props.title}>
      <header>
        <h2>{props.title}</h2>
        <button type="button" class="plain" aria-label={t().close} onClick={props.onClose}>
          <Icon of={X} />
        </button>
      </header>
      <div class={css.panelBody} tabIndex={props.scrolls ? 0 : undefined}>
        {props.children}
      </div>
    </aside>
  );
}

function MoreCard(props: {
  room: Room;
  you: You;
  onClose(): void;
  onPeople(): void;
  onDocuments(): void;
  onLeave(): void;
}) {
  const { room, you } = props;
  return (
    <Dialog title={t().more} onClose={props.onClose}>
      {you.media.sends.length === 0 ? null : <DeviceSettings soundOnly={room.sound_only} />}
      <SitInRoom you={you} onDone={props.onClose} />
      <section class={css.group}>
        <h3>{t().agenda}</h3>
        <AgendaList agenda={room.agenda} />
      </section>
      <div class="pair">
        <LanguageSwitch />
        <button type="button" class="phone-only" onClick={props.onPeople}>
          {t().people}
        </button>
        {you.documents === null ? null : (
          <button type="button" class="phone-only" onClick={props.onDocuments}>
            {t().documents}
          </button>
        )}
        <ShareButton class="phone-only" onPress={props.onClose} />
        {you.may.includes("presence.leave") ? (
          <button type="button" class="danger" onClick={props.onLeave}>
            {t().leave}…
          </button>
        ) : null}
      </div>
      <p class="meta">
        {room.agency} · {language.value === "th" ? room.rules.title_th : room.rules.title_en}
      </p>
    </Dialog>
  );
}
