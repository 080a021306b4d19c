/**
 * A sound file made whole for playing: browsers run over the holes of a file as if nothing were missing, and from
 * then on its time is no longer the meeting's. Here every hole is given as much silence; the file itself stays as it is.
 */

/** 20 ms of silence in Opus, which every decoder knows (RFC 6716: a CELT frame without bits). */
const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);
const SILENCE_MS = 20;
const CLUSTER_MS = 1000;

const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const CLUSTER = 0x1f43b675;
const TIMECODE = 0xe7;
const BLOCK = 0xa3;

/** One frame of Opus, its time in ms from the file's beginning. */
export interface Frame {
  at: number;
  body: Uint8Array;
}

interface Element {
  id: number;
  /** Offsets in the file: where it begins, where its body begins, where it ends. */
  from: number;
  body: number;
  to: number;
}

function elementAt(bytes: Uint8Array, from: number): Element {
  const idLength = Math.clz32(bytes[from] ?? 0) - 23;
  const sizeAt = from + idLength;
  const sizeLength = Math.clz32(bytes[sizeAt] ?? 0) - 23;
  const body = sizeAt + sizeLength;
  if (idLength > 4 || sizeLength > 8 || body > bytes.length) throw new Error("no element here");
  const id = number(bytes, from, sizeAt);
  const first = (bytes[sizeAt] ?? 0) & ((1 << (8 - sizeLength)) - 1);
  const size = number(bytes, sizeAt + 1, body) + first * 2 ** (8 * (sizeLength - 1));
  return { id, from, body, to: Math.min(bytes.length, body + size) };
}

function number(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 256 + (bytes[at] ?? 0);
  return value;
}

function* within(bytes: Uint8Array, from: number, to: number): Generator<Element> {
  for (let at = from; at < to; ) {
    const one = elementAt(bytes, at);
    yield one;
    at = one.to;
  }
}

/** How long an Opus packet lasts (RFC 6716 §3.1). */
function lasts(packet: Uint8Array): number {
  const head = packet[0] ?? 0;
  const config = head >> 3;
  const lengths = config < 12 ? [10, 20, 40, 60] : config < 16 ? [10, 20, 10, 20] : [2.5, 5, 10, 20];
  const frames = [1, 2, 2, (packet[1] ?? 0) & 63][head & 3] ?? 1;
  return frames * (lengths[config & 3] ?? 20);
}

/** The frames, and silence wherever one could have been and none is. */
export function withSilence(frames: readonly Frame[]): Frame[] {
  const whole: Frame[] = [];
  let end = 0;
  for (const frame of frames) {
    for (; frame.at - end >= SILENCE_MS; end += SILENCE_MS) whole.push({ at: Math.round(end), body: SILENCE });
    whole.push(frame);
    end = frame.at + lasts(frame.body);
  }
  return whole;
}

function framesOf(bytes: Uint8Array, cluster: Element): Frame[] {
  let time = 0;
  const frames: Frame[] = [];
  for (const one of within(bytes, cluster.body, cluster.to)) {
    if (one.id === TIMECODE) time = number(bytes, one.body, one.to);
    if (one.id !== BLOCK) continue;
    const offset = (number(bytes, one.body + 1, one.body + 3) << 16) >> 16;
    frames.push({ at: time + offset, body: bytes.subarray(one.body + 4, one.to) });
  }
  return frames;
}

/** A file as the recorder writes them, without holes; what is not one of them is given back as it is. */
export function filled(bytes: Uint8Array): Uint8Array {
  try {
    const top = [...within(bytes, 0, bytes.length)];
    const segment = top.find((one) => one.id === SEGMENT);
    if (segment === undefined) return bytes;
    const parts = [...within(bytes, segment.body, segment.to)];
    const head = parts.filter((one) => one.id === INFO || one.id === TRACKS);
    const frames = parts.filter((one) => one.id === CLUSTER).flatMap((one) => framesOf(bytes, one));
    const opening = bytes.subarray(0, segment.from);
    return written(
      opening,
      head.map((one) => bytes.subarray(one.from, one.to)),
      withSilence(frames),
    );
  } catch {
    return bytes;
  }
}

function written(opening: Uint8Array, head: readonly Uint8Array[], frames: readonly Frame[]): Uint8Array {
  const clusters = clustersOf(frames);
  const cuesLength = 12 + 19 * clusters.length;
  let place = head.reduce((sum, one) => sum + one.length, 0) + cuesLength;
  const cues = [...[0x1c, 0x53, 0xbb, 0x6b], ...sized(19 * clusters.length)];
  for (const { at, bytes } of clusters) {
    cues.push(0xbb, 0x91, 0xb3, 0x84, ...four(at), 0xb7, 0x89, 0xf7, 0x81, 0x01, 0xf1, 0x84, ...four(place));
    place += bytes.length;
  }
  const segment = [...four(SEGMENT), ...sized(place)];
  return joined([
    opening,
    Uint8Array.from(segment),
    ...head,
    Uint8Array.from(cues),
    ...clusters.map(({ bytes }) => bytes),
  ]);
}

function clustersOf(frames: readonly Frame[]): { at: number; bytes: Uint8Array }[] {
  const clusters: { at: number; parts: Uint8Array[] }[] = [];
  for (const frame of frames) {
    let last = clusters.at(-1);
    if (last === undefined || frame.at - last.at >= CLUSTER_MS) {
      last = { at: frame.at, parts: [Uint8Array.of(TIMECODE, 0x84, ...four(frame.at))] };
      clusters.push(last);
    }
    const offset = frame.at - last.at;
    const lead = [BLOCK, ...four(0x10000000 + frame.body.length + 4), 0x81, offset >> 8, offset & 255, 0x80];
    last.parts.push(Uint8Array.from(lead), frame.body);
  }
  return clusters.map(({ at, parts }) => {
    const body = joined(parts);
    return { at, bytes: joined([Uint8Array.from([...four(CLUSTER), ...sized(body.length)]), body]) };
  });
}

function four(value: number): number[] {
  return [24, 16, 8, 0].map((bits) => (value >>> bits) & 255);
}

/** An element's size in eight bytes. */
function sized(length: number): number[] {
  return [0x01, 0, 0, 0, ...four(length)];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
