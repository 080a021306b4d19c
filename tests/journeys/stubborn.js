// Put into a page before its own scripts by somebody who wants to go on hearing: what would stop its media is undone.
(() => {
  RTCPeerConnection.prototype.close = () => undefined;
  MediaStreamTrack.prototype.stop = () => undefined;
  const replace = RTCRtpSender.prototype.replaceTrack;
  RTCRtpSender.prototype.replaceTrack = function (track) {
    return track === null ? Promise.resolve() : replace.call(this, track);
  };
})();
