import { afterEach, describe, expect, it, vi } from "vitest";
import type { MeetingRow } from "../protocol/http.ts";
import { endMeeting, inMeeting } from "../testing/meeting.ts";
import { accessible, control, draw, happen, press } from "../testing/page.tsx";
import { ITEM, LAST, MEETING, THANA, viewOf } from "../testing/scene.ts";
import { answerRequests, FakeSocket } from "../testing/wire.ts";
import { now } from "../ui/clock.tsx";
import { AgendaList, AgendaRail, ItemHeading } from "./agenda/agenda.tsx";
import { emptyDraft, seatOf, toRequest } from "./calling/draft.ts";
import { ListHead, MeetingList } from "./calling/meeting-list.tsx";
import { NewMeetingForm } from "./calling/new-meeting-form.tsx";
import { SignInForm, Welcome } from "./identity/sign-in-form.tsx";
import { ask, signOut, who } from "./identity/who.ts";
import { ContactCard, HelpButton } from "./incidents/help.tsx";
import { LineNotice, MediaNotice } from "./incidents/line-notice.tsx";

afterEach(() => {
  endMeeting();
  vi.useRealTimers();
});

async function write(field: Element | null, words: string): Promise<void> {
  await happen(() => {
    (field as HTMLInputElement).value = words;
    field?.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

async function submit(place: HTMLElement): Promise<void> {
  await happen(() =>
    place.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })),
  );
}

const CONTACT = { backup: { kind: "telephone", address: "0 0000 0000" }, support: { name: "นายชัย เพียรสมมติ" } };

describe("identity", () => {
  it("signs in by name and password", async () => {
    const { asked } = answerRequests({ "POST /api/sign-in": () => ({ person: "per_1", name: "อรุณี" }) });
    const done = vi.fn();
    const place = await draw(<SignInForm onDone={done} />);
    await accessible(place);
    await write(place.querySelector("[name=username]"), " arunee ");
    await write(place.querySelector("[name=password]"), "secret words");
    await submit(place);
    await vi.waitFor(() => expect(done).toHaveBeenCalledOnce());
    expect(asked).toContainEqual(["POST /api/sign-in", { name: "arunee", password: "secret words" }]);
  });

  it("says in words that the two do not match, and keeps what was typed", async () => {
    answerRequests({ "POST /api/sign-in": () => [403, { reason: "wrong_password", details: {} }] });
    const place = await draw(<SignInForm onDone={() => {}} />);
    await write(place.querySelector("[name=username]"), "arunee");
    await submit(place);
    await vi.waitFor(() => expect(place.querySelector("[role=alert]")?.textContent).toContain("ชื่อผู้ใช้หรือรหัสผ่าน"));
    expect((place.querySelector("[name=username]") as HTMLInputElement).value).toBe("arunee");
  });

  it("knows who is here, nobody, or that it cannot ask", async () => {
    answerRequests({
      "GET /api/me": () => ({ person: "per_1", name: "อรุณี", office: "", agency: "ก", demo: true, may: [] }),
    });
    await ask();
    expect(who.value.at).toBe("here");
    answerRequests({
      "GET /api/me": () => [401, { reason: "not_signed_in", details: {} }],
      "DELETE /api/sign-in": () => [204, null],
    });
    await ask();
    expect(who.value.at).toBe("nobody");
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("down")));
    await ask();
    expect(who.value.at).toBe("unreachable");
    await signOut();
    expect(who.value.at).toBe("nobody");
  });

  it("welcomes in plain words", async () => {
    await accessible(await draw(<Welcome />));
  });
});

describe("agenda", () => {
  const agenda = [
    { ...ITEM, item: "item_1", number: "1", title: "เรื่องที่ประธานแจ้ง", state: "closed" as const },
    ITEM,
    LAST,
  ];

  it("shows done, now and next at a glance", async () => {
    const place = await draw(
      <>
        <AgendaRail agenda={agenda} />
        <AgendaList agenda={agenda} />
        <ItemHeading item={ITEM} />
      </>,
    );
    expect(place.querySelector("[aria-current=step]")?.textContent).toContain("๔.๑");
    expect(place.querySelector("li")?.textContent).toBe("๑ประธานแจ้ง เสร็จแล้ว");
    expect(place.textContent).toContain("กำลังพิจารณา");
    expect(place.querySelector("h2")?.textContent).toBe(ITEM.title);
    await accessible(place);
  });
});

describe("incidents", () => {
  it("give the number and the name on a card that needs no network", async () => {
    const place = await draw(<HelpButton contact={CONTACT} />);
    await press(place, "แจ้งเหตุ");
    expect(place.querySelector("a")?.getAttribute("href")).toBe("tel:000000000");
    expect(place.textContent).toContain("นายชัย เพียรสมมติ");
    await accessible(place);
    const card = await draw(<ContactCard contact={{ ...CONTACT, support: null }} />);
    expect(card.textContent).toContain("ไม่ได้ระบุเจ้าหน้าที่");
    await accessible(card);
  });

  it("say what is safe when the line is lost, and give the number after fifteen seconds", async () => {
    await inMeeting(viewOf(THANA));
    const place = await draw(<LineNotice contact={CONTACT} />);
    expect(place.textContent).toBe("");
    vi.useFakeTimers({ now: Date.now() });
    await happen(() => FakeSocket.last.drop());
    expect(place.querySelector("[role=alert]")?.textContent).toContain("ที่นั่งและสิทธิลงคะแนนของท่านยังอยู่");
    expect(place.querySelector("a")).toBeNull();
    vi.useRealTimers();
    await accessible(place);
    await happen(() => {
      now.value = Date.now() + 16_000;
    });
    expect(place.querySelector("a")?.textContent).toBe("๐ ๐๐๐๐ ๐๐๐๐");
  });

  it("offer the way out when the media are on another device or the browser is silent", async () => {
    await inMeeting(viewOf(THANA));
    const told: string[] = [];
    const notice = (status: "live" | "occupied" | "elsewhere" | "returning", silent = false) =>
      draw(
        <MediaNotice
          status={status}
          silent={silent}
          onUseThis={() => told.push("this")}
          onHear={() => told.push("hear")}
        />,
      );
    expect((await notice("live")).textContent).toBe("");
    expect((await notice("returning")).textContent).toContain("กำลังต่อภาพและเสียง");
    await press(await notice("occupied"), "ใช้เครื่องนี้แทน");
    await press(await notice("elsewhere"), "ใช้เครื่องนี้แทน");
    const place = await notice("live", true);
    await press(place, "เปิดเสียงการประชุม");
    await accessible(place);
    expect(told).toEqual(["this", "this", "hear"]);
  });
});

describe("calling", () => {
  const row = (change: Partial<MeetingRow>): MeetingRow => ({
    meeting: MEETING,
    body: "คณะกรรมการพัฒนาบริการดิจิทัล",
    number: 11,
    year: 2569,
    starts_at: "2026-11-12T02:30:00Z",
    phase: "called",
    sound_only: false,
    seat: THANA.seat,
    roles: ["member"],
    ...change,
  });

  it("lists my meetings with the way in, and the record for who may read it", async () => {
    const place = await draw(
      <div>
        <ListHead keepsRegister={false} seesCommittees={false} />
        <MeetingList
          meetings={[
            row({}),
            row({ meeting: "mtg_2", phase: "closed", roles: ["member", "secretary"] }),
            row({ meeting: "mtg_3", phase: "closed", starts_at: "2026-10-12T02:30:00Z" }),
            row({ meeting: "mtg_4", phase: "open" }),
          ]}
        />
      </div>,
    );
    const links = [...place.querySelectorAll("li")].map((one) => one.querySelector("a")?.getAttribute("href") ?? null);
    expect(links).toEqual(["/meetings/mtg_4", `/meetings/${MEETING}`, "/meetings/mtg_2/record", null]);
    expect(place.querySelectorAll(".primary")).toHaveLength(1);
    expect(place.textContent).toContain("วันพฤหัสบดีที่ ๑๒ พฤศจิกายน ๒๕๖๙");
    expect(place.textContent).toContain("กรรมการและเลขานุการ");
    await accessible(place);
    expect((await draw(<MeetingList meetings={[]} />)).textContent).toContain("ยังไม่มีการประชุม");
  });

  it("says which meetings are held by sound alone", async () => {
    const place = await draw(<MeetingList meetings={[row({}), row({ meeting: "mtg_2", sound_only: true })]} />);
    expect([...place.querySelectorAll("li")].map((one) => one.textContent?.includes("ประชุมด้วยเสียงอย่างเดียว"))).toEqual([
      false,
      true,
    ]);
  });

  const PEOPLE = [
    { person: "per_w", name: "นางวิไล รักสมมติ", office: "กรรมการ" },
    { person: "per_c", name: "นายชัย เพียรสมมติ", office: "เจ้าหน้าที่" },
    { person: "per_a", name: "นางสาวอรุณี ใจสมมติ", office: "ประธาน" },
  ];

  it("writes the meeting as the server wants it: Arabic figures, UTC, the chair first", () => {
    const words = { place: "ห้องประชุม ๑", first: "เรื่องที่ประธานแจ้ง", second: "รับรองรายงาน" };
    const draft = emptyDraft(Date.parse("2026-11-12T02:10:00Z"), words);
    const request = toRequest(
      {
        ...draft,
        body: " คณะทำงาน ",
        number: "๓",
        address: "๐ ๒๒๒๒ ๑๑๑๑",
        seats: { per_w: seatOf("member-secretary"), per_a: seatOf("chair"), per_c: seatOf("support") },
      },
      PEOPLE,
      [],
    );
    expect(request).toMatchObject({
      body: "คณะทำงาน",
      number: 3,
      year: 2569,
      starts_at: "2026-11-12T03:00:00Z",
      backup: { kind: "telephone", address: "0 2222 1111" },
      seats: [
        { person: "per_a", roles: ["chair", "member"] },
        { person: "per_w", roles: ["member", "secretary"] },
        { person: "per_c", roles: ["support"] },
      ],
    });
    expect(request.items).toHaveLength(2);
    expect(request.sound_only).toBe(false);
    expect(toRequest({ ...draft, means: "sound" }, PEOPLE, []).sound_only).toBe(true);
  });

  it("calls the meeting from the form, items added and taken away", async () => {
    const { asked } = answerRequests({ "POST /api/meetings": () => ({ meeting: "mtg_9" }) });
    const called = vi.fn();
    const place = await draw(
      <NewMeetingForm people={PEOPLE} committees={[]} profiles={[]} me="per_a" onCalled={called} />,
    );
    await accessible(place);
    await press(place, "เพิ่มวาระ");
    await press(place, "ลบวาระที่ ๓");
    const seat = place.querySelector("#seat-per_a") as HTMLSelectElement;
    seat.value = "chair";
    await happen(() => seat.dispatchEvent(new Event("change", { bubbles: true })));
    await submit(place);
    await vi.waitFor(() => expect(called).toHaveBeenCalledWith("mtg_9"));
    const body = asked[0]?.[1] as { seats: unknown[]; items: unknown[] };
    expect([body.seats.length, body.items.length]).toEqual([1, 2]);
  });

  it("shows what is missing as the server says it", async () => {
    answerRequests({ "POST /api/meetings": () => [409, { reason: "no_support_officer", details: {} }] });
    const place = await draw(
      <NewMeetingForm people={PEOPLE} committees={[]} profiles={[]} me="per_a" onCalled={() => {}} />,
    );
    await submit(place);
    await vi.waitFor(() => expect(place.textContent).toContain("ต้องมีเจ้าหน้าที่สนับสนุนอย่างน้อยหนึ่งคน"));
    control(place, "ยกเลิก");
  });
});
