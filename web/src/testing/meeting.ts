/** A page that is in a meeting, for tests: the test is the server. */
import { expect, vi } from "vitest";
import type { View } from "../protocol/wire.ts";
import { join, part } from "../room/store.ts";
import { happen } from "./page.tsx";
import { MEETING } from "./scene.ts";
import { type Answers, answerRequests, FakeSocket } from "./wire.ts";

/** Join the meeting and be told this view. */
export async function inMeeting(view: View, answers: Answers = {}): Promise<FakeSocket> {
  FakeSocket.made = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  answerRequests({ "POST /api/tickets": () => ({ ticket: "once" }), ...answers });
  join(MEETING);
  await vi.waitFor(() => expect(FakeSocket.made).toHaveLength(1));
  FakeSocket.last.answer();
  await tell(view);
  return FakeSocket.last;
}

/** The server tells a newer view. */
export async function tell(view: View): Promise<void> {
  await happen(() => FakeSocket.last.say({ type: "view", ...view }));
}

/** The commands sent so far, by name and arguments. */
export function commands(): [string, unknown][] {
  return FakeSocket.last.of("command").map((frame) => [String(frame.name), frame.args]);
}

/** The server answers the newest command: done, or refused for this reason. */
export async function answerCommand(reason?: string, details: Record<string, number> = {}): Promise<void> {
  const { id } = FakeSocket.last.of("command").at(-1) as { id: string };
  const answer =
    reason === undefined ? { type: "done", id, seq: 9, media: "ok" } : { type: "refused", id, reason, details };
  await happen(() => FakeSocket.last.say(answer));
}

/** Leave the meeting and the stubs behind. */
export function endMeeting(): void {
  part();
  vi.unstubAllGlobals();
}
