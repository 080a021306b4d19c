/** The one change we make to an offer: ask for repair of lost sound (`nack` on Opus). */

/** The offer with `a=rtcp-fb:<pt> nack` for every Opus payload type that lacks it; idempotent. */
export function withAudioRepair(sdp: string): string {
  return splitSections(sdp)
    .map((section) => (section.startsWith("m=audio") ? repaired(section) : section))
    .join("");
}

function splitSections(sdp: string): string[] {
  return sdp.split(/^(?=m=)/m);
}

function repaired(section: string): string {
  const opus = [...section.matchAll(/^a=rtpmap:(\d+) opus\/48000\/2\r?$/gim)].map((match) => match[1] ?? "");
  return opus.reduce((text, pt) => {
    if (new RegExp(`^a=rtcp-fb:${pt} nack\\r?$`, "m").test(text)) return text;
    return text.replace(new RegExp(`^(a=rtpmap:${pt} [^\\r\\n]*)(\\r?\\n)`, "m"), `$1$2a=rtcp-fb:${pt} nack$2`);
  }, section);
}
