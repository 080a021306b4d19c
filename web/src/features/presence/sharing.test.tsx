import { render } from "preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { captured } from "../../media/capture.ts";
import * as devices from "../../media/devices.ts";
import type { You } from "../../protocol/wire.ts";
import { answerCommand, commands, endMeeting, inMeeting, tell } from "../../testing/meeting.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { FakeConnection, FakeStream, FakeTrack } from "../../testing/rtc.ts";
import { ARUNEE, ballot, CHAI, KAMALA, room, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { peer, startMedia } from "./room-media.ts";
import { Roster } from "./roster.tsx";
import { ShareButton } from "./share-button.tsx";
import { endedOutside, followSharing } from "./sharing.ts";
import { SharingNote } from "./sharing-note.tsx";
import { Stage } from "./stage.tsx";

const MAY: You["may"] = ["floor.share_screen"];
const BY_THANA = { sharing: { seat: THANA.seat, since: null } };
const SHARES = viewOf(
  THANA,
  BY_THANA,
  { may: [...MAY, "floor.stop_sharing"], media: { inside: true, sends: ["camera", "mic", "screen"] } },
  8,
);

let stops: (() => void)[] = [];
let shown: FakeTrack | null = null;

beforeEach(() => {
  shown = new FakeTrack("video");
  vi.stubGlobal("MediaStream", FakeStream);
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia: async ({ audio }: MediaStreamConstraints) =>
        new FakeStream([new FakeTrack(audio ? "audio" : "video")]),
      enumerateDevices: async () => [],
      getDisplayMedia: async () => {
        if (shown === null) throw Object.assign(new Error("nothing chosen"), { name: "NotAllowedError" });
        const track = shown;
        return { getVideoTracks: () => [track] };
      },
    },
  });
  HTMLMediaElement.prototype.play = async () => {};
  FakeConnection.made = [];
});
afterEach(() => {
  for (const stop of stops) stop();
  stops = [];
  devices.stop("mic");
  devices.stop("camera");
  endMeeting();
});

/** In the room with a live connection. */
async function inside(view = viewOf(THANA, {}, { may: MAY })) {
  const server = await inMeeting(view);
  await happen(() => {
    stops = [startMedia(), followSharing()];
  });
  const signal = (one: object) => happen(() => server.say({ type: "signal", signal: one }));
  await signal({ kind: "opened", conn: peer.name() });
  await vi.waitFor(() => expect(offers(server)).toHaveLength(1));
  await signal({ kind: "answer", conn: peer.name(), n: 1, sdp: "answer" });
  await happen(() => FakeConnection.last.ice("connected"));
  return { server, signal };
}

function offers(server: { of(type: string): Record<string, unknown>[] }) {
  return server.of("signal").filter((one) => (one.signal as { kind: string }).kind === "offer");
}

/** What is on the line for screens now. */
function sent(): unknown {
  return FakeConnection.last.getTransceivers().at(-1)?.sender.track;
}

it("captures first, asks the server, and sends only once the plan holds it", async () => {
  const { server } = await inside();
  const place = await draw(<ShareButton />);
  await press(place, "นำเสนอ");
  await vi.waitFor(() => expect(commands()).toEqual([["floor.share_screen", {}]]));
  expect([captured.value, offers(server).length]).toEqual([shown, 1]);
  await answerCommand();
  expect(offers(server)).toHaveLength(1);
  await tell(SHARES);
  await vi.waitFor(() => expect(offers(server)).toHaveLength(2));
  expect(sent()).toBe(shown);
  expect((shown as unknown as MediaStreamTrack).contentHint).toBe("detail");
  await press(place, "หยุดนำเสนอ");
  expect(commands().at(-1)).toEqual(["floor.stop_sharing", {}]);
});

it("is let go when the server refuses, with the reason in words", async () => {
  await inside();
  const place = await draw(
    <>
      <ShareButton />
      <SharingNote />
    </>,
  );
  await press(place, "นำเสนอ");
  await vi.waitFor(() => expect(commands()).toHaveLength(1));
  await answerCommand("screen_shared");
  await vi.waitFor(() => expect(place.textContent).toContain("มีผู้อื่นกำลังนำเสนอหน้าจออยู่"));
  expect([captured.value, shown?.readyState]).toEqual([null, "ended"]);
  await accessible(place);
});

it("asks for nothing when nothing was chosen", async () => {
  await inside();
  shown = null;
  const place = await draw(<ShareButton />);
  await press(place, "นำเสนอ");
  await vi.waitFor(() => expect(place.querySelector("[aria-busy=true]")).toBeNull());
  expect(commands()).toEqual([]);
});

it("ends with the browser's own button, and with the plan", async () => {
  await inside();
  const place = await draw(<ShareButton />);
  await press(place, "นำเสนอ");
  await vi.waitFor(() => expect(commands()).toHaveLength(1));
  await answerCommand();
  await tell(SHARES);
  await happen(() => shown?.onended?.());
  expect(commands().at(-1)).toEqual(["floor.stop_sharing", {}]);
  await answerCommand();
  await tell(viewOf(THANA, {}, { may: MAY }, 9));
  const second = new FakeTrack("video");
  shown = second;
  await press(place, "นำเสนอ");
  await vi.waitFor(() => expect(commands()).toHaveLength(3));
  await answerCommand();
  await tell({ ...SHARES, seq: 10 });
  expect(sent()).toBe(second);
  // Whoever presides ended it: the browser stops capturing.
  await tell(viewOf(THANA, {}, { may: MAY }, 11));
  expect([sent(), second.readyState, captured.value]).toEqual([null, "ended", null]);
});

it("tells whoever is sent outside while sharing that it has ended", async () => {
  await inside();
  const place = await draw(<ShareButton />);
  await press(place, "นำเสนอ");
  await vi.waitFor(() => expect(commands()).toHaveLength(1));
  await answerCommand();
  await tell(SHARES);
  const out = { class: "suspended" as const, media: { inside: false, sends: [] } };
  await tell(viewOf(THANA, {}, out, 9));
  expect([endedOutside.value, shown?.readyState]).toEqual([true, "ended"]);
  await tell(viewOf(THANA, {}, { may: MAY }, 10));
  expect(endedOutside.value).toBe(false);
  await tell(viewOf(THANA, {}, out, 11));
  expect(endedOutside.value).toBe(false);
});

it("is given up by a page that was loaded anew", async () => {
  await inside(SHARES);
  expect(commands()).toEqual([["floor.stop_sharing", {}]]);
});

it("is offered to nobody whose browser cannot, nor to whom the server would refuse", async () => {
  await inside(viewOf(THANA));
  const place = await draw(<ShareButton />);
  expect(place.textContent).toBe("");
  vi.stubGlobal("navigator", { mediaDevices: { enumerateDevices: async () => [] } });
  await tell(viewOf(THANA, {}, { may: MAY }, 8));
  expect(place.textContent).toBe("");
});

it("has the large place on everyone else's stage, and none on one's own", async () => {
  const { signal } = await inside(viewOf(WILAI, BY_THANA));
  const place = await draw(<Stage ballot={null} narrow={false} />);
  const pane = place.querySelector("[data-shared]");
  expect(pane?.textContent).toContain("กำลังรับภาพหน้าจอ");
  expect(pane?.textContent).toContain("นายธนา มั่นสมมติ กำลังนำเสนอหน้าจอ");
  await signal({
    kind: "layout",
    conn: peer.name(),
    epoch: 2,
    slots: [{ mid: "6", seat: THANA.seat, source: "screen", state: "live" }],
    muted: [],
  });
  expect(place.querySelector("[data-shared] video")).not.toBeNull();
  const seats = [...place.querySelectorAll("li[data-seat]")].map((one) => one.getAttribute("data-seat"));
  expect(seats).toEqual(room().seats.map((one) => one.seat));
  await accessible(place);
  await signal({
    kind: "layout",
    conn: peer.name(),
    epoch: 2,
    slots: [{ mid: "6", seat: THANA.seat, source: "screen", state: "held" }],
    muted: [],
  });
  expect(place.querySelector("[data-shared] video")).not.toBeNull();
  expect(pane?.textContent).toContain("ภาพหยุดไว้");
  await tell({ ...SHARES, seq: 9 });
  expect(place.querySelector("[data-shared]")).toBeNull();
});

it("is ended by whoever presides, from the desk", async () => {
  await inside(viewOf(ARUNEE, BY_THANA, { may: ["floor.end_sharing", "floor.share_screen"] }));
  const place = await draw(
    <>
      <SharingNote />
      <ShareButton />
    </>,
  );
  control(place, "นำเสนอแทน");
  await accessible(place);
  await press(place, "ยุติการนำเสนอ");
  expect(commands()).toEqual([["floor.end_sharing", { seat: THANA.seat }]]);
});

it("is a right that is given and taken back in the list of people", async () => {
  const seats = [ARUNEE, { ...THANA, screen: "given" as const }, WILAI, { ...KAMALA, screen: "never" as const }];
  await inside(viewOf(ARUNEE, { seats }, { may: ["floor.allow_sharing", "floor.take_back_sharing"] }));
  // Whoever is not there is given nothing.
  const away = [...seats, { ...CHAI, state: "absent" as const }];
  const place = await draw(<Roster room={room({ seats: away })} more={() => null} />);
  const buttons = () => [...place.querySelectorAll("button")].map((one) => one.textContent);
  expect(buttons()).toEqual(["ยกเลิกสิทธินำเสนอ นายธนา มั่นสมมติ", "ให้นำเสนอ นางวิไล รักสมมติ"]);
  await press(place, "ให้นำเสนอ นางวิไล รักสมมติ");
  expect(commands()).toEqual([["floor.allow_sharing", { seat: WILAI.seat }]]);
  await answerCommand();
  await press(place, "ยกเลิกสิทธินำเสนอ นายธนา มั่นสมมติ");
  expect(commands().at(-1)).toEqual(["floor.take_back_sharing", { seat: THANA.seat }]);
  await accessible(place);
  await tell(viewOf(WILAI, { seats }, {}, 8));
  expect(buttons()).toEqual([]);
});

it("leaves the whole screen by itself when a vote opens, another shares, or it is taken away", async () => {
  const left = vi.fn(async () => {});
  Object.defineProperty(document, "exitFullscreen", { value: left, configurable: true });
  let whole: Element | null = null;
  Object.defineProperty(document, "fullscreenElement", { get: () => whole, configurable: true });
  await inside(viewOf(WILAI, BY_THANA));
  const place = await draw(<Stage ballot={null} narrow={false} />);
  const changes = async (act: () => Promise<void>) => {
    left.mockClear();
    whole = place.querySelector("[data-shared]");
    await act();
    expect(left).toHaveBeenCalled();
  };
  await changes(() => tell(viewOf(WILAI, { ...BY_THANA, ballots: [ballot()] }, {}, 8)));
  await changes(() => tell(viewOf(WILAI, { sharing: { seat: KAMALA.seat, since: null } }, {}, 9)));
  await changes(() => happen(() => render(null, place)));
  Reflect.deleteProperty(document, "fullscreenElement");
});
