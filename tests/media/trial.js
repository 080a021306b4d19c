// A page before the door: it sends coloured squares and gets them back; `window.page` is what the test asks.
(() => {
  const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 180];
  const drawing = canvas.getContext("2d");
  const draw = () => {
    for (let at = 0; at < 40 * 23; at += 1) {
      drawing.fillStyle = `hsl(${Math.floor(Math.random() * 360)} 60% 50%)`;
      drawing.fillRect((at % 40) * 8, Math.floor(at / 40) * 8, 8, 8);
    }
  };
  draw();
  setInterval(draw, 66);
  const [track] = canvas.captureStream().getVideoTracks();
  const sender = pc.addTransceiver(track, { direction: "sendonly", sendEncodings: [{ maxBitrate: 600_000 }] });
  pc.addTransceiver("video", { direction: "recvonly" });
  window.page = {
    async offer() {
      await pc.setLocalDescription(await pc.createOffer());
      return { sdp: pc.localDescription.sdp, mid: sender.mid };
    },
    answered: (sdp) => pc.setRemoteDescription({ type: "answer", sdp }),
    async decoded() {
      for (const each of (await pc.getStats()).values()) {
        if (each.type === "inbound-rtp") return each.framesDecoded ?? 0;
      }
      return 0;
    },
  };
})();
