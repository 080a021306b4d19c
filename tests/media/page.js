// A page with a microphone, a camera and a slot for each; `window.page` is what the test asks.
(() => {
  const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  const states = [];
  pc.onconnectionstatechange = () => states.push(pc.connectionState);
  let camera;

  // Browsers answer requests for lost sound, but do not offer to.
  const withAudioRepair = (sdp) => sdp.replace(/(a=rtpmap:(\d+) opus\/48000\/2\r\n)/g, "$1a=rtcp-fb:$2 nack\r\n");

  window.page = {
    pc,
    states,
    async begin() {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
      const [sound] = stream.getAudioTracks();
      const [picture] = stream.getVideoTracks();
      pc.addTransceiver(sound, { direction: "sendonly" });
      camera = pc.addTransceiver(picture, { direction: "sendonly", sendEncodings: [{ maxBitrate: 600_000 }] });
      for (const kind of ["audio", "video"]) {
        const { receiver } = pc.addTransceiver(kind, { direction: "recvonly" });
        const element = document.createElement(kind);
        element.autoplay = true;
        element.srcObject = new MediaStream([receiver.track]);
        document.body.append(element);
      }
    },
    async offer() {
      const { sdp } = await pc.createOffer();
      const repaired = withAudioRepair(sdp);
      await pc.setLocalDescription({ type: "offer", sdp: repaired });
      return repaired;
    },
    async answered(sdp) {
      await pc.setRemoteDescription({ type: "answer", sdp });
    },
    turn(direction) {
      camera.direction = direction;
    },
    stopCamera() {
      camera.stop();
    },
    async counts() {
      const counts = { played: 0, decoded: 0, profile: "", ice: "", codecs: [] };
      for (const each of (await pc.getStats()).values()) {
        if (each.type === "inbound-rtp" && each.kind === "audio") counts.played = each.totalSamplesReceived ?? 0;
        if (each.type === "inbound-rtp" && each.kind === "video") counts.decoded = each.framesDecoded ?? 0;
        if (each.type === "codec") counts.codecs.push(`${each.mimeType} ${each.sdpFmtpLine ?? ""}`.trim());
        if (each.type === "transport") {
          counts.profile = each.srtpCipher ?? "";
          counts.ice = each.iceRole ?? "";
        }
      }
      return counts;
    },
  };
})();
