import { expect, it, vi } from "vitest";
import type { Registered } from "../../protocol/http.ts";
import { accessible, control, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { PeopleRegister } from "./people-register.tsx";

const one = (change: Partial<Registered>): Registered => ({
  person: "per_1",
  sign_in_name: "thana",
  name: "นายธนา มั่นสมมติ",
  office: "กรรมการ",
  telephone: "",
  email: "",
  active: true,
  administrator: false,
  password: "own",
  second_factor: false,
  ...change,
});
const CHAI = one({ person: "per_2", sign_in_name: "chai", name: "นายชัย เพียรสมมติ", administrator: true });
const AWAY = one({ person: "per_3", sign_in_name: "away", name: "นางกานดา ไกลสมมติ", active: false });

async function type(place: HTMLElement, label: string, text: string): Promise<void> {
  const id = control(place, label).getAttribute("for");
  const input = place.querySelector<HTMLInputElement>(`[id="${id}"]`);
  await happen(() => {
    if (input === null) return;
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const submit = (place: HTMLElement) =>
  happen(() => place.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));

it("lists everybody in the order of the alphabet, closed accounts last, and finds by a word", async () => {
  const place = await draw(<PeopleRegister people={[AWAY, one({}), CHAI]} onChanged={() => undefined} />);
  const names = () => [...place.querySelectorAll("li b")].map((each) => each.textContent);
  expect(names()).toEqual([CHAI.name, one({}).name, AWAY.name]);
  expect(place.textContent).toContain("ผู้ดูแลทะเบียน");
  expect(place.textContent).toContain("ปิดบัญชีแล้ว");
  await accessible(place);
  await type(place, "ค้นหาชื่อ ตำแหน่ง หรือชื่อผู้ใช้", "ชัย");
  expect(names()).toEqual([CHAI.name]);
  await type(place, "ค้นหาชื่อ ตำแหน่ง หรือชื่อผู้ใช้", "ไม่มีใคร");
  expect(place.textContent).toContain("ไม่พบผู้ใดตามคำค้น");
});

it("says at its field what is wrong with a new person, and adds them once it is right", async () => {
  const changed = vi.fn();
  const wrong = [422, { reason: "bad_details", details: { field: "name", fault: "computes" } }];
  let answer: unknown = wrong;
  const { asked } = answerRequests({ "POST /api/register/people": () => answer });
  const place = await draw(<PeopleRegister people={[]} onChanged={changed} />);
  await press(place, "เพิ่มบุคคล");
  await type(place, "ชื่อ พร้อมคำนำหน้า", "=1");
  await submit(place);
  await vi.waitFor(() => expect(place.querySelector("[aria-invalid=true]")).not.toBeNull());
  expect(place.textContent).toContain("ขึ้นต้นเหมือนสูตรคำนวณ");
  await accessible(place);
  answer = { person: "per_4" };
  await type(place, "ชื่อ พร้อมคำนำหน้า", "นางใหม่ สมมติ");
  await submit(place);
  await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
  expect(asked.at(-1)?.[1]).toMatchObject({ name: "นางใหม่ สมมติ", telephone: "" });
});

it("shows a first password once", async () => {
  answerRequests({ "POST /api/register/people/per_1/first-password": () => ({ password: "abcd-efgh" }) });
  const changed = vi.fn();
  const place = await draw(<PeopleRegister people={[one({})]} onChanged={changed} />);
  await press(place, "แก้ไข นายธนา มั่นสมมติ");
  await press(place, "ออกรหัสผ่านแรก");
  await vi.waitFor(() => expect(place.querySelector("[data-secret]")?.textContent).toBe("abcd-efgh"));
  await accessible(place);
  await press(place, "ปิด");
  expect(changed).toHaveBeenCalledOnce();
  expect(place.textContent).not.toContain("abcd-efgh");
});

it("asks for what the account is to be, and says why not", async () => {
  const { asked } = answerRequests({
    "PUT /api/register/people/per_2/standing": () => [409, { reason: "last_administrator", details: {} }],
  });
  const place = await draw(<PeopleRegister people={[CHAI]} onChanged={() => undefined} />);
  await press(place, "แก้ไข นายชัย เพียรสมมติ");
  await press(place, "ปิดบัญชี");
  await vi.waitFor(() => expect(place.textContent).toContain("ต้องมีผู้ดูแลทะเบียนอย่างน้อยหนึ่งคน"));
  expect(asked.at(-1)?.[1]).toEqual({ active: false, administrator: true });
});
