/** My own camera as a stream, for my own screen. */
import { computed } from "@preact/signals-core";
import { tracks } from "../../media/devices.ts";

export const ownPicture = computed(() => {
  const track = tracks.value.camera;
  return track === null ? null : new MediaStream([track]);
});
