import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as devices from "../../media/devices.ts";
import type { Slot } from "../../protocol/wire.ts";
import { answerCommand, commands, endMeeting, inMeeting, tell } from "../../testing/meeting.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { FakeConnection, FakeStream, FakeTrack } from "../../testing/rtc.ts";
import { ARUNEE, ballot, CHAI, inState, KAMALA, MEETING, room, THANA, viewOf, WILAI } from "../../testing/scene.ts";
import { type Answers, FakeSocket } from "../../testing/wire.ts";
import { DoorPage } from "./door-card.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";
import { chooseAtDoor } from "./own-choice.ts";
import { Picture } from "./picture.tsx";
import { peer, soundBlocked, speaking, startMedia } from "./room-media.ts";
import { Roster } from "./roster.tsx";
import { playAll, Sounds } from "./sound.tsx";
import { Stage } from "./stage.tsx";
import { Toolbar } from "./toolbar.tsx";

let denied = false;
let stop = () => {};
const played = vi.fn(async () => {});

beforeEach(() => {
  denied = false;
  vi.stubGlobal("MediaStream", FakeStream);
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  vi.stubGlobal("AudioContext", undefined);
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia: async ({ audio }: MediaStreamConstraints) => {
        if (denied) throw Object.assign(new Error("no"), { name: "NotAllowedError" });
        return new FakeStream([new FakeTrack(audio ? "audio" : "video")]);
      },
      enumerateDevices: async () => [],
    },
  });
  HTMLMediaElement.prototype.play = played;
  HTMLMediaElement.prototype.pause = () => {};
  FakeConnection.made = [];
});
afterEach(() => {
  stop();
  stop = () => {};
  devices.stop("mic");
  devices.stop("camera");
  devices.troubles.value = { mic: null, camera: null };
  endMeeting();
});

const DOOR = {
  meeting: "mtg_1",
  body: "คณะกรรมการพัฒนาบริการดิจิทัล",
  number: 11,
  year: 2569,
  place: "ห้องประชุม ๑",
  starts_at: "2026-11-12T02:30:00Z",
  phase: "called",
  agency: "สำนักงานพัฒนาบริการตัวอย่าง",
  backup: { kind: "telephone", address: "0 0000 0000" },
  support: { name: CHAI.name ?? "" },
  notice: { version: "2569-1", sha256: "sha-of-the-notice", th: "การประชุมนี้บันทึกเสียงและภาพ", en: "Recorded" },
  terms: { version: "2569-1", sha256: "sha-of-the-terms", th: "ข้อกำหนดของหน่วยงาน", en: "Terms" },
  manual: { version: "2569-1", sha256: "sha-of-the-manual" },
  accepted: false,
} as const;
const ACCEPT = "ข้าพเจ้าอ่านแล้ว รับทราบการบันทึก และยอมรับข้อกำหนด";
const ACCEPTED = { notice: "sha-of-the-notice", terms: "sha-of-the-terms", manual: "sha-of-the-manual" };

describe("the door", () => {
  async function door(answers: Answers = {}) {
    const view = viewOf(THANA, {}, { class: "waiting", may: ["presence.enter"] });
    await inMeeting(view, answers);
    return draw(<DoorPage door={DOOR} you={view.you} soundOnly={false} children={null} />);
  }

  it("tries the devices and enters with the notice that was read", async () => {
    const place = await door();
    await vi.waitFor(() => expect(place.textContent).toContain("กล้องเห็นท่าน"));
    expect(place.textContent).toContain("นายธนา มั่นสมมติ");
    await press(place, ACCEPT);
    await accessible(place);
    await press(place, "เข้าห้องประชุม");
    expect(commands()).toEqual([["presence.enter", ACCEPTED]]);
  });

  it("says when it begins, that the hour has passed, or that it has begun", async () => {
    const at = async (phase: "called" | "open", startsAt: string) => {
      const view = viewOf(THANA, { phase, opened_at: phase === "open" ? "2026-11-12T02:32:00.000Z" : null });
      await inMeeting(view);
      const place = await draw(
        <DoorPage door={{ ...DOOR, starts_at: startsAt }} you={view.you} soundOnly={false} children={null} />,
      );
      return place.querySelector("[data-when]")?.textContent;
    };
    expect(await at("called", "2569-11-12T02:30:00.000Z")).toBe("เริ่มประชุม ๐๙.๓๐ น. เข้าก่อนได้");
    expect(await at("called", "2026-01-12T02:30:00.000Z")).toBe("เริ่มประชุม ๐๙.๓๐ น. เลยเวลานัดแล้ว ยังไม่ได้เปิดประชุม");
    expect(await at("open", DOOR.starts_at)).toBe("เปิดประชุมแล้ว เมื่อ ๐๙.๓๒ น. ท่านเข้าได้ทันที");
  });

  it("leads to the notice when it was not accepted", async () => {
    const place = await door();
    await press(place, "เข้าห้องประชุม");
    expect(place.querySelector("[role=alert]")?.textContent).toContain("โปรดทำเครื่องหมาย");
    expect(document.activeElement?.getAttribute("type")).toBe("checkbox");
    expect(commands()).toEqual([]);
  });

  it("shows the texts in force when one has changed meanwhile, and has them accepted anew", async () => {
    const newer = { ...DOOR, terms: { ...DOOR.terms, version: "2570-1", sha256: "sha-of-newer-terms" } };
    const place = await door({ "GET /api/meetings/mtg_1/door": () => newer });
    await press(place, ACCEPT);
    await press(place, "เข้าห้องประชุม");
    await answerCommand("terms_not_accepted");
    await vi.waitFor(() => expect(place.textContent).toContain("ข้อกำหนดฉบับที่ ๒๕๗๐-๑"));
    expect(place.textContent).toContain("ข้อกำหนดหรือคู่มือเปลี่ยนแล้ว");
    expect(place.querySelector<HTMLInputElement>("input[type=checkbox]")?.checked).toBe(false);
    await press(place, ACCEPT);
    await press(place, "เข้าห้องประชุม");
    expect(commands()[1]).toEqual(["presence.enter", { ...ACCEPTED, terms: "sha-of-newer-terms" }]);
  });

  it("has the terms and the manual to read, in a dialog that the keyboard reaches", async () => {
    const manual = { ...DOOR.manual, th: "คู่มือของหน่วยงาน", en: "Manual" };
    const place = await door({ "GET /api/texts/sha-of-the-manual": () => manual });
    await press(place, "อ่านข้อกำหนด");
    expect(place.querySelector("dialog")?.textContent).toContain("ข้อกำหนดของหน่วยงาน");
    await accessible(place);
    await press(place, "ปิด");
    await press(place, "คู่มือการใช้งาน");
    await vi.waitFor(() => expect(place.querySelector("dialog")?.textContent).toContain("คู่มือของหน่วยงาน"));
  });

  it("asks nobody twice for the same texts", async () => {
    const view = viewOf(THANA, {}, { class: "waiting", may: ["presence.enter"] });
    await inMeeting(view);
    const again = { ...DOOR, accepted: true };
    const place = await draw(<DoorPage door={again} you={view.you} soundOnly={false} children={null} />);
    expect(place.querySelector("input[type=checkbox]")).toBeNull();
    await press(place, "เข้าห้องประชุม");
    expect(commands()).toEqual([["presence.enter", ACCEPTED]]);
  });

  it("keeps nobody outside for want of a device, and says how to allow it", async () => {
    denied = true;
    const place = await door();
    await vi.waitFor(() => expect(place.textContent).toContain("ท่านยังเข้าประชุม ฟัง และลงคะแนนได้"));
    expect(place.textContent).toContain("กดรูปแม่กุญแจ");
    denied = false;
    for (const _ of ["mic", "camera"]) await press(place, "เปิดอีกครั้ง");
    await vi.waitFor(() => expect(place.textContent).toContain("กล้องเห็นท่าน"));
  });

  it("lets one enter unseen and unheard", async () => {
    const place = await door();
    await vi.waitFor(() => expect(place.textContent).toContain("กล้องเห็นท่าน"));
    await press(place, "ปิดกล้อง");
    await press(place, "ปิดไมค์");
    expect(place.textContent).toContain("ท่านปิดกล้องไว้");
    expect(devices.wanted.value).toEqual({ mic: false, camera: false });
    await press(place, "เปิดกล้อง");
    await press(place, "เปิดไมค์");
  });
});

const SHOWN: Slot[] = [{ mid: "6", seat: ARUNEE.seat, source: "camera", state: "live" }];

/** Enter the room with a live connection whose slots are laid out so. */
async function live(slots: Slot[], view = viewOf(THANA)) {
  const server = await inMeeting(view);
  chooseAtDoor(MEETING, view.you.seat);
  await happen(() => {
    stop = startMedia();
  });
  const signal = (one: unknown) => happen(() => server.say({ type: "signal", signal: one }));
  await signal({ kind: "opened", conn: peer.name() });
  await vi.waitFor(() =>
    expect(server.of("signal").map((one) => (one.signal as { kind: string }).kind)).toContain("offer"),
  );
  await signal({ kind: "answer", conn: peer.name(), n: 1, sdp: "answer" });
  await happen(() => FakeConnection.last.ice("connected"));
  await signal({ kind: "layout", conn: peer.name(), epoch: 1, slots });
  return { server, signal };
}

describe("picture and sound", () => {
  it.each(["superseded", "signed_out", "closed"])("end with a line that has ended: %s", async (reason) => {
    const { server } = await live([]);
    await vi.waitFor(() => expect(devices.tracks.value.camera).not.toBeNull());
    const { mic, camera } = devices.tracks.value;
    await happen(() => server.say({ type: "goodbye", reason }));
    expect([mic?.readyState, camera?.readyState]).toEqual(["ended", "ended"]);
    expect(devices.tracks.value).toEqual({ mic: null, camera: null });
    expect(peer.connection()).toBeNull();
  });

  it("leave no device on that opens after one was put outside", async () => {
    let give = () => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    const opened: MediaStreamTrack[] = [];
    const ask = navigator.mediaDevices.getUserMedia;
    navigator.mediaDevices.getUserMedia = async (wish) => {
      await given;
      const stream = await ask(wish);
      opened.push(...stream.getTracks());
      return stream;
    };
    const { server } = await live([]);
    await happen(() => server.say({ type: "goodbye", reason: "superseded" }));
    give();
    await vi.waitFor(() => expect(opened.map((track) => track.readyState)).toEqual(["ended", "ended"]));
    expect(devices.tracks.value).toEqual({ mic: null, camera: null });
  });

  it("put each picture on its seat, and mark who speaks and whose microphone is off", async () => {
    const { signal } = await live(SHOWN);
    const place = await draw(<Stage ballot={null} narrow={false} />);
    expect(place.querySelector(`[data-seat=${ARUNEE.seat}] video`)).not.toBeNull();
    expect(place.querySelector(`[data-seat=${WILAI.seat}] video`)).toBeNull();
    // Most of those who are there have no line of their own for their sound.
    await signal({ kind: "layout", conn: peer.name(), epoch: 1, slots: SHOWN, muted: [WILAI.seat] });
    expect(place.querySelector(`[data-seat=${WILAI.seat}]`)?.textContent).toContain("ไมค์ปิด");
    await signal({ kind: "speakers", seats: [{ seat: ARUNEE.seat, level: -22 }] });
    expect([...speaking.value]).toEqual([ARUNEE.seat]);
    expect(place.querySelector(`[data-seat=${ARUNEE.seat}]`)?.textContent).toContain("กำลังพูด");
    await accessible(place);
  });

  it("keep the last picture where a line is weak, and say quietly whose it is", async () => {
    const { signal } = await live([
      { mid: "6", seat: ARUNEE.seat, source: "camera", state: "held" },
      { mid: "7", seat: WILAI.seat, source: "camera", state: "weak" },
    ]);
    const place = await draw(<Stage ballot={null} narrow={false} />);
    const tile = (seat: string) => place.querySelector(`[data-seat=${seat}]`);
    expect(tile(ARUNEE.seat)?.querySelector("video")).not.toBeNull();
    expect(tile(ARUNEE.seat)?.textContent).toContain("ภาพหยุดไว้");
    expect(tile(WILAI.seat)?.textContent).toContain("สัญญาณอ่อน");
    expect(tile(THANA.seat)?.textContent).toContain("สัญญาณอ่อน");
    await accessible(place);
    await signal({
      kind: "layout",
      conn: peer.name(),
      epoch: 2,
      slots: [{ mid: "6", seat: ARUNEE.seat, source: "camera", state: "live" }],
    });
    expect(place.textContent).not.toContain("สัญญาณอ่อน");
    expect(place.textContent).not.toContain("ภาพหยุดไว้");
  });

  it("stop at once, both ways, when the view says that one is out; and come back by themselves", async () => {
    await live([]);
    await vi.waitFor(() => expect(devices.tracks.value.mic).not.toBeNull());
    const mic = devices.tracks.value.mic as unknown as FakeTrack;
    await tell(viewOf(THANA, {}, { class: "suspended", media: { inside: false, sends: [] } }, 8));
    expect([FakeConnection.last.closed, mic.readyState, peer.status.value]).toEqual([true, "ended", "off"]);
    await tell(viewOf(THANA, {}, {}, 9));
    expect(peer.status.value).toBe("connecting");
  });

  it("play every sounding line, and never one's own microphone", async () => {
    await live([]);
    played.mockClear();
    const place = await draw(<Sounds />);
    const own = devices.tracks.value.mic;
    const sounds = [...place.querySelectorAll("audio")];
    expect(sounds).toHaveLength(4);
    for (const one of sounds) {
      expect((one.srcObject as unknown as FakeStream).getTracks()).not.toContain(own);
    }
    expect(played).toHaveBeenCalledTimes(4);
  });

  it("tell the relay in which size a picture is shown, and that it is not shown any more", async () => {
    const told = vi.fn();
    let resized = () => {};
    vi.stubGlobal(
      "ResizeObserver",
      class {
        constructor(tell: () => void) {
          resized = tell;
        }
        observe() {}
        disconnect() {}
      },
    );
    const stream = new MediaStream();
    const place = await draw(<Picture stream={stream} onSize={told} />);
    const video = place.querySelector("video") as HTMLVideoElement;
    Object.defineProperties(video, { clientWidth: { value: 320 }, clientHeight: { value: 180 } });
    resized();
    expect(told).toHaveBeenLastCalledWith(stream, 320, 180);
    await happen(() => render(null, place));
    expect(told).toHaveBeenLastCalledWith(stream, 0, 0);
  });

  it("say when the browser keeps silent, until a press", async () => {
    played.mockRejectedValue(Object.assign(new Error("press first"), { name: "NotAllowedError" }));
    await live([]);
    await draw(<Sounds />);
    await vi.waitFor(() => expect(soundBlocked.value).toBe(true));
    played.mockResolvedValue(undefined);
    await happen(playAll);
    expect(soundBlocked.value).toBe(false);
  });

  it("tell the relay when the microphone is silenced", async () => {
    const { server } = await live([]);
    await happen(() => devices.want("mic", false));
    await vi.waitFor(() => {
      const last = server.of("signal").map((one) => one.signal as { kind: string; on?: boolean; mid?: string });
      expect(last.filter((one) => one.kind === "mute" && one.mid === "0").at(-1)?.on).toBe(true);
    });
    await happen(() => devices.want("mic", true));
  });
});

it("a camera that is turned off is told off last, and stands in words on everyone else's screen", async () => {
  const { server, signal } = await live(SHOWN);
  await vi.waitFor(() => expect(devices.tracks.value.camera).not.toBeNull());
  await happen(() => devices.want("camera", false));
  await happen(async () => {});
  const told = server.of("signal").map((one) => one.signal as { kind: string; on?: boolean; mid?: string });
  const cameras = told.filter((one) => one.kind === "mute" && one.mid === "1").map((one) => one.on);
  expect(cameras.slice(cameras.indexOf(true))).not.toContain(false);
  expect(cameras.at(-1)).toBe(true);
  await happen(() => devices.want("camera", true));
  const place = await draw(<Stage ballot={null} narrow={false} />);
  const tile = place.querySelector(`[data-seat=${ARUNEE.seat}]`);
  expect([tile?.querySelector("video") !== null, tile?.textContent?.includes("กล้องปิด")]).toEqual([true, false]);
  const slots: Slot[] = [{ mid: "6", seat: ARUNEE.seat, source: "camera", state: "paused" }];
  await signal({ kind: "layout", conn: peer.name(), epoch: 2, slots, muted: [] });
  expect([tile?.querySelector("video") !== null, tile?.textContent?.includes("กล้องปิด")]).toEqual([false, true]);
  await accessible(place);
});

describe("the stage", () => {
  it("keeps every place: suspended, away and voted stand in words", async () => {
    const seats = [ARUNEE, inState(THANA, "away"), WILAI, inState(KAMALA, "suspended"), inState(CHAI, "absent")];
    await inMeeting(viewOf(ARUNEE, { seats }));
    const place = await draw(<Stage ballot={ballot({ voted: [WILAI.seat] })} narrow={false} />);
    const tiles = [...place.querySelectorAll("li[data-seat]")];
    expect(tiles.map((tile) => tile.getAttribute("data-state"))).toEqual(["present", "away", "present", "suspended"]);
    expect(tiles[1]?.textContent).toContain("กำลังต่อใหม่");
    expect(tiles[2]?.textContent).toContain("ลงคะแนนแล้ว");
    expect(tiles[3]?.textContent).toContain("พักการเข้าร่วมตั้งแต่ ๑๐.๑๒ น.");
    await accessible(place);
  });
});

describe("the toolbar", () => {
  it("has a word on every button, and the word is the deed", async () => {
    await live([]);
    await vi.waitFor(() => expect(devices.tracks.value.camera).not.toBeNull());
    const told: string[] = [];
    const place = await draw(
      <Toolbar
        panel="chat"
        unread={2}
        onPanel={(panel) => told.push(String(panel))}
        onMore={() => told.push("more")}
        documents={null}
        onLeave={() => told.push("leave")}
        hand={() => null}
        help={() => <button type="button">แจ้งเหตุ</button>}
      />,
    );
    await accessible(place);
    for (const words of ["ปิดไมค์", "ปิดกล้อง", "รายชื่อ", "เพิ่มเติม", "ออกจากห้อง"]) await press(place, words);
    expect(told).toEqual(["people", "more", "leave"]);
    control(place, "เปิดไมค์");
    expect(place.textContent).toContain("ยังไม่อ่าน ๒");
    await press(place, "เปิดไมค์");
    await press(place, "เปิดกล้อง");
  });

  it("offers no microphone to who may only listen", async () => {
    await inMeeting(viewOf(THANA, {}, { media: { inside: true, sends: [] }, may: [] }));
    const place = await draw(
      <Toolbar
        panel={null}
        unread={0}
        onPanel={() => {}}
        onMore={() => {}}
        documents={null}
        onLeave={() => {}}
        hand={() => null}
        help={() => null}
      />,
    );
    expect([...place.querySelectorAll("button")].map((one) => one.textContent)).toEqual(["ข้อความ", "รายชื่อ", "เพิ่มเติม"]);
  });
});

it("the roster says of everyone where they are", async () => {
  await inMeeting(viewOf(THANA));
  const seats = [ARUNEE, inState(THANA, "waiting"), inState(KAMALA, "left"), inState(WILAI, "absent")];
  const place = await draw(<Roster room={room({ seats })} more={() => null} />);
  for (const words of ["อยู่ในห้อง", "รออยู่หน้าห้อง", "ออกจากห้องแล้ว", "ยังไม่มา"]) {
    expect(place.textContent).toContain(words);
  }
  await accessible(place);
});

it("leaving says what it means, and is done by one's own word", async () => {
  await inMeeting(viewOf(THANA));
  const left = vi.fn();
  const place = await draw(<LeaveDialog onClose={() => {}} onLeft={left} />);
  await accessible(place);
  await press(place, "ยืนยันออกจากห้อง");
  expect(commands()).toEqual([["presence.leave", {}]]);
  await answerCommand();
  expect(left).toHaveBeenCalledOnce();
  expect(FakeSocket.made).toHaveLength(1);
});
