// Put into every page before its own scripts: keeps the connections and lines that the page opens, changes nothing.
(() => {
  const journey = { peers: [], lines: [], frames: [], answers: {}, view: null, context: null };
  window.journey = journey;

  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...given) {
      super(...given);
      journey.peers.push(this);
    }
  };

  const Line = window.WebSocket;
  window.WebSocket = class extends Line {
    constructor(...given) {
      super(...given);
      journey.lines.push(this);
      this.addEventListener("message", ({ data }) => {
        journey.frames.push(data);
        if (journey.frames.length > 500) journey.frames.shift();
        const frame = JSON.parse(data);
        if (frame.type === "view") journey.view = frame;
        if (frame.type === "done" || frame.type === "refused") journey.answers[frame.id] = frame;
      });
    }
  };

  // What arrives on each receiving line now, with the seat that the relay's layout names for it.
  journey.arriving = async () => {
    const pc = window.meetingDebug?.peer();
    if (!pc) return [];
    const seats = new Map(window.meetingDebug.layout().map((slot) => [slot.mid, slot.seat]));
    const found = [];
    for (const report of (await pc.getStats()).values()) {
      if (report.type !== "inbound-rtp" || !seats.get(report.mid)) continue;
      found.push({
        line: `${journey.peers.indexOf(pc)} ${report.id} ${seats.get(report.mid)}`,
        seat: seats.get(report.mid),
        kind: report.kind,
        amount: report.kind === "audio" ? report.totalAudioEnergy : report.framesDecoded,
      });
    }
    return found;
  };

  // Packets both ways over every connection that this page ever opened and has not closed.
  journey.packets = async () => {
    const open = journey.peers.filter((pc) => pc.connectionState !== "closed");
    let received = 0;
    let sent = 0;
    for (const pc of open) {
      for (const report of (await pc.getStats()).values()) {
        if (report.type === "inbound-rtp") received += report.packetsReceived ?? 0;
        if (report.type === "outbound-rtp") sent += report.packetsSent ?? 0;
      }
    }
    return { received, sent, open: open.length };
  };

  // The loudest of these tones on each sounding line during a second, by the seat that the layout names.
  journey.tones = async (tones) => {
    const pc = window.meetingDebug?.peer();
    if (!pc) return {};
    journey.context ??= new AudioContext();
    const { context } = journey;
    const listeners = window.meetingDebug
      .layout()
      .filter((slot) => slot.seat && slot.source === "mic")
      .map((slot) => {
        const { receiver } = pc.getTransceivers().find((one) => one.mid === slot.mid);
        const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
        const source = context.createMediaStreamSource(new MediaStream([receiver.track]));
        source.connect(analyser);
        return { ...slot, analyser, source, best: Object.fromEntries(Object.keys(tones).map((name) => [name, -200])) };
      });
    const decibels = new Float32Array(4096);
    for (let n = 0; n < 10; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      for (const { analyser, best } of listeners) {
        analyser.getFloatFrequencyData(decibels);
        for (const [name, hertz] of Object.entries(tones)) {
          const at = Math.round((hertz * 8192) / context.sampleRate);
          best[name] = Math.max(best[name], decibels[at - 1], decibels[at], decibels[at + 1]);
        }
      }
    }
    const now = new Map(window.meetingDebug.layout().map((slot) => [slot.mid, slot.seat]));
    const found = {};
    for (const { mid, seat, best, source } of listeners) {
      source.disconnect();
      const loudest = Object.keys(best).reduce((a, b) => (best[a] > best[b] ? a : b));
      if (now.get(mid) === seat && best[loudest] > -60) found[seat] = loudest;
    }
    return found;
  };

  // The colour in the corner of the picture that is shown at each seat.
  journey.colours = () => {
    const found = {};
    for (const tile of document.querySelectorAll("[data-seat]")) {
      const video = tile.querySelector("video");
      if (!video || video.videoWidth < 2) continue;
      const canvas = new OffscreenCanvas(32, 18);
      const pen = canvas.getContext("2d");
      pen.drawImage(video, 0, 0, 32, 18);
      found[tile.dataset.seat] = [...pen.getImageData(2, 2, 1, 1).data].slice(0, 3);
    }
    return found;
  };

  // A message over the page's own line, as somebody would send it who does not use our buttons.
  journey.say = (message) => {
    journey.lines.findLast((line) => line.readyState === 1).send(JSON.stringify(message));
  };
})();
