/** The picture of this person's screen, as the browser gives it once they have chosen what to show. */
import { signal } from "@preact/signals-core";

/** Letters must be sharp, nothing need be smooth. */
const WISH: DisplayMediaStreamOptions & { selfBrowserSurface: string; surfaceSwitching: string } = {
  video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 5 } },
  audio: false,
  // The meeting's own page, shown in the meeting, would show itself without end.
  selfBrowserSurface: "exclude",
  surfaceSwitching: "include",
};

/** What is captured now. */
export const captured = signal<MediaStreamTrack | null>(null);

/** Whether this browser can show a screen at all; those of phones cannot. */
export function canCapture(): boolean {
  const media = navigator.mediaDevices as Partial<MediaDevices> | undefined;
  return media?.getDisplayMedia !== undefined;
}

/** Let the person choose what to show; null when they choose nothing. */
export async function capture(): Promise<MediaStreamTrack | null> {
  release();
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia(WISH);
    const track = stream.getVideoTracks()[0] ?? null;
    if (track === null) return null;
    track.contentHint = "detail";
    // The browser has its own button to stop; that one counts as ours.
    track.onended = () => {
      if (captured.peek() === track) captured.value = null;
    };
    captured.value = track;
    return track;
  } catch {
    return null;
  }
}

/** Capture no more. */
export function release(): void {
  const track = captured.peek();
  if (track === null) return;
  track.onended = null;
  track.stop();
  captured.value = null;
}
