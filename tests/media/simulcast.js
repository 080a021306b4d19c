// A page that films itself in layers, or looks at those who do; `window.page` is what the test asks.
(() => {
  const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  // From small to large; a layer without a scale is not sent.
  const layers = (scales) =>
    [150, 400, 1200].map((kbps, at) => ({
      rid: "qhf"[at],
      maxBitrate: kbps * 1000,
      maxFramerate: 20,
      active: at < scales.length,
      scaleResolutionDownBy: scales[at] ?? 1,
    }));
  let camera;
  let mic;

  window.page = {
    pc,
    async film(width, height, scales = [4, 2, 1]) {
      const video = { width: { exact: width }, height: { exact: height }, frameRate: 20 };
      const stream = await navigator.mediaDevices.getUserMedia({ video });
      const [track] = stream.getVideoTracks();
      camera = pc.addTransceiver(track, { direction: "sendonly", sendEncodings: layers(scales) });
    },
    look() {
      const { receiver } = pc.addTransceiver("video", { direction: "recvonly" });
      const element = document.createElement("video");
      element.autoplay = true;
      element.muted = true;
      element.srcObject = new MediaStream([receiver.track]);
      document.body.append(element);
    },
    async speak() {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      mic = pc.addTransceiver(stream.getAudioTracks()[0], { direction: "sendonly" });
    },
    listen() {
      const { receiver } = pc.addTransceiver("audio", { direction: "recvonly" });
      const element = document.createElement("audio");
      element.autoplay = true;
      element.srcObject = new MediaStream([receiver.track]);
      document.body.append(element);
    },
    async offer() {
      await pc.setLocalDescription(await pc.createOffer());
      return pc.localDescription.sdp;
    },
    async answered(sdp) {
      await pc.setRemoteDescription({ type: "answer", sdp });
    },
    // Send only some of the layers from now on.
    async only(...rids) {
      const parameters = camera.sender.getParameters();
      for (const layer of parameters.encodings) layer.active = rids.includes(layer.rid);
      await camera.sender.setParameters(parameters);
    },
    mids() {
      const slot = (kind) =>
        pc.getTransceivers().find((one) => one.direction === "recvonly" && one.receiver.track.kind === kind);
      return {
        camera: camera?.mid ?? null,
        mic: mic?.mid ?? null,
        slot: slot("video")?.mid ?? null,
        ear: slot("audio")?.mid ?? null,
      };
    },
    // Of the sound that comes: packets, and those that never came.
    async heard() {
      for (const each of (await pc.getStats()).values()) {
        if (each.type === "inbound-rtp" && each.kind === "audio") {
          return { packets: each.packetsReceived, lost: each.packetsLost };
        }
      }
      return { packets: 0, lost: 0 };
    },
    async sent() {
      const sent = {};
      for (const each of (await pc.getStats()).values()) {
        if (each.type === "outbound-rtp") sent[each.rid] = [each.frameWidth ?? 0, each.framesSent ?? 0];
      }
      return sent;
    },
    async seen() {
      for (const each of (await pc.getStats()).values()) {
        if (each.type === "inbound-rtp" && each.kind === "video") {
          return {
            width: each.frameWidth ?? 0,
            decoded: each.framesDecoded ?? 0,
            asked: (each.pliCount ?? 0) + (each.nackCount ?? 0),
          };
        }
      }
      return { width: 0, decoded: 0, asked: 0 };
    },
  };
})();
