import { expect, it } from "vitest";
import type { CoverageSpan, RecordingFile } from "../../protocol/http.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { ARUNEE, KAMALA, MEETING, room, THANA, viewOf } from "../../testing/scene.ts";
import { Clips } from "./clips.tsx";
import { bySeat, kindOf, soundFor } from "./coverage.ts";
import { FaultNotice } from "./fault-notice.tsx";
import { follow, partsOf } from "./player.tsx";
import { Coverage, durationWords, RecordFiles, RecordHead } from "./record-view.tsx";

const at = (minute: number) => `2026-11-12T03:${String(minute).padStart(2, "0")}:00.000Z`;

function file(seat: string, source: string, from: number, to: number): RecordingFile {
  const name = `${seat}/${source}-${from}.webm`;
  const sha256 = "9f2c41d70be863a5".repeat(4);
  return { seat, name: "", source, file: name, began: at(from), ended: at(to), bytes: 1, sha256, url: `/api/${name}` };
}

function span(seat: string, from: number, to: number, reason: string | null = null): CoverageSpan {
  const state = reason === null ? "recorded" : reason === "?" ? "unexplained" : "gap";
  return { seat, source: "mic", began: at(from), ended: at(to), state, reason: state === "gap" ? reason : null };
}

const FILES = [
  file(KAMALA.seat, "mic", 0, 12),
  file(KAMALA.seat, "camera", 1, 12),
  file(KAMALA.seat, "mic", 31, 50),
  file(ARUNEE.seat, "mic", 0, 50),
];
const SPANS = [
  span(ARUNEE.seat, 0, 50),
  span(KAMALA.seat, 0, 12),
  span(KAMALA.seat, 12, 31, "suspended"),
  span(KAMALA.seat, 31, 50),
  span(THANA.seat, 0, 50, "not_yet_joined"),
];
const CLOSED = room({ phase: "closed", opened_at: at(0), closed_at: at(50) });

it("knows what each stretch is", () => {
  const reasons = [null, "suspended", "left", "network", "starting", "?"];
  expect(reasons.map((reason) => kindOf(span("s", 0, 1, reason)))).toEqual([
    "recorded",
    "suspended",
    "outside",
    "fault",
    "fault",
    "unexplained",
  ]);
});

it("gathers the record by seat in roster order, without those who never had a place", () => {
  const records = bySeat(FILES, SPANS, CLOSED.seats);
  expect(records.map((record) => [record.seat, record.files.length, record.total / 60_000])).toEqual([
    [ARUNEE.seat, 1, 50],
    [THANA.seat, 0, 0],
    [KAMALA.seat, 3, 31],
  ]);
});

it("plays a picture with the sound that overlaps it, and what is left of the sound by itself", () => {
  const [mic, camera, later] = FILES as [RecordingFile, RecordingFile, RecordingFile];
  expect(soundFor(camera, FILES.slice(0, 3))).toBe(mic);
  expect(partsOf([mic, camera, later])).toEqual([
    { leads: camera, sound: mic },
    { leads: later, sound: null },
  ]);
});

it("keeps the sound at the picture's time", () => {
  const leader = document.createElement("video");
  const sound = { currentTime: 0, playbackRate: 1, volume: 1, muted: false, paused: true, plays: 0 };
  const follower = {
    ...sound,
    play: async () => {
      sound.plays += 1;
    },
    pause: () => undefined,
  };
  const stop = follow(leader, follower as unknown as HTMLAudioElement, 60);
  Object.defineProperty(leader, "paused", { value: false });
  leader.currentTime = 5;
  leader.dispatchEvent(new Event("timeupdate"));
  expect([follower.currentTime, sound.plays]).toEqual([65, 1]);
  stop();
  leader.currentTime = 9;
  leader.dispatchEvent(new Event("timeupdate"));
  expect(follower.currentTime).toBe(65);
});

it("shows the whole sitting of everyone, and says what a gap was", async () => {
  const place = await draw(
    <div>
      <RecordHead room={CLOSED} />
      <RecordFiles meeting={MEETING} sheets={true} />
      <Coverage room={CLOSED} files={FILES} coverage={SPANS} />
    </div>,
  );
  expect(place.textContent).toContain("บันทึกทุกคน อธิบายได้ทุกช่วง");
  expect(place.textContent).toContain("พักการเข้าร่วม ๑๙ นาที");
  const bar = place.querySelector(`[data-seat=${KAMALA.seat}] [role=img]`)?.getAttribute("aria-label");
  expect(bar).toContain("พักการเข้าร่วม ๑๐.๑๒ น. – ๑๐.๓๑ น.");
  const links = [...place.querySelectorAll("a[download]")].map((link) => link.getAttribute("href"));
  for (const name of ["log.zip", "minutes.txt?lang=th", "attendance.csv?lang=th", "votes.csv?lang=th"]) {
    expect(links).toContain(`/api/meetings/${MEETING}/${name}`);
  }
  await accessible(place);
});

it("says plainly when a stretch has no explanation", async () => {
  const place = await draw(<Coverage room={CLOSED} files={[]} coverage={[span(ARUNEE.seat, 0, 50, "?")]} />);
  expect(place.textContent).toContain("มีช่วงที่ยังไม่มีคำอธิบาย ๑ ช่วง");
});

it("opens a seat's player, goes on to its next part by itself, and closes again", async () => {
  const place = await draw(<Coverage room={CLOSED} files={FILES} coverage={SPANS} />);
  await press(place, "เปิดบันทึกของ นางสาวกมลา แสงสมมติ");
  expect(place.querySelector("video")?.getAttribute("src")).toContain("camera-1");
  await accessible(place);
  await happen(() => place.querySelector("video")?.dispatchEvent(new Event("ended")));
  expect(place.querySelector("video")).toBeNull();
  expect(place.querySelector("audio")?.getAttribute("src")).toContain("mic-31");
  await press(place, "ภาพ ๑๐.๐๑ น.");
  expect(place.querySelector("video")).not.toBeNull();
  expect(place.textContent).toContain("SHA-256 9f2c41");
  await press(place, "ปิดบันทึกของ นางสาวกมลา แสงสมมติ");
  expect(place.querySelector("video")).toBeNull();
  expect(control(place, "เปิดบันทึกของ นางสาวอรุณี ใจสมมติ").getAttribute("aria-expanded")).toBe("false");
});

it("says what will appear when there is nothing", async () => {
  const place = await draw(<Coverage room={CLOSED} files={[]} coverage={[]} />);
  expect(place.textContent).toContain("ยังไม่มีบันทึกเสียงและภาพ");
});

it("tells whoever leads or looks after the sitting who is not recorded, and what to do", async () => {
  const recording = { on: true, since: null, faults: [THANA.seat], troubles: [] };
  const place = await draw(<FaultNotice room={room({ recording })} you={viewOf(ARUNEE).you} />);
  expect(place.querySelector("[role=alert]")?.textContent).toContain(`ขณะนี้บันทึกไม่ครบ: ${THANA.name}`);
  expect(place.textContent).toContain("ระบบกำลังลองบันทึกใหม่เอง");
  await accessible(place);
  const many = [ARUNEE, THANA, KAMALA, KAMALA].map((one) => one.seat);
  const full = { ...recording, faults: many, troubles: ["disk_full" as const] };
  const worse = await draw(<FaultNotice room={room({ recording: full })} you={viewOf(ARUNEE).you} />);
  expect(worse.textContent).toContain("บันทึกไม่ครบ ๔ คน");
  expect(worse.textContent).toContain("ที่เก็บข้อมูลเต็ม");
  const low = { ...recording, faults: [], troubles: ["disk_low" as const] };
  const soundOnly = await draw(<FaultNotice room={room({ recording: low })} you={viewOf(ARUNEE).you} />);
  expect(soundOnly.textContent).toContain("ขณะนี้บันทึกเฉพาะเสียง");
});

it("leaves whoever can do nothing about it to the status line", async () => {
  const recording = { on: true, since: null, faults: [THANA.seat], troubles: [] };
  const member = await draw(<FaultNotice room={room({ recording })} you={viewOf(KAMALA).you} />);
  expect(member.textContent).toBe("");
  const whole = { ...recording, faults: [] };
  const fine = await draw(<FaultNotice room={room({ recording: whole })} you={viewOf(ARUNEE).you} />);
  expect(fine.textContent).toBe("");
});

it("writes durations in words", () => {
  expect([42_000, 26 * 60_000, 95 * 60_000].map(durationWords)).toEqual(["๔๒ วินาที", "๒๖ นาที", "๑ ชม. ๓๕ นาที"]);
});

it("plays the clip of whoever was vouched for, and says where there is none", async () => {
  const files = [file(KAMALA.seat, "camera", 0, 1), file(KAMALA.seat, "mic", 0, 1)];
  const revoked = { kind: "revoked", at: "2026-11-12T03:12:00.000Z", by: "นางสาวอรุณี", reason: "จำคนผิด" } as const;
  const told = [
    { clip: 1, seat: KAMALA.seat, name: "นางกมลา", voucher: "นายธนา", revoked, files },
    { clip: 4, seat: THANA.seat, name: "นายธนา", voucher: "นางกมลา", revoked: null, files: [] },
  ];
  const place = await draw(<Clips clips={told} />);
  expect(place.querySelector("video")).toBeNull();
  await press(place, "เปิดคลิปของ นางกมลา");
  expect(place.querySelector("video")?.getAttribute("src")).toBe(files[0]?.url);
  expect(place.querySelector("audio")?.getAttribute("src")).toBe(files[1]?.url);
  await accessible(place);
  await press(place, "ปิดคลิปของ นางกมลา");
  expect(place.querySelector("video")).toBeNull();
  expect(place.querySelectorAll("button")).toHaveLength(1);
  expect(place.textContent).toContain("ยกเลิกแล้ว เวลา ๑๐.๑๒ น. โดย นางสาวอรุณี เหตุผล: จำคนผิด");
  expect(place.textContent).toContain("ไม่มีคลิป ระบบบันทึกไม่ได้ในขณะนั้น การรับรองยังมีผล");
  expect((await draw(<Clips clips={[]} />)).textContent).toBe("");
});
