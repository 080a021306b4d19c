/** A media connection without a network, for tests: it offers, is answered, and has the ice states it is given. */

export class FakeTrack {
  enabled = true;
  readyState: "live" | "ended" = "live";
  onended: (() => void) | null = null;
  readonly kind: string;

  constructor(kind: string) {
    this.kind = kind;
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** As the camera delivers it; nothing is known of it at first. */
  size: { width?: number; height?: number } = {};

  getSettings(): MediaTrackSettings {
    return { deviceId: `${this.kind}-1`, ...this.size };
  }
}

export class FakeStream {
  private readonly tracks: FakeTrack[];

  constructor(tracks: FakeTrack[] = []) {
    this.tracks = tracks;
  }

  getTracks(): FakeTrack[] {
    return this.tracks;
  }

  getAudioTracks(): FakeTrack[] {
    return this.tracks.filter((track) => track.kind === "audio");
  }
}

interface FakeInit {
  direction: string;
  sendEncodings?: RTCRtpEncodingParameters[];
}

class FakeTransceiver {
  mid: string | null = null;
  readonly direction: string;
  readonly receiver: { track: FakeTrack };
  readonly sender = {
    track: null as unknown,
    replaceTrack: async (track: unknown) => {
      this.sender.track = track;
    },
    getParameters: () => ({ encodings: this.encodings.map((one) => ({ ...one })) }),
    setParameters: async ({ encodings }: { encodings: RTCRtpEncodingParameters[] }) => {
      this.encodings = encodings;
    },
  };
  encodings: RTCRtpEncodingParameters[];

  constructor(what: string | FakeTrack, { direction, sendEncodings }: FakeInit) {
    this.encodings = sendEncodings ?? [{}];
    const kind = typeof what === "string" ? what : what.kind;
    this.direction = direction;
    this.receiver = { track: new FakeTrack(kind) };
    if (typeof what !== "string") this.sender.track = what;
  }
}

export class FakeConnection {
  static made: FakeConnection[] = [];
  /** What this browser can send. */
  static mostLayers = 3;
  static get last(): FakeConnection {
    const last = FakeConnection.made.at(-1);
    if (last === undefined) throw new Error("no connection was made");
    return last;
  }

  iceConnectionState = "new";
  signalingState = "stable";
  restarts = 0;
  closed = false;
  answers: string[] = [];
  oniceconnectionstatechange: (() => void) | null = null;
  private readonly transceivers: FakeTransceiver[] = [];

  constructor() {
    FakeConnection.made.push(this);
  }

  addTransceiver(what: string | FakeTrack, init: FakeInit): FakeTransceiver {
    if ((init.sendEncodings?.length ?? 1) > FakeConnection.mostLayers) throw new TypeError("too many encodings");
    const made = new FakeTransceiver(what, init);
    this.transceivers.push(made);
    return made;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  async createOffer(): Promise<{ sdp: string }> {
    return { sdp: "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=rtpmap:111 opus/48000/2\r\n" };
  }

  async setLocalDescription(): Promise<void> {
    this.signalingState = "have-local-offer";
    for (const [index, one] of this.transceivers.entries()) one.mid ??= String(index);
  }

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    if (sdp === "rubbish") throw new Error("not a description");
    this.signalingState = "stable";
    this.answers.push(sdp);
  }

  config: RTCConfiguration = {};

  setConfiguration(config: RTCConfiguration): void {
    this.config = config;
  }

  restartIce(): void {
    this.restarts += 1;
  }

  close(): void {
    this.closed = true;
  }

  ice(state: string): void {
    this.iceConnectionState = state;
    this.oniceconnectionstatechange?.();
  }
}
