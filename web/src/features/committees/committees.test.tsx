import { expect, it, vi } from "vitest";
import { readDay, shortDay } from "../../i18n/dates.ts";
import type { Committee } from "../../protocol/http.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { answerRequests } from "../../testing/wire.ts";
import { CommitteeForm } from "./committee-form.tsx";
import { CommitteeList } from "./committee-list.tsx";
import { draftOf, moved } from "./draft.ts";

const standing = (person: string, name: string) => ({
  person,
  name,
  own_office: "กรรมการ",
  office: "",
  roles: ["member" as const],
  since: null,
  until: null,
  stands: true,
});
const ONE: Committee = {
  committee: "cmt_1",
  version: 3,
  may: ["call", "keep"],
  name_th: "คณะกรรมการตัวอย่าง",
  name_en: "Example Committee",
  agency: "",
  place: "",
  backup_kind: "telephone",
  backup_address: "",
  active: true,
  last_numbers: {},
  roster: [standing("per_1", "นายธนา มั่นสมมติ"), standing("per_2", "นางวิไล รักสมมติ")],
};
const PEOPLE = [{ person: "per_3", name: "นายชัย เพียรสมมติ", office: "เจ้าหน้าที่" }];

async function fill(field: Element | null | undefined, text: string): Promise<void> {
  await happen(() => {
    (field as HTMLInputElement).value = text;
    field?.dispatchEvent(new Event("input", { bubbles: true }));
    field?.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

const submit = (place: HTMLElement) =>
  happen(() => place.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));

it("reads a day as it is typed, in either figures, and no other", () => {
  expect(readDay("๑/๑๐/๒๕๖๙")).toBe("2026-10-01");
  expect(readDay(" 29.2.2567 ")).toBe("2024-02-29");
  for (const none of ["", "29/2/2569", "1/13/2569", "1/10/2026", "พรุ่งนี้"]) expect(readDay(none)).toBeNull();
  expect(shortDay("2026-10-01")).toBe("๑/๑๐/๒๕๖๙");
});

it("moves a line up and down and nobody else", () => {
  const { roster } = draftOf(ONE);
  expect(moved(roster, 0, 1).map((one) => one.person)).toEqual(["per_2", "per_1"]);
});

it("offers a change to whoever may keep it, and another committee to whoever administers", async () => {
  const edit = vi.fn();
  const other: Committee = { ...ONE, committee: "cmt_2", name_th: "คณะอื่น", may: ["call"], active: false };
  const place = await draw(<CommitteeList committees={[ONE, other]} administers={false} onEdit={edit} />);
  expect(place.querySelectorAll("button")).toHaveLength(1);
  expect(place.textContent).toContain("สิ้นสุดแล้ว");
  await accessible(place);
  await press(place, "แก้ไข คณะกรรมการตัวอย่าง");
  expect(edit).toHaveBeenCalledWith(ONE);
  const none = await draw(<CommitteeList committees={[]} administers onEdit={edit} />);
  await press(none, "เพิ่มคณะกรรมการ");
  expect(edit).toHaveBeenLastCalledWith(null);
});

it("says in the form and in the list whom a committee still lacks, and office and duty each by its name", async () => {
  const lacks = "ยังไม่มี: ประธานกรรมการ · เลขานุการ";
  const [list, form] = [
    await draw(<CommitteeList committees={[ONE]} administers onEdit={() => undefined} />),
    await draw(<CommitteeForm of={ONE} people={PEOPLE} administers onSaved={() => {}} onCancel={() => {}} />),
  ];
  expect(list.textContent).toContain(lacks);
  expect(form.querySelector("[role=status]")?.textContent).toContain(lacks);
  const line = form.querySelectorAll<HTMLInputElement>("ol > li:first-child input[type=checkbox]");
  await happen(() => line[0]?.click());
  expect(form.querySelector("ol summary small")?.textContent).toBe("ประธานกรรมการ (ตำแหน่งงาน: กรรมการ)");
  await happen(() => line[3]?.click());
  expect(form.querySelector("[role=status]")).toBeNull();
  await accessible(form);
});

it("adds one to the roster, gives roles, and asks for the whole with the version that was looked at", async () => {
  const saved = vi.fn();
  const { asked } = answerRequests({ "PUT /api/committees/cmt_1": () => null });
  const place = await draw(
    <CommitteeForm of={ONE} people={PEOPLE} administers={false} onSaved={saved} onCancel={() => undefined} />,
  );
  await fill(
    [...place.querySelectorAll("select")].find((one) => one.value === "" && one.options.length > 1),
    "per_3",
  );
  await press(place, "เพิ่มรายชื่อ");
  await press(place, "เลื่อนขึ้น นายชัย เพียรสมมติ");
  await press(place, "เอาออก นางวิไล รักสมมติ");
  const line = [...place.querySelectorAll("ol > li")].find((one) => one.textContent?.includes("นายชัย"));
  const boxes = [...(line?.querySelectorAll<HTMLInputElement>("input[type=checkbox]") ?? [])];
  await happen(() => boxes[5]?.click());
  await happen(() => boxes[2]?.click());
  await accessible(place);
  await submit(place);
  await vi.waitFor(() => expect(saved).toHaveBeenCalledOnce());
  expect(asked.at(-1)?.[1]).toMatchObject({
    version: 3,
    name_th: ONE.name_th,
    roster: [
      { person: "per_1", roles: ["member"], since: null },
      { person: "per_3", roles: ["support"], office: "" },
    ],
  });
});

it("says on its line what is wrong, a day before anything is asked, and the rest as the server has it", async () => {
  const { asked } = answerRequests({
    "PUT /api/committees/cmt_1": () => [
      422,
      { reason: "bad_details", details: { field: "office", line: 2, fault: "computes" } },
    ],
  });
  const place = await draw(
    <CommitteeForm of={ONE} people={PEOPLE} administers onSaved={() => undefined} onCancel={() => undefined} />,
  );
  const since = place.querySelectorAll<HTMLInputElement>("ol > li:first-child input:not([type=checkbox])")[1];
  await fill(since, "เมื่อวาน");
  await submit(place);
  expect(place.textContent).toContain("เขียนวัน/เดือน/ปี พ.ศ.");
  expect(asked).toEqual([]);
  await fill(since, "๑/๑/๒๕๖๙");
  await submit(place);
  await vi.waitFor(() => expect(place.querySelector("ol > li:nth-child(2) [aria-invalid=true]")).not.toBeNull());
  expect(place.querySelector<HTMLDetailsElement>("ol > li:nth-child(2) details")?.open).toBe(true);
});

it("reads a roster from a table into the form, names its bad lines, and saves nothing by it", async () => {
  const { asked } = answerRequests({
    "POST /api/committees/roster": () => ({
      encoding: "TIS-620",
      ignored: [],
      members: [
        { person: "per_3", roles: ["support"], office: "ผู้แทนกรม", since: "2026-10-01", until: null },
        { person: "per_9", roles: ["member"], office: "", since: null, until: null },
      ],
      faults: [{ line: 4, field: "roles", fault: "no_role" }],
    }),
  });
  const place = await draw(
    <CommitteeForm of={ONE} people={PEOPLE} administers onSaved={() => undefined} onCancel={() => undefined} />,
  );
  const input = place.querySelector<HTMLInputElement>("input[type=file]");
  Object.defineProperty(input, "files", { value: [new File(["x"], "roster.csv")], configurable: true });
  await happen(() => input?.dispatchEvent(new Event("change", { bubbles: true })));
  await vi.waitFor(() => expect(place.textContent).toContain("บรรทัด ๔ · บทบาท: ไม่ใช่บทบาทที่รู้จัก"));
  expect([...place.querySelectorAll("ol summary b")].map((one) => one.textContent)).toEqual(["นายชัย เพียรสมมติ"]);
  expect([...place.querySelectorAll<HTMLInputElement>("ol input")].map((one) => one.value)).toContain("๑/๑๐/๒๕๖๙");
  expect(asked).toHaveLength(1);
  await accessible(place);
});
