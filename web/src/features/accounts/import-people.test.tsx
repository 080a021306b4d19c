import { expect, it, vi } from "vitest";
import type { TableLine, TablePlan } from "../../protocol/http.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { ImportPeople } from "./import-people.tsx";

const line = (change: Partial<TableLine>): TableLine => ({
  line: 2,
  last: 2,
  state: "new",
  sign_in_name: "orathai",
  name: "นางสาวอรทัย น้ำสมมติ",
  office: "นักวิชาการ",
  changes: [],
  faults: [],
  alike: [],
  ...change,
});
const planOf = (...lines: TableLine[]): TablePlan => {
  const count = (state: TableLine["state"]) => lines.filter((one) => one.state === state).length;
  const counts = { new: count("new"), changes: count("changes"), same: count("same"), bad: count("bad") };
  return { encoding: "TIS-620", separator: ";", ignored: ["ลำดับ"], digest: "d1", counts, lines };
};
const BAD = line({ line: 3, state: "bad", faults: [{ field: "name", fault: "computes" }] });
const CHANGES = line({
  line: 4,
  state: "changes",
  changes: [{ field: "office", before: "กรรมการ", after: "ประธาน" }],
  alike: ["นางสาวอรทัย นำสมมติ (orathai2)"],
});

async function choose(place: HTMLElement): Promise<void> {
  const input = place.querySelector<HTMLInputElement>("input[type=file]");
  Object.defineProperty(input, "files", { value: [new File(["x"], "รายชื่อ.csv")], configurable: true });
  await happen(() => input?.dispatchEvent(new Event("change", { bubbles: true })));
}

it("shows every line, what is wrong and where, and takes in nothing while a line is bad", async () => {
  answerRequests({ "POST /api/register/table": () => planOf(line({}), BAD, CHANGES) });
  const place = await draw(<ImportPeople onDone={() => undefined} />);
  await choose(place);
  await vi.waitFor(() => expect(place.querySelector("[data-preview]")).not.toBeNull());
  for (const words of [
    "อ่านเป็น TIS-620 คั่นด้วยอัฒภาค",
    "คอลัมน์ที่ไม่ได้ใช้: ลำดับ",
    "มี ๑ บรรทัดที่ต้องแก้ในแฟ้ม",
    "บรรทัด ๓",
    "ชื่อ: ขึ้นต้นเหมือนสูตรคำนวณ",
    "ตำแหน่ง: จาก “กรรมการ” เป็น “ประธาน”",
    "ชื่อดูเหมือนกับ นางสาวอรทัย นำสมมติ (orathai2)",
  ]) {
    expect(place.textContent).toContain(words);
  }
  expect(place.querySelectorAll("li")).toHaveLength(3);
  expect(place.querySelector("button.primary")).toBeNull();
  await accessible(place);
});

it("takes in what was shown, by its digest", async () => {
  const done = vi.fn();
  const { asked } = answerRequests({
    "POST /api/register/table": () => planOf(line({}), CHANGES),
    "POST /api/register/table?digest=d1&passwords=false": () => ({ ...planOf(line({}), CHANGES), passwords: [] }),
  });
  const place = await draw(<ImportPeople onDone={done} />);
  await choose(place);
  await vi.waitFor(() => expect(place.textContent).toContain("พร้อมนำเข้า"));
  await press(place, "นำเข้า เพิ่ม ๑ แก้ไข ๑");
  await vi.waitFor(() => expect(done).toHaveBeenCalledOnce());
  expect(asked.map((each) => each[0])).toEqual([
    "POST /api/register/table",
    "POST /api/register/table?digest=d1&passwords=false",
  ]);
});

it("shows it again when the register was changed meanwhile, and says when there is nothing to do", async () => {
  let shown = planOf(line({}));
  answerRequests({
    "POST /api/register/table": () => shown,
    "POST /api/register/table?digest=d1&passwords=false": () => [409, { reason: "changed_meanwhile", details: {} }],
  });
  const place = await draw(<ImportPeople onDone={() => undefined} />);
  await choose(place);
  await vi.waitFor(() => expect(place.textContent).toContain("พร้อมนำเข้า"));
  await press(place, "นำเข้า เพิ่ม ๑ แก้ไข ๐");
  await vi.waitFor(() => expect(place.textContent).toContain("มีผู้แก้ทะเบียนระหว่างที่ท่านทำอยู่"));
  expect(place.querySelector("[data-preview]")).toBeNull();
  shown = planOf(line({ state: "same" }));
  await press(place, "ตรวจแฟ้มอีกครั้ง");
  await vi.waitFor(() => expect(place.textContent).toContain("ทะเบียนตรงกับแฟ้มนี้อยู่แล้ว"));
  expect(place.querySelector("button.primary")).toBeNull();
});

it("shows the first passwords of those who are new, once, for printing", async () => {
  const done = vi.fn();
  const printed = vi.fn();
  vi.stubGlobal("print", printed);
  answerRequests({
    "POST /api/register/table": () => planOf(line({})),
    "POST /api/register/table?digest=d1&passwords=true": () => ({
      ...planOf(line({})),
      passwords: [{ name: "นางสาวอรทัย น้ำสมมติ", sign_in_name: "orathai", password: "abcd-efgh" }],
    }),
  });
  const place = await draw(<ImportPeople onDone={done} />);
  await choose(place);
  await vi.waitFor(() => expect(place.querySelector("input[type=checkbox]")).not.toBeNull());
  await happen(() => place.querySelector<HTMLInputElement>("input[type=checkbox]")?.click());
  await press(place, "นำเข้า เพิ่ม ๑ แก้ไข ๐");
  await vi.waitFor(() => expect(place.querySelector("[data-secret]")?.textContent).toBe("abcd-efgh"));
  await accessible(place);
  await press(place, "พิมพ์");
  expect(printed).toHaveBeenCalledOnce();
  expect(done).not.toHaveBeenCalled();
  await press(place, "ปิด");
  expect(done).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});
