/** The list of documents, the notices on the desk, and what shuts a paper. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Document, Room, You } from "../../protocol/wire.ts";
import { accessible, draw, press } from "../../testing/page.tsx";
import { ITEM, room, THANA, you } from "../../testing/scene.ts";
import { DocumentsPanel } from "./documents-panel.tsx";
import { DocumentNotices } from "./notices.tsx";
import { following, isShut, ledByOther, opened, outdated, shut } from "./papers.ts";
import { RecordPapers } from "./record-papers.tsx";
import { Viewer } from "./viewer.tsx";

const AT = "2026-11-12T02:00:00.000Z";
const VERSION: Document["versions"][number] = {
  version: 1,
  title: "รายละเอียดโครงการ",
  kind: "pdf",
  bytes: 10_000_000,
  sha256: "ab",
  scanned: false,
  by: "นายวีระ ทองสมมติ",
  at: AT,
};
const PAPER: Document = { document: "doc_1", item: ITEM.item, versions: [VERSION] };
const NEWER: Document = { ...PAPER, versions: [VERSION, { ...VERSION, version: 2 }] };
const TABLE: Document = { document: "doc_2", item: null, versions: [{ ...VERSION, title: "ตาราง", kind: "xlsx" }] };

function own(change: Partial<NonNullable<You["documents"]>>): Partial<You> {
  return { documents: { opened: [], shut: [], own: [], readers: null, told: 3, called: 5, ...change } };
}

const READ = own({ opened: [{ document: "doc_1", version: 1 }] });
const ACCESS: NonNullable<Room["access"]> = { text: "กดปุ่มเอกสาร", channel: "in_room", by: "นายวีระ ทองสมมติ", at: AT };

afterEach(shut);

describe("the list of documents", () => {
  it("has each under its item, to read here or to take away", async () => {
    const onOpen = vi.fn();
    const place = await draw(
      <DocumentsPanel room={room({ documents: [TABLE, PAPER] })} you={you(THANA)} onOpen={onOpen} />,
    );
    await accessible(place);
    expect([...place.querySelectorAll("h3")].map((one) => one.textContent)).toEqual(["ระเบียบวาระที่ ๔.๑", "ทั้งการประชุม"]);
    expect(place.textContent).toContain("ยังไม่ได้ตรวจไวรัส");
    expect(place.textContent).not.toContain("เสนอเอกสาร…");
    expect([...place.querySelectorAll("a")].map((one) => one.getAttribute("href"))[0]).toMatch(/documents\/doc_1\/1$/);
    expect(place.querySelectorAll("[data-paper=doc_2] button")).toHaveLength(0);
    await press(place, "เปิดอ่าน รายละเอียดโครงการ");
    expect(opened.value).toEqual({ document: "doc_1", version: 1 });
    expect(onOpen).toHaveBeenCalledOnce();
  });

  it("keeps earlier versions, and says of which there is a newer one", async () => {
    const place = await draw(<DocumentsPanel room={room({ documents: [NEWER] })} you={you(THANA, READ)} />);
    await accessible(place);
    expect(place.textContent).toContain("มีฉบับใหม่");
    expect(place.textContent).toContain("ฉบับก่อน");
  });

  it("is shut for an item in which one has declared an interest", async () => {
    const me = you(THANA, own({ shut: [ITEM.item], opened: [{ document: "doc_1", version: 1 }] }));
    const place = await draw(<DocumentsPanel room={room({ documents: [NEWER] })} you={me} />);
    expect(place.textContent).toContain("ท่านแจ้งการมีส่วนได้เสียในวาระนี้");
    expect(place.querySelectorAll("button, a")).toHaveLength(0);
    expect(isShut(me, TABLE)).toBe(false);
    expect(outdated(room({ documents: [NEWER] }), me)).toEqual([]);
  });

  it("gives those who direct what is theirs to do, and who opened what", async () => {
    const may = ["documents.table", "documents.announce_access", "documents.withdraw_document"];
    const readers = [{ document: "doc_1", version: 1, seat: THANA.seat, name: THANA.name }];
    const me = you(THANA, { may, ...own({ own: ["doc_1"], readers }) });
    const place = await draw(<DocumentsPanel room={room({ documents: [NEWER] })} you={me} />);
    await accessible(place);
    expect(place.textContent).toContain("ยังไม่ได้แจ้งวิธีเข้าถึงเอกสาร");
    expect(place.textContent).toContain("ผู้เปิดอ่าน ๑ คน");
    expect(place.textContent).toContain("(ฉบับที่ ๑)");
    await press(place, "แจ้งวิธีเข้าถึงเอกสาร…");
    expect(place.querySelector("textarea")?.value).toContain("เอกสารประกอบการประชุมอยู่ในระบบนี้");
    await accessible(place);
    const told = await draw(<DocumentsPanel room={room({ documents: [NEWER], access: ACCESS })} you={me} />);
    expect(told.textContent).toContain("แจ้งแล้ว ๓ จาก ๕ คน");
  });

  it("sends nothing before a file is chosen", async () => {
    const me = you(THANA, { may: ["documents.table"] });
    const place = await draw(<DocumentsPanel room={room()} you={me} />);
    expect(place.textContent).toContain("ยังไม่มีเอกสาร");
    await press(place, "เสนอเอกสาร…");
    await accessible(place);
    const form = place.querySelector("form");
    form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await vi.waitFor(() => expect(place.textContent).toContain("เลือกไฟล์ก่อน"));
  });
});

describe("the documents on record", () => {
  it("are every version, and who opened what", async () => {
    const place = await draw(<RecordPapers meeting={room().meeting} documents={[NEWER, TABLE]} />);
    await accessible(place);
    expect(place.querySelectorAll("li a")).toHaveLength(3);
    expect(place.querySelector("a.button")?.getAttribute("href")).toMatch(/documents\.csv\?lang=th$/);
    expect((await draw(<RecordPapers meeting={room().meeting} documents={[]} />)).textContent).toBe("");
  });
});

describe("the notices on the desk", () => {
  it("tell how the documents are got at until that is understood", async () => {
    const onList = vi.fn();
    const place = await draw(<DocumentNotices room={room({ access: ACCESS })} you={you(THANA)} onList={onList} />);
    await accessible(place);
    expect(place.textContent).toContain("กดปุ่มเอกสาร");
    await press(place, "ดูรายการเอกสาร");
    expect(onList).toHaveBeenCalledOnce();
    await press(place, "รับทราบ");
    expect(place.textContent).toBe("");
  });

  it("tell whoever read an earlier version of the newer one", async () => {
    const place = await draw(
      <DocumentNotices room={room({ documents: [NEWER] })} you={you(THANA, READ)} onList={() => {}} />,
    );
    await press(place, "เปิดฉบับใหม่");
    expect(opened.value).toEqual({ document: "doc_1", version: 2 });
    const nothing = await draw(
      <DocumentNotices room={room({ documents: [NEWER] })} you={you(THANA)} onList={() => {}} />,
    );
    expect(nothing.textContent).toBe("");
  });
});

describe("following whoever leads", () => {
  const led = { seat: "seat_arunee", name: "นางสาวอรุณี ใจสมมติ", document: "doc_1", version: 1, page: 7 };

  it("is offered for what is open to this person, and opens it", async () => {
    const place = await draw(
      <DocumentNotices room={room({ documents: [PAPER], led })} you={you(THANA)} onList={() => {}} />,
    );
    await accessible(place);
    expect(place.textContent).toContain("นางสาวอรุณี ใจสมมติ กำลังนำดูเอกสาร “รายละเอียดโครงการ”");
    await press(place, "ตามผู้นำเสนอ");
    expect([opened.value, following.value]).toEqual([{ document: "doc_1", version: 1 }, true]);
    shut();
    expect(following.value).toBe(false);
    expect(ledByOther(room({ documents: [PAPER], led }), you(THANA, own({ shut: [ITEM.item] })))).toBeNull();
    expect(ledByOther(room({ documents: [], led }), you(THANA))).toBeNull();
    expect(ledByOther(room({ documents: [PAPER], led: { ...led, seat: THANA.seat } }), you(THANA))).toBeNull();
  });
});

describe("the paper in the page", () => {
  it("is shut once it is not there for this person", async () => {
    opened.value = { document: "doc_1", version: 1 };
    const onClose = vi.fn();
    await draw(<Viewer room={room()} you={you(THANA)} onClose={onClose} />);
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
    onClose.mockClear();
    await draw(<Viewer room={room({ documents: [PAPER] })} you={you(THANA, { documents: null })} onClose={onClose} />);
    await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
  });
});
