/** A camera in layers: the same picture in two or three sizes, so that everyone gets the one that fits. */

export type LayerCount = 1 | 2 | 3;

/** From small to large; the relay knows these names. */
const KBPS = { q: 150, h: 400, f: 1200 } as const;
const NAMES = ["q", "h", "f"] as const;
/** Of one layer alone, which everyone gets whatever they show. */
const ALONE_KBPS = 700;
const FPS = 20;
/** A shared screen: one layer of every pixel, few pictures; letters must be sharp, nothing need be smooth. */
export const SCREEN: RTCRtpEncodingParameters = { maxBitrate: 1_500_000, maxFramerate: 5 };
/** A camera with fewer pixels in a row is not made smaller twice (browsers then leave out the largest layers). */
const LARGE = 960;
const MEDIUM = 480;

/** What to send, before it is known what the camera delivers. */
export function encodings(count: LayerCount, mostKbps: number, track?: MediaStreamTrack): RTCRtpEncodingParameters[] {
  if (count === 1)
    return [{ maxBitrate: Math.min(ALONE_KBPS, mostKbps) * 1000, maxFramerate: FPS, ...scale(1, 0, track) }];
  return NAMES.slice(0, count).map((rid, at) => ({
    rid,
    maxBitrate: Math.min(KBPS[rid], mostKbps) * 1000,
    maxFramerate: FPS,
    ...scale(count, at, track),
  }));
}

/**
 * Make the layers those that this camera can fill, and that the relay asks for (`all`, the name of the best one, or
 * `off`); the lines and their names stay.
 */
export async function fitLayers(
  sender: RTCRtpSender,
  track: MediaStreamTrack | undefined,
  best: string,
): Promise<void> {
  const parameters = sender.getParameters();
  const count = parameters.encodings.length as LayerCount;
  if (count < 1 || count > 3) return;
  const most = best === "off" ? -1 : parameters.encodings.findIndex((one) => one.rid === best);
  const last = best !== "off" && most < 0 ? count - 1 : most;
  parameters.encodings = parameters.encodings.map((one, at) => {
    const scaled = scale(count, at, track);
    return { ...one, ...scaled, active: scaled.active === true && at <= last };
  });
  // A sender that was stopped meanwhile refuses; there is nothing to fit any more.
  await sender.setParameters(parameters).catch(() => undefined);
}

/** By how much the layer at this place is smaller than the camera's picture, and whether it is sent. */
function scale(
  count: LayerCount,
  at: number,
  track?: MediaStreamTrack,
): Pick<RTCRtpEncodingParameters, "active" | "scaleResolutionDownBy"> {
  const { width = LARGE, height = 0 } = track?.getSettings() ?? {};
  const longer = Math.max(width, height);
  const halvings = longer >= LARGE ? 2 : longer >= MEDIUM ? 1 : 0;
  if (count === 1) return { active: true, scaleResolutionDownBy: halvings === 2 ? 2 : 1 };
  return { active: at <= halvings, scaleResolutionDownBy: 2 ** Math.max(0, halvings - at) };
}
