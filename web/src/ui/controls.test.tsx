import { useState } from "preact/hooks";
import { afterEach, describe, expect, it, vi } from "vitest";
import { speak } from "../i18n/t.ts";
import { accessible, control, draw, happen, press } from "../testing/page.tsx";
import { HouseBar, MeetingBar } from "./bar.tsx";
import { Clock } from "./clock.tsx";
import { useDeed } from "./deed.tsx";
import { Dialog } from "./dialog.tsx";
import { Field, Select } from "./field.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { LiveRegion, say } from "./live.tsx";
import { Name, unbroken } from "./name.tsx";
import { ChannelLink } from "./phone.tsx";
import { Phrase, plain } from "./phrase.tsx";
import { Refused } from "./refused.tsx";
import { Script } from "./script.tsx";
import { Toast, toast } from "./toast.tsx";

afterEach(() => {
  speak("th");
  vi.useRealTimers();
});

function Opener() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        เปิด
      </button>
      {open ? (
        <Dialog title="ออกจากห้อง" onClose={() => setOpen(false)} footer={<button type="button">ยืนยัน</button>}>
          <p>ท่านกลับเข้ามาใหม่ได้</p>
        </Dialog>
      ) : null}
    </>
  );
}

describe("a dialog", () => {
  it("is named by its title and passes axe", async () => {
    const place = await draw(<Opener />);
    await press(place, "เปิด");
    const dialog = place.querySelector("dialog");
    expect(dialog?.open).toBe(true);
    expect(place.querySelector(`#${dialog?.getAttribute("aria-labelledby")}`)?.textContent).toBe("ออกจากห้อง");
    await accessible(place);
  });

  it("ends by Escape and by ×, and gives the focus back", async () => {
    const place = await draw(<Opener />);
    for (const end of [
      () => happen(() => place.querySelector("dialog")?.dispatchEvent(new Event("cancel", { cancelable: true }))),
      () => press(place, "ปิด"),
    ]) {
      const opener = control(place, "เปิด");
      opener.focus();
      await press(place, "เปิด");
      await end();
      expect(place.querySelector("dialog")).toBeNull();
      expect(document.activeElement).toBe(opener);
    }
  });
});

describe("fields", () => {
  it("carry their labels and say what was written", async () => {
    const told: string[] = [];
    const place = await draw(
      <>
        <Field label="ชื่อคณะกรรมการ" value="" numeric onInput={(value) => told.push(value)} />
        <Select
          label="เพื่อ"
          value="b"
          options={[
            ["a", "เพื่อทราบ"],
            ["b", "เพื่อพิจารณา"],
          ]}
          onChange={(value) => told.push(value)}
        />
      </>,
    );
    const input = place.querySelector("input") as HTMLInputElement;
    const select = place.querySelector("select") as HTMLSelectElement;
    input.value = "คณะ";
    await happen(() => input.dispatchEvent(new Event("input", { bubbles: true })));
    select.value = "a";
    await happen(() => select.dispatchEvent(new Event("change", { bubbles: true })));
    expect(told).toEqual(["คณะ", "a"]);
    await accessible(place);
  });
});

function Deed({ act }: { act(): Promise<unknown> }) {
  const deed = useDeed();
  return (
    <>
      <button type="button" aria-busy={deed.busy} onClick={() => void deed.run(act)}>
        ทำ
      </button>
      <button type="button" onClick={deed.forget}>
        ลืม
      </button>
      <Refused refusal={deed.refusal} />
    </>
  );
}

describe("a deed", () => {
  it("runs once at a time and shows that it runs", async () => {
    let end = () => {};
    const act = vi.fn(() => new Promise<void>((done) => (end = done)));
    const place = await draw(<Deed act={act} />);
    await press(place, "ทำ");
    await press(place, "ทำ");
    expect(act).toHaveBeenCalledTimes(1);
    expect(control(place, "ทำ").getAttribute("aria-busy")).toBe("true");
    await happen(end);
    expect(control(place, "ทำ").getAttribute("aria-busy")).toBe("false");
  });

  it("shows a refusal as a sentence with its figures, never as a code", async () => {
    const refusal = Object.assign(new Error("no"), { reason: "no_quorum", details: { present: 2, needed: 4 } });
    const place = await draw(<Deed act={() => Promise.reject(refusal)} />);
    await press(place, "ทำ");
    const alert = place.querySelector("[role=alert]");
    expect(alert?.textContent).toContain("องค์ประชุมไม่ครบ");
    expect(alert?.textContent).toContain("๒ คน");
    expect(alert?.textContent).not.toContain("no_quorum");
    await accessible(place);
    await press(place, "ลืม");
    expect(place.querySelector("[role=alert]")).toBeNull();
  });

  it("calls any other failure unreachable", async () => {
    const place = await draw(<Deed act={() => Promise.reject(new TypeError("fetch"))} />);
    await press(place, "ทำ");
    expect(place.textContent).toContain("ติดต่อระบบไม่ได้");
  });
});

it("a toast goes after six seconds, and a newer one takes its place", async () => {
  vi.useFakeTimers();
  const place = await draw(<Toast />);
  await happen(() => toast("เปิดวาระแล้ว"));
  await happen(() => toast("ระงับแล้ว"));
  expect(place.textContent).toBe("ระงับแล้ว");
  expect(place.querySelector("button, a")).toBeNull();
  await happen(() => vi.advanceTimersByTime(6000));
  expect(place.textContent).toBe("");
});

it("the live region is the only one, polite, and always there", async () => {
  const place = await draw(<LiveRegion />);
  await happen(() => say("เปิดการลงคะแนน"));
  expect(place.querySelector("[role=status]")?.textContent).toBe("เปิดการลงคะแนน");
});

it("the language switch is written in the language it leads to", async () => {
  const place = await draw(<LanguageSwitch />);
  expect(place.querySelector("button")?.lang).toBe("en");
  await press(place, "English");
  expect(document.documentElement.lang).toBe("en");
  await press(place, "ภาษาไทย");
  expect(document.documentElement.lang).toBe("th");
});

it("a telephone number works without our server, and is written in the language's figures", async () => {
  const place = await draw(<ChannelLink channel={{ kind: "telephone", address: "0 2222 1111 #3" }} />);
  const link = place.querySelector("a");
  expect([link?.getAttribute("href"), link?.textContent]).toEqual(["tel:022221111#3", "๐ ๒๒๒๒ ๑๑๑๑ #๓"]);
  const mail = await draw(<ChannelLink channel={{ kind: "email", address: "help@example.go.th" }} />);
  expect(mail.querySelector("a")?.getAttribute("href")).toBe("mailto:help@example.go.th");
  const other = await draw(<ChannelLink channel={{ kind: "other", address: "วิทยุ" }} />);
  expect(other.querySelector("a")).toBeNull();
});

it("marked phrases stay on one line, and the sentence to read stays Thai", async () => {
  speak("en");
  const place = await draw(<Script label="The chair reads" sentence="ขอ[เปิดประชุม] ครั้งที่[๑๑]" />);
  expect([...place.querySelectorAll(".whole")].map((one) => one.textContent)).toEqual(["เปิดประชุม", "๑๑"]);
  expect(place.querySelector("blockquote")?.lang).toBe("th");
  expect(plain("ขอ[เปิดประชุม]")).toBe("ขอเปิดประชุม");
  await accessible(await draw(<Phrase text="ก[ข]ค" />));
});

it("a name breaks only between its words, alone, in a sentence and in a toast", async () => {
  const words = (place: Element) => [...place.querySelectorAll(".whole")].map((one) => one.textContent);
  const name = "นางสาวอรุณี ใจสมมติ";
  const place = await draw(
    <p>
      <Name of={name} />, <Phrase text={`${unbroken(name)}เสนอ [มติ]`} />
    </p>,
  );
  expect(words(place)).toEqual(["นางสาวอรุณี", "ใจสมมติ", "นางสาวอรุณี", "ใจสมมติ", "มติ"]);
  expect(place.textContent).toBe(`${name}, ${name}เสนอ มติ`);
  expect([unbroken(""), plain(unbroken(name))]).toEqual(["", name]);
  const toasts = await draw(<Toast />);
  await happen(() => toast(`${unbroken(name)}เสนอแทน`));
  expect([words(toasts), toasts.textContent]).toEqual([["นางสาวอรุณี", "ใจสมมติ"], `${name}เสนอแทน`]);
});

it("the bars name the meeting or the house", async () => {
  const place = await draw(
    <div>
      <MeetingBar body="คณะกรรมการตัวอย่าง" number={11} year={2569}>
        <Clock />
      </MeetingBar>
    </div>,
  );
  expect(place.querySelector("h1")?.textContent).toBe("คณะกรรมการตัวอย่างครั้งที่ ๑๑/๒๕๖๙");
  expect(place.textContent).toMatch(/[๐-๙]{2}\.[๐-๙]{2} น\./);
  place.remove();
  const house = await draw(<HouseBar home="/meetings" />);
  expect(house.querySelector("a")?.textContent).toBe("ระบบควบคุมการประชุม");
  await accessible(house);
});
