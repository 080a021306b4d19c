import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeStream, FakeTrack } from "../testing/rtc.ts";
import * as devices from "./devices.ts";

let ask: (constraints: MediaStreamConstraints) => Promise<FakeStream>;

beforeEach(() => {
  ask = async ({ audio }) => new FakeStream([new FakeTrack(audio ? "audio" : "video")]);
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia: (constraints: MediaStreamConstraints) => ask(constraints),
      enumerateDevices: async () => [
        { kind: "audioinput", deviceId: "audio-1", label: "ไมค์โต๊ะ" },
        { kind: "audioinput", deviceId: "audio-2", label: "หูฟัง" },
        { kind: "videoinput", deviceId: "", label: "" },
      ],
    },
  });
});
afterEach(async () => {
  devices.stop("mic");
  devices.stop("camera");
  await devices.want("mic", true);
  devices.stop("mic");
  vi.unstubAllGlobals();
});

it("opens a device once, and knows which others there are", async () => {
  const track = await devices.open("mic");
  expect(await devices.open("mic")).toBe(track);
  expect(devices.choices.value.mic.map((one) => one.label)).toEqual(["ไมค์โต๊ะ", "หูฟัง"]);
  expect(devices.choices.value.camera).toEqual([]);
  expect(devices.chosen("mic")).toBe("audio-1");
});

it.each([
  ["NotAllowedError", "denied"],
  ["NotReadableError", "busy"],
  ["NotFoundError", "missing"],
])("calls %s %s", async (name, trouble) => {
  ask = async () => {
    throw Object.assign(new Error(name), { name });
  };
  expect(await devices.open("camera")).toBeNull();
  expect(devices.troubles.value.camera).toBe(trouble);
});

it("says that a page without https cannot open devices", async () => {
  vi.stubGlobal("navigator", {});
  await devices.open("mic");
  expect(devices.troubles.value.mic).toBe("insecure");
});

it("leaves no light on when it was stopped while the browser asked", async () => {
  const track = new FakeTrack("video");
  const plain = ask;
  ask = async () => {
    devices.stop("camera");
    return new FakeStream([track]);
  };
  expect(await devices.open("camera")).toBeNull();
  expect(track.readyState).toBe("ended");
  expect(devices.tracks.value.camera).toBeNull();
  ask = plain;
});

it("silences the microphone and keeps it; stops the camera for good", async () => {
  const mic = (await devices.open("mic")) as unknown as FakeTrack;
  const camera = (await devices.open("camera")) as unknown as FakeTrack;
  await devices.want("mic", false);
  await devices.want("camera", false);
  expect([mic.enabled, mic.readyState]).toEqual([false, "live"]);
  expect(camera.readyState).toBe("ended");
  await devices.want("camera", true);
  expect(devices.tracks.value.camera).not.toBeNull();
});

it("notices a device that is pulled out", async () => {
  const mic = (await devices.open("mic")) as unknown as FakeTrack;
  mic.onended?.();
  expect([devices.tracks.value.mic, devices.troubles.value.mic]).toEqual([null, "missing"]);
});
