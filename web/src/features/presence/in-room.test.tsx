import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as devices from "../../media/devices.ts";
import { answerCommand, commands, endMeeting, inMeeting } from "../../testing/meeting.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { ARUNEE, CHAI, MEETING, room, THANA, viewOf, WILAI, you } from "../../testing/scene.ts";
import { OwnRoom, RoomChoice, SitInRoom } from "./in-room.tsx";
import { InRoom, PutInRoom } from "./seat-in-room.tsx";
import { Stage } from "./stage.tsx";

const DEVICE = { seat: "seat_room", name: "ห้องประชุม ๑" };
const ROOM = { ...CHAI, ...DEVICE, short: "ห้องประชุม ๑", office: "ชั้น ๓", roles: ["room" as const], votes: false };
const SITS = { ...THANA, room: DEVICE.seat };

beforeEach(() => {
  devices.wanted.value = { mic: true, camera: true };
});

afterEach(() => endMeeting());

it("is chosen at the door, where there is a room", async () => {
  const chosen = vi.fn();
  expect((await draw(<RoomChoice rooms={[]} chosen={null} onChoose={chosen} />)).textContent).toBe("");
  const place = await draw(<RoomChoice rooms={[DEVICE]} chosen={null} onChoose={chosen} />);
  await accessible(place);
  await happen(() => place.querySelectorAll<HTMLInputElement>("input")[1]?.click());
  expect(chosen).toHaveBeenCalledWith(DEVICE.seat);
});

it("makes this device fall silent when it is said inside", async () => {
  const may = ["rooms.sit_in_room"];
  await inMeeting(viewOf(THANA, { seats: [ARUNEE, THANA, ROOM] }, { may, rooms: [DEVICE] }));
  const done = vi.fn();
  const place = await draw(<SitInRoom you={you(THANA, { may, rooms: [DEVICE] })} onDone={done} />);
  await press(place, "ข้าพเจ้านั่งอยู่ในห้องประชุม ๑");
  expect(commands()).toEqual([["rooms.sit_in_room", { room: DEVICE.seat }]]);
  await answerCommand();
  expect(devices.wanted.value).toEqual({ mic: false, camera: false });
  expect(done).toHaveBeenCalled();
});

it("says where one sits, and how to go on by this device", async () => {
  const may = ["rooms.use_own_device"];
  await inMeeting(viewOf(THANA, { seats: [ARUNEE, SITS, ROOM] }, { may }));
  expect((await draw(<OwnRoom you={you(THANA)} />)).textContent).toBe("");
  const place = await draw(<OwnRoom you={you(THANA, { may, room: { ...DEVICE, out: false } })} />);
  expect(place.textContent).toContain("ท่านนั่งอยู่ในห้องประชุม ๑");
  await accessible(place);
  await press(place, "ใช้เครื่องนี้เข้าประชุมแทน");
  expect(commands()).toEqual([["rooms.use_own_device", {}]]);
});

it("lets whoever was sent out say that they are back", async () => {
  const may = ["rooms.use_own_device", "rooms.sit_in_room"];
  await inMeeting(viewOf(THANA, { seats: [ARUNEE, THANA, ROOM] }, { may }));
  const place = await draw(<OwnRoom you={you(THANA, { may, rooms: [DEVICE], room: { ...DEVICE, out: true } })} />);
  expect(place.textContent).toContain("ท่านกลับเข้าห้องประชุม ๑ ได้แล้ว");
  await accessible(place);
  await press(place, "กลับเข้าห้องประชุมแล้ว");
  expect(commands()).toEqual([["rooms.sit_in_room", { room: DEVICE.seat }]]);
});

it("shows on the stage the room alone, with the names of those in it", async () => {
  await inMeeting(viewOf(WILAI, { seats: [ARUNEE, SITS, WILAI, ROOM], presiding: ARUNEE.seat }));
  const place = await draw(<Stage ballot={null} narrow={false} />);
  expect([...place.querySelectorAll("[data-seat]")].map((one) => one.getAttribute("data-seat"))).toEqual([
    ARUNEE.seat,
    WILAI.seat,
    DEVICE.seat,
  ]);
  expect(place.querySelector(`[data-seat=${DEVICE.seat}]`)?.textContent).toContain(`ในห้อง: ${THANA.short}`);
  await accessible(place);
});

it("is put down by an officer who has told of the recording", async () => {
  const door = vi.fn(() => ({ notice: { sha256: "ab12" } }));
  const may = ["rooms.put_in_room"];
  const one = { meeting: MEETING, seat: THANA.seat, name: THANA.name ?? "", sits: null, onChanged: vi.fn() };
  await inMeeting(viewOf(CHAI, { seats: [ARUNEE, THANA, ROOM, CHAI] }, { may, rooms: [DEVICE] }), {
    [`GET /api/meetings/${MEETING}/door`]: door,
  });
  expect((await draw(<PutInRoom {...one} you={you(CHAI)} />)).textContent).toBe("");
  const place = await draw(<PutInRoom {...one} you={you(CHAI, { may, rooms: [DEVICE] })} />);
  await press(place, `อยู่ในห้องประชุม… ${THANA.name}`);
  await accessible(place);
  expect(place.querySelector<HTMLInputElement>("input[type=checkbox]")?.required).toBe(true);
  await happen(() => place.querySelector<HTMLInputElement>("input[type=checkbox]")?.click());
  await press(place, "บันทึกว่าอยู่ในห้องประชุม");
  await happen(() => new Promise((resolve) => setTimeout(resolve)));
  expect(door).toHaveBeenCalledOnce();
  expect(commands()).toEqual([["rooms.put_in_room", { seat: THANA.seat, room: DEVICE.seat, told: "ab12" }]]);
  await answerCommand();
  await happen(() => new Promise((resolve) => setTimeout(resolve)));
  expect(one.onChanged).toHaveBeenCalled();
  const waits = await draw(<PutInRoom {...one} sits={DEVICE.seat} you={you(CHAI, { may })} />);
  expect(waits.textContent).toContain("รอผู้ร่วมประชุมรับรอง");
  await accessible(waits);
});

it("is told in the list of people, and ended there by an officer", async () => {
  await inMeeting(viewOf(CHAI, { seats: [ARUNEE, SITS, ROOM, CHAI] }, { may: ["rooms.take_out_of_room"] }));
  expect((await draw(<InRoom seat={WILAI} />)).textContent).toBe("");
  const place = await draw(<InRoom seat={SITS} />);
  expect(place.textContent).toContain("อยู่ในห้องประชุม ๑");
  await accessible(place);
  await press(place, `ออกจากห้องแล้ว ${THANA.name}`);
  expect(commands()).toEqual([["rooms.take_out_of_room", { seat: THANA.seat }]]);
  expect(room().seats.length).toBeGreaterThan(0);
});
