/** Sharing one's screen: the browser captures, the server allows, and only then something is sent. */
import { computed, effect, signal } from "@preact/signals-core";
import * as screens from "../../media/capture.ts";
import { Refusal, UNREACHABLE } from "../../protocol/refusal.ts";
import { may, room, you } from "../../room/derived.ts";
import { line, send } from "../../room/store.ts";
import { peer } from "./room-media.ts";

/** Whether the plan lets this page's screen through. */
const allowed = computed(() => (you.value?.media.sends ?? []).includes("screen") && line.value.at !== "ended");

/** Whether the browser or the server is being asked. */
export const busySharing = signal(false);
/** Why the last press did nothing. */
export const refusedSharing = signal<Refusal | null>(null);
/** Whether the meeting sees this page's screen now. */
export const sharesMine = computed(() => allowed.value && screens.captured.value !== null);
/** Whose screen the meeting sees, when it is not one's own. */
export const sharesOther = computed(() => {
  const sharing = room.value?.sharing ?? null;
  return sharing === null || sharing.seat === you.value?.seat ? null : sharing;
});
/** Whether this person may share a screen from here, now. */
export const mayShare = computed(() => may("floor.share_screen") && screens.canCapture());

/** Whether it was this person's being sent outside that ended it. */
export const endedOutside = signal(false);

/** Let the person choose what to show, and ask the server; whether the meeting sees it now. */
export async function startSharing(): Promise<boolean> {
  return await asking(async () => {
    if ((await screens.capture()) === null) return false;
    try {
      await send("floor.share_screen", {});
    } catch (refusal) {
      screens.release();
      throw refusal;
    }
    return true;
  });
}

/** Share no more. */
export async function stopSharing(): Promise<boolean> {
  return await asking(async () => {
    await send("floor.stop_sharing", {});
    return true;
  });
}

async function asking(act: () => Promise<boolean>): Promise<boolean> {
  if (busySharing.peek()) return false;
  busySharing.value = true;
  refusedSharing.value = null;
  try {
    return await act();
  } catch (failure) {
    refusedSharing.value = failure instanceof Refusal ? failure : new Refusal(UNREACHABLE);
    return false;
  } finally {
    busySharing.value = false;
  }
}

/** Send the screen exactly while the plan holds it, until the returned function is called. */
export function followSharing(): () => void {
  let was = false;
  const stop = effect(() => {
    const track = screens.captured.value;
    const now = allowed.value;
    void peer.put("screen", now ? track : null);
    const isOutside = you.value?.class === "suspended";
    if (was && !now) screens.release();
    endedOutside.value = isOutside && (endedOutside.peek() || (was && !now));
    was = now;
    // Named by the plan and nothing to show: the browser's own button ended it, or the page was loaded anew.
    const hasNothing = now && track === null && !busySharing.value && line.value.at === "open";
    if (hasNothing) void send("floor.stop_sharing", {}).catch(() => undefined);
  });
  return () => {
    stop();
    screens.release();
    refusedSharing.value = null;
  };
}
