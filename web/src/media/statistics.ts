/** What this page measures about its connection, for the relay's cross-check. */
import type { OutSignal } from "../protocol/wire.ts";

type Down = Extract<OutSignal, { kind: "stats" }>["down"];

/** Round trip (ms) and, per receiving m-line, packets lost, jitter (ms) and freezes since the start. */
export async function measure(pc: RTCPeerConnection): Promise<{ rtt: number; down: Down }> {
  const report = await pc.getStats();
  const down: Down = [];
  let rtt = 0;
  // The entries of a report are typed as `any` by the DOM library: their fields depend on `type`.
  for (const entry of (report as unknown as Map<string, Record<string, unknown>>).values()) {
    if (entry.type === "inbound-rtp" && typeof entry.mid === "string") {
      down.push({
        mid: entry.mid,
        lost: figure(entry.packetsLost),
        jitter_ms: Math.round(figure(entry.jitter) * 1000),
        freezes: figure(entry.freezeCount),
      });
    } else if (entry.type === "candidate-pair" && entry.nominated === true) {
      rtt = Math.round(figure(entry.currentRoundTripTime) * 1000);
    }
  }
  return { rtt, down };
}

function figure(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
