import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Refusal } from "../protocol/refusal.ts";
import type { OutSignal } from "../protocol/wire.ts";
import { FakeConnection, FakeStream, FakeTrack } from "../testing/rtc.ts";
import { Peer } from "./peer.ts";

let sent: OutSignal[];
let up: boolean;
let peer: Peer;
const BOTH = { sends: ["mic", "camera"], audio: 4, video: 10, layers: 3 } as const;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("MediaStream", FakeStream);
  FakeConnection.made = [];
  sent = [];
  up = true;
  peer = new Peer({
    send: (signal) => {
      if (up) sent.push(signal);
      return up;
    },
    connection: () => new FakeConnection() as unknown as RTCPeerConnection,
  });
});
afterEach(() => {
  peer.leave();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const kinds = () => sent.map((one) => one.kind);
const settled = () => vi.advanceTimersByTimeAsync(0);

async function live(limits = { max_video_kbps: 1200, simulcast: true }): Promise<FakeConnection> {
  peer.enter(BOTH);
  peer.receive({ kind: "opened", conn: peer.name(), limits });
  await settled();
  peer.receive({ kind: "answer", conn: peer.name(), n: 1, sdp: "answer" });
  await settled();
  FakeConnection.last.ice("connected");
  return FakeConnection.last;
}

describe("the media connection", () => {
  it("opens, offers what it sends and its slots, and is live when ice connects", async () => {
    const pc = await live();
    expect(kinds()).toEqual(["open", "offer", "watch", "mute", "mute"]);
    const offer = sent[1] as Extract<OutSignal, { kind: "offer" }>;
    expect(offer.tracks).toEqual([
      { mid: "0", source: "mic" },
      { mid: "1", source: "camera" },
    ]);
    expect(offer.sdp).toContain("a=rtcp-fb:111 nack");
    expect(pc.getTransceivers().filter((one) => one.direction === "recvonly")).toHaveLength(14);
    expect(peer.streams.value.size).toBe(14);
    expect(peer.status.value).toBe("live");
  });

  it("is asked to enter with every view, and opens once", async () => {
    await live();
    peer.enter(BOTH);
    peer.enter(BOTH);
    expect(FakeConnection.made).toHaveLength(1);
  });

  it("keeps the line of what may not be sent any more, and is built anew for what may be sent besides", async () => {
    const pc = await live();
    const before = sent.length;
    peer.enter({ ...BOTH, sends: ["mic"] });
    peer.enter(BOTH);
    expect([pc.closed, sent.length]).toEqual([false, before]);
    peer.leave();
    peer.enter({ ...BOTH, sends: ["mic"] });
    const opened = sent.filter((one) => one.kind === "open").length;
    peer.enter(BOTH);
    expect(sent.filter((one) => one.kind === "open")).toHaveLength(opened + 1);
  });

  it("stops both ways at once when the plan lets go of the seat", async () => {
    const pc = await live();
    peer.receive({
      kind: "layout",
      conn: peer.name(),
      epoch: 1,
      slots: [{ mid: "2", seat: "s", source: "mic", state: "live" }],
    });
    peer.leave();
    expect(pc.closed).toBe(true);
    expect([peer.status.value, peer.layout.value, peer.streams.value.size]).toEqual(["off", [], 0]);
    peer.receive({ kind: "renew", conn: peer.name(), how: "full" });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(FakeConnection.made).toHaveLength(1);
  });

  it("puts another track on the same line, and none", async () => {
    const pc = await live();
    const track = new FakeTrack("audio");
    await peer.put("mic", track as unknown as MediaStreamTrack);
    expect(pc.getTransceivers()[0]?.sender.track).toBe(track);
    await peer.put("mic", null);
    expect(pc.getTransceivers()[0]?.sender.track).toBeNull();
  });

  it("waits out a short cut, then restarts ice, then builds anew", async () => {
    const pc = await live();
    pc.ice("disconnected");
    expect(peer.status.value).toBe("live");
    await vi.advanceTimersByTimeAsync(2000);
    expect([pc.restarts, peer.status.value]).toEqual([1, "returning"]);
    expect((sent.at(-1) as { n: number }).n).toBe(2);
    await vi.advanceTimersByTimeAsync(8000);
    expect(pc.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(300);
    expect(sent.at(-1)?.kind).toBe("open");
  });

  it("asks for new credentials before it looks for a way by a server between", async () => {
    const servers = (n: number) => [{ urls: ["turn:turn.test"], username: `${n}:seat`, credential: `${n}` }];
    peer.enter(BOTH);
    peer.receive({ kind: "opened", conn: peer.name(), ice_servers: servers(1) });
    await settled();
    peer.receive({ kind: "answer", conn: peer.name(), n: 1, sdp: "answer" });
    await settled();
    const pc = FakeConnection.last;
    pc.ice("connected");
    pc.ice("failed");
    expect([sent.at(-1)?.kind, pc.restarts]).toEqual(["open", 0]);
    peer.receive({ kind: "opened", conn: peer.name(), ice_servers: servers(2) });
    await settled();
    expect([pc.config.iceServers, pc.restarts]).toEqual([servers(2), 1]);
    expect(sent.at(-1)).toMatchObject({ kind: "offer", n: 2 });
    expect(FakeConnection.made).toHaveLength(1);
  });

  it("looks for a new way on another network, and shows nothing of it while the old one does", async () => {
    const pc = await live();
    peer.networkBack();
    await settled();
    expect([pc.restarts, peer.status.value]).toEqual([1, "live"]);
    // The line broke with the network, and the offer with it.
    peer.lineBack();
    await settled();
    expect(pc.restarts).toBe(2);
    peer.receive({ kind: "answer", conn: peer.name(), n: 3, sdp: "answer" });
    await vi.advanceTimersByTimeAsync(20_000);
    expect([pc.restarts, peer.status.value]).toEqual([2, "live"]);
    expect(FakeConnection.made).toHaveLength(1);
  });

  it("heals by itself when the network returns in time", async () => {
    const pc = await live();
    pc.ice("disconnected");
    pc.ice("connected");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(pc.restarts).toBe(0);
    expect(FakeConnection.made).toHaveLength(1);
  });

  it("asks again when nobody answers, more slowly each time", async () => {
    peer.enter(BOTH);
    await vi.advanceTimersByTimeAsync(6000 + 300);
    expect(kinds()).toEqual(["open", "open"]);
    await vi.advanceTimersByTimeAsync(6000 + 999);
    expect(kinds()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(kinds()).toHaveLength(3);
  });

  it("builds anew on an answer that is rubbish, and ignores an old one", async () => {
    peer.enter(BOTH);
    const conn = peer.name();
    peer.receive({ kind: "opened", conn });
    await settled();
    peer.receive({ kind: "answer", conn, n: 7, sdp: "of another offer" });
    peer.receive({ kind: "answer", conn: "conn_other", n: 1, sdp: "of another connection" });
    await settled();
    expect(FakeConnection.last.answers).toEqual([]);
    peer.receive({ kind: "answer", conn, n: 1, sdp: "rubbish" });
    await vi.advanceTimersByTimeAsync(300);
    expect(sent.at(-1)?.kind).toBe("open");
  });

  it("waits for the line and opens when it is back", async () => {
    up = false;
    peer.enter(BOTH);
    expect(sent).toEqual([]);
    up = true;
    peer.lineBack();
    expect(kinds()).toEqual(["open"]);
  });

  it("checks a live connection when the line is back, without building anew", async () => {
    await live();
    sent.length = 0;
    peer.lineBack();
    expect(kinds()).toEqual(["watch"]);
  });

  it("leaves the media to the other device until the person takes it over", async () => {
    peer.enter(BOTH);
    peer.refused(peer.name(), new Refusal("occupied"));
    expect(peer.status.value).toBe("occupied");
    peer.lineBack();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(kinds()).toEqual(["open"]);
    peer.takeOver();
    expect(sent.at(-1)).toMatchObject({ kind: "open", takeover: true });
  });

  it("says that the media moved when another device took over", async () => {
    await live();
    peer.receive({ kind: "closed", conn: peer.name(), reason: "superseded" });
    expect(peer.status.value).toBe("elsewhere");
  });

  it("comes back after the worker was lost", async () => {
    await live();
    peer.receive({ kind: "closed", conn: peer.name(), reason: "worker_lost" });
    await vi.advanceTimersByTimeAsync(300);
    expect(sent.at(-1)?.kind).toBe("open");
    expect(peer.status.value).toBe("returning");
  });

  it("takes sound and picture along when the meeting was moved here", async () => {
    peer.enter({ ...BOTH, takeover: true });
    expect(sent.at(-1)).toMatchObject({ kind: "open", takeover: true });
    await vi.advanceTimersByTimeAsync(6300);
    expect(sent.at(-1)).toMatchObject({ kind: "open", takeover: false });
  });

  it("adds a line for a shared screen, keeps it for the next, and takes it along when it builds anew", async () => {
    const pc = await live();
    const before = pc.getTransceivers().length;
    const shared = new FakeTrack("video") as unknown as MediaStreamTrack;
    sent.length = 0;
    await peer.put("screen", shared);
    const offer = sent.at(-1) as Extract<OutSignal, { kind: "offer" }>;
    const line = pc.getTransceivers().at(-1);
    expect([pc.getTransceivers().length, offer.n]).toEqual([before + 1, 2]);
    expect(offer.tracks.at(-1)).toEqual({ mid: line?.mid, source: "screen" });
    expect(line?.encodings).toEqual([{ maxBitrate: 1_500_000, maxFramerate: 5 }]);
    expect(line?.sender.track).toBe(shared);
    // The line broke before the answer came: what was offered is offered again.
    peer.lineBack();
    await settled();
    expect(sent.at(-1)).toMatchObject({ kind: "offer", n: 3 });
    peer.receive({ kind: "answer", conn: peer.name(), n: 3, sdp: "answer" });
    await settled();
    sent.length = 0;
    await peer.put("screen", null);
    expect(line?.sender.track).toBeNull();
    await peer.put("screen", shared);
    expect([line?.sender.track, sent]).toEqual([shared, []]);
    peer.receive({ kind: "renew", conn: peer.name(), how: "full" });
    await vi.advanceTimersByTimeAsync(300);
    peer.receive({ kind: "opened", conn: peer.name() });
    await settled();
    expect(sent.at(-1)).toMatchObject({ tracks: [{ source: "mic" }, { source: "camera" }, { source: "screen" }] });
    expect(FakeConnection.last).not.toBe(pc);
  });

  it("keeps a screen that is shared before there is a connection", async () => {
    await peer.put("screen", new FakeTrack("video") as unknown as MediaStreamTrack);
    const pc = await live();
    expect(pc.getTransceivers()[2]?.sender.track).not.toBeNull();
    peer.leave();
    await peer.put("screen", null);
  });

  it("knows whose microphone is off", async () => {
    await live();
    peer.receive({ kind: "layout", conn: peer.name(), epoch: 1, slots: [], muted: ["seat_x"] });
    expect([...peer.muted.value]).toEqual(["seat_x"]);
    peer.leave();
    expect(peer.muted.value.size).toBe(0);
  });

  it("sends the camera in three layers where relay and browser can, and in one where not", async () => {
    const rids = (pc: FakeConnection) => pc.getTransceivers()[1]?.encodings.map((one) => one.rid);
    expect(rids(await live())).toEqual(["q", "h", "f"]);
    peer.leave();
    expect(rids(await live({ max_video_kbps: 1200, simulcast: false }))).toEqual([undefined]);
    peer.leave();
    FakeConnection.mostLayers = 1;
    expect(rids(await live())).toEqual([undefined]);
    FakeConnection.mostLayers = 3;
  });

  it("fits its layers to every camera that is put on the line", async () => {
    const pc = await live();
    const sent = () =>
      pc
        .getTransceivers()[1]
        ?.encodings.filter((one) => one.active)
        .map((one) => one.scaleResolutionDownBy);
    expect(sent()).toEqual([4, 2, 1]);
    const old = new FakeTrack("video");
    old.size = { width: 640, height: 480 };
    await peer.put("camera", old as unknown as MediaStreamTrack);
    expect(sent()).toEqual([2, 1]);
    await peer.put("camera", null);
    await peer.put("camera", new FakeTrack("video") as unknown as MediaStreamTrack);
    expect(sent()).toEqual([4, 2, 1]);
  });

  it("sends of its camera what the relay asks for, every new camera too, until it is asked for all again", async () => {
    const pc = await live();
    const asks = (best: string | undefined) =>
      peer.receive({
        kind: "layout",
        conn: peer.name(),
        epoch: 1,
        slots: [],
        ...(best === undefined ? {} : { send: { "1": best } }),
      });
    const active = () => pc.getTransceivers()[1]?.encodings.map((one) => one.active);
    asks("q");
    await settled();
    expect(active()).toEqual([true, false, false]);
    await peer.put("camera", new FakeTrack("video") as unknown as MediaStreamTrack);
    expect(active()).toEqual([true, false, false]);
    asks("off");
    await settled();
    expect([active(), peer.asked.value]).toEqual([[false, false, false], "off"]);
    asks("unknown");
    await settled();
    expect(active()).toEqual([true, true, true]);
    asks("h");
    asks(undefined);
    await settled();
    expect([active(), peer.asked.value]).toEqual([[true, true, true], "all"]);
  });

  it("tells the size of each picture once it has settled", async () => {
    await live();
    const [[mid, stream] = ["", null]] = [...peer.streams.value].slice(4);
    sent.length = 0;
    for (const width of [100, 200, 300]) peer.shown(stream as MediaStream, width, 150);
    peer.shown(new MediaStream(), 9, 9);
    await vi.advanceTimersByTimeAsync(250);
    const [watch, ...more] = sent as Extract<OutSignal, { kind: "watch" }>[];
    expect(more).toEqual([]);
    expect(watch?.slots.find((one) => one.mid === mid)).toEqual({ mid, w: 300, h: 150 });
    expect(watch?.slots.filter((one) => one.w === 640)).toHaveLength(9);
    peer.shown(stream as MediaStream, 300, 150);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toHaveLength(1);
  });

  it("stops pictures, never sound, while the page is hidden", async () => {
    await live();
    peer.hide(true);
    expect(sent.at(-1)).toMatchObject({ kind: "watch", hidden: true });
    expect((sent.at(-1) as Extract<OutSignal, { kind: "watch" }>).slots).toHaveLength(10);
  });
});
