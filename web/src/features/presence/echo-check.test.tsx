import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as devices from "../../media/devices.ts";
import { accessible, draw, happen, press } from "../../testing/page.tsx";
import { FakeStream, FakeTrack } from "../../testing/rtc.ts";
import { EchoCheck } from "./echo-check.tsx";

class FakeRecorder {
  static made: FakeRecorder[] = [];
  state = "inactive";
  mimeType = "audio/webm";
  ondataavailable: (event: { data: Blob }) => void = () => {};
  onstop = () => {};
  onerror = () => {};

  constructor(readonly stream: FakeStream) {
    FakeRecorder.made.push(this);
  }

  start(): void {
    this.state = "recording";
  }

  stop(): void {
    this.state = "inactive";
    this.ondataavailable({ data: new Blob(["sound"]) });
    this.onstop();
  }
}

class FakeAudio {
  static made: FakeAudio[] = [];
  src = "";
  onended = () => {};
  onerror = () => {};
  play = async () => {};
  pause = () => {};
  removeAttribute = () => {};

  constructor() {
    FakeAudio.made.push(this);
  }
}

beforeEach(async () => {
  vi.stubGlobal("MediaRecorder", FakeRecorder);
  vi.stubGlobal("MediaStream", FakeStream);
  vi.stubGlobal("Audio", FakeAudio);
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia: async () => new FakeStream([new FakeTrack("audio")]),
      enumerateDevices: async () => [],
    },
  });
  URL.createObjectURL = () => "blob:voice";
  URL.revokeObjectURL = vi.fn();
  FakeRecorder.made = [];
  FakeAudio.made = [];
  localStorage.clear();
  await devices.open("mic");
});
afterEach(() => {
  devices.stop("mic");
  vi.unstubAllGlobals();
});

async function speakAndListen(place: HTMLElement): Promise<void> {
  await happen(() => FakeRecorder.made.at(-1)?.stop());
  expect(place.textContent).toContain("กำลังเปิดเสียงที่ท่านพูด");
  await happen(() => FakeAudio.made.at(-1)?.onended());
}

it("plays back what was said, and is not asked for again on the same day", async () => {
  const place = await draw(
    <ul>
      <EchoCheck />
    </ul>,
  );
  await press(place, "ลองพูด");
  expect(place.textContent).toContain("พูดได้เลย");
  await speakAndListen(place);
  await accessible(place);
  await press(place, "ได้ยิน");
  expect(place.textContent).toContain("ท่านได้ยินเสียงของตนเองแล้ว");
  expect(URL.revokeObjectURL).toHaveBeenCalledWith("blob:voice");
  expect(
    (
      await draw(
        <ul>
          <EchoCheck />
        </ul>,
      )
    ).textContent,
  ).toContain("ท่านได้ยินเสียงของตนเองแล้ว");
});

it("says what to do when one hears nothing, and can be tried again", async () => {
  const place = await draw(
    <ul>
      <EchoCheck />
    </ul>,
  );
  await press(place, "ลองพูด");
  await speakAndListen(place);
  await press(place, "ไม่ได้ยิน");
  expect(place.textContent).toContain("ใช้หูฟัง");
  await press(place, "ลองอีกครั้ง");
  await happen(() => FakeRecorder.made.at(-1)?.onerror());
  expect(place.textContent).toContain("ลองฟังเสียงไม่สำเร็จ");
});

it("ends with the microphone, and plays nothing after", async () => {
  const place = await draw(
    <ul>
      <EchoCheck />
    </ul>,
  );
  await press(place, "ลองพูด");
  await happen(() => devices.stop("mic"));
  expect(place.textContent).toContain("ลองฟังเสียงของท่านเอง");
  expect(place.querySelector("button")?.disabled).toBe(true);
  expect(FakeAudio.made.at(-1)?.src).toBe("");
});

it("is not there in a browser that cannot record", async () => {
  vi.stubGlobal("MediaRecorder", undefined);
  expect(
    (
      await draw(
        <ul>
          <EchoCheck />
        </ul>,
      )
    ).textContent,
  ).toBe("");
});
