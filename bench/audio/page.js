// The page of the bench: our own media client, without a screen; `window.page` is what the bench asks.
import { Peer } from "../../web/src/media/peer.ts";

const peer = new Peer({
  send(signal) {
    void window.tell(signal);
    return true;
  },
  connection: (config) => new RTCPeerConnection(config),
});
const recorders = [];

window.page = {
  receive: (message) => peer.receive(message),
  // Browsers would clean the voice as they do a room's; here only the network may change it.
  async speak(picture) {
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    const stream = await navigator.mediaDevices.getUserMedia({ audio, video: picture });
    for (const track of stream.getTracks()) await peer.put(track.kind === "audio" ? "mic" : "camera", track);
    peer.enter({ sends: picture ? ["mic", "camera"] : ["mic"], audio: 1, video: 1, layers: 3 });
  },
  listen() {
    peer.streams.subscribe((streams) => {
      for (const stream of streams.values()) {
        const [track] = stream.getTracks();
        const element = document.createElement(track.kind);
        element.autoplay = true;
        element.srcObject = stream;
        document.body.append(element);
      }
    });
    peer.enter({ sends: [], audio: 4, video: 5, layers: 1 });
  },
  status: () => peer.status.value,
  // The line on which this seat is heard; null as long as there is none.
  heard(seat) {
    const slot = peer.layout.value.find((one) => one.seat === seat && one.source === "mic" && one.state === "live");
    return slot?.mid ?? null;
  },
  // From now on everything that is heard on this line is kept.
  record(mid) {
    const recorder = new MediaRecorder(peer.streams.value.get(mid), {
      mimeType: "audio/webm;codecs=opus",
      audioBitsPerSecond: 192_000,
    });
    const kept = [];
    recorder.ondataavailable = ({ data }) => kept.push(data);
    recorder.start();
    recorders.push({ recorder, kept });
  },
  async recorded() {
    const { recorder, kept } = recorders.pop();
    await new Promise((resolve) => {
      recorder.onstop = resolve;
      recorder.stop();
    });
    const bytes = new Uint8Array(await new Blob(kept).arrayBuffer());
    return bytes.toBase64?.() ?? btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  },
  async counts() {
    const counts = {};
    for (const each of (await peer.connection().getStats()).values()) {
      if (each.type === "inbound-rtp" && each.kind === "audio" && each.packetsReceived > 0) {
        counts.received = each.packetsReceived;
        counts.lost = each.packetsLost;
        counts.concealed = each.concealedSamples / each.totalSamplesReceived;
        counts.delay_ms = (each.jitterBufferDelay / each.jitterBufferEmittedCount) * 1000;
        counts.nacks = each.nackCount;
        counts.fec = each.fecPacketsReceived;
        counts.late = each.packetsDiscarded;
        counts.again = each.retransmittedPacketsReceived;
        counts.target_ms = (each.jitterBufferTargetDelay / each.jitterBufferEmittedCount) * 1000;
      }
      if (each.type === "inbound-rtp" && each.kind === "video" && each.framesDecoded > 0) {
        counts.pictures = each.framesDecoded;
        counts.width = each.frameWidth;
      }
    }
    return counts;
  },
};
