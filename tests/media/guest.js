// A guest's page: it sends sound and pictures, has slots for others, and says what came; `window.page` is asked.
(() => {
  let pc;
  let config;
  let senders;
  const states = [];

  // Browsers answer requests for lost sound, but do not offer to.
  const withAudioRepair = (sdp) => sdp.replace(/(a=rtpmap:(\d+) opus\/48000\/2\r\n)/g, "$1a=rtcp-fb:$2 nack\r\n");

  // From small to large; what has no layers has no names for them.
  const layers = (scales) => {
    if (scales.length === 1) return [{ maxBitrate: 600_000, maxFramerate: 20 }];
    return scales.map((scale, at) => ({
      rid: "qhf"[at],
      maxBitrate: [150, 400, 1200][at] * 1000,
      maxFramerate: 20,
      scaleResolutionDownBy: scale,
    }));
  };

  const element = (kind, track) => {
    const made = document.createElement(kind);
    made.autoplay = true;
    made.srcObject = new MediaStream([track]);
    document.body.append(made);
  };

  const addSlots = (kind, count) => {
    for (let n = 0; n < count; n += 1) {
      const { receiver } = pc.addTransceiver(kind, { direction: "recvonly" });
      element(kind, receiver.track);
    }
  };

  const measures = {
    audio: (each) => ({ packets: each.packetsReceived, energy: each.totalAudioEnergy ?? 0, asked: each.nackCount ?? 0 }),
    video: (each) => ({
      packets: each.packetsReceived,
      decoded: each.framesDecoded,
      width: each.frameWidth ?? 0,
      asked: each.nackCount,
      keys: each.pliCount,
    }),
  };

  window.page = {
    states,
    connection: () => pc,
    async begin({ audio = 1, video = 1, scales = [4, 2, 1], width = 1280, height = 720, servers = null, ways = "relay" }) {
      const relayed = servers === null ? {} : { iceServers: servers, iceTransportPolicy: ways };
      pc?.close();
      document.body.replaceChildren();
      config = { bundlePolicy: "max-bundle", ...relayed };
      pc = new RTCPeerConnection(config);
      pc.onconnectionstatechange = () => states.push(pc.connectionState);
      const wanted = { audio: true, video: { width: { ideal: width }, height: { ideal: height }, frameRate: 20 } };
      const stream = await navigator.mediaDevices.getUserMedia(wanted);
      const [sound] = stream.getAudioTracks();
      const [picture] = stream.getVideoTracks();
      senders = {
        mic: pc.addTransceiver(sound, { direction: "sendonly" }),
        camera: pc.addTransceiver(picture, { direction: "sendonly", sendEncodings: layers(scales) }),
      };
      addSlots("audio", audio);
      addSlots("video", video);
    },
    async offer() {
      const { sdp } = await pc.createOffer();
      const repaired = withAudioRepair(sdp);
      await pc.setLocalDescription({ type: "offer", sdp: repaired });
      return { sdp: repaired, tracks: Object.entries(senders).map(([source, { mid }]) => ({ mid, source })) };
    },
    async answered(sdp) {
      await pc.setRemoteDescription({ type: "answer", sdp });
    },
    restart(servers) {
      if (servers !== null) {
        config.iceServers = servers;
        pc.setConfiguration(config);
      }
      pc.restartIce();
    },
    // What came into each slot, by mid.
    async came() {
      const slots = {};
      for (const { mid, direction, receiver } of pc.getTransceivers()) {
        if (direction !== "recvonly") continue;
        for (const each of (await receiver.getStats()).values()) {
          if (each.type === "inbound-rtp") slots[mid] = { kind: each.kind, ...measures[each.kind](each) };
        }
      }
      return slots;
    },
    // What goes out, by layer: its width and how many frames.
    async sent() {
      const sent = {};
      for (const each of (await senders.camera.sender.getStats()).values()) {
        if (each.type === "outbound-rtp") sent[each.rid ?? "all"] = [each.frameWidth ?? 0, each.framesEncoded ?? 0];
      }
      return sent;
    },
    // Wait until sound and pictures arrive in so many slots of each kind, and are decoded.
    async plays({ audio, video }) {
      const before = await page.came();
      for (;;) {
        const now = await page.came();
        const more = Object.entries(now).filter(([mid, each]) =>
          each.kind === "audio"
            ? each.energy > (before[mid]?.energy ?? 0) && each.packets > (before[mid]?.packets ?? 0) + 10
            : each.decoded > (before[mid]?.decoded ?? 0) + 5,
        );
        const count = (kind) => more.filter(([, each]) => each.kind === kind).length;
        if (count("audio") >= audio && count("video") >= video) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    // The way that packets take now.
    async way() {
      const all = [...(await pc.getStats()).values()];
      const named = (id) => all.find((each) => each.id === id);
      const transport = all.find((each) => each.type === "transport");
      const pair =
        named(transport?.selectedCandidatePairId) ??
        all.find((each) => each.type === "candidate-pair" && each.selected === true);
      const local = named(pair?.localCandidateId);
      return {
        protocol: local?.protocol,
        type: local?.candidateType,
        relayed: local?.relayProtocol ?? null,
        remote: named(pair?.remoteCandidateId)?.protocol,
        dtls: senders.mic.sender.transport?.state,
      };
    },
  };
})();
