// A camera and a microphone that a page may open: a drawn face that moves a little, and a voice that comes and goes.
(() => {
  const FACE = "__FACE__";
  const TALKS = __TALKS__;
  const face = new Image();
  face.src = FACE;

  function picture() {
    // The drawing is made into points once: what is drawn again and again is only moved.
    const still = document.createElement("canvas");
    still.width = 420;
    still.height = 315;
    still.getContext("2d").drawImage(face, 0, 0, 420, 315);
    const canvas = document.createElement("canvas");
    canvas.width = 400;
    canvas.height = 300;
    const pen = canvas.getContext("2d");
    let step = 0;
    const draw = () => {
      pen.drawImage(still, Math.sin(step / 4) * 3 - 10, -8);
      step += 1;
    };
    draw();
    const timer = setInterval(draw, 250);
    const [track] = canvas.captureStream(4).getVideoTracks();
    track.addEventListener("ended", () => clearInterval(timer));
    return track;
  }

  function voice() {
    const context = new AudioContext();
    void context.resume();
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const out = context.createMediaStreamDestination();
    tone.type = "sawtooth";
    tone.frequency.value = 160;
    loudness.gain.value = TALKS ? 0.3 : 0.0005;
    tone.connect(loudness).connect(out);
    tone.start();
    return out.stream.getAudioTracks()[0];
  }

  navigator.mediaDevices.getUserMedia = async ({ audio, video }) => {
    await face.decode();
    return new MediaStream([...(audio ? [voice()] : []), ...(video ? [picture()] : [])]);
  };
  navigator.mediaDevices.enumerateDevices = async () => [
    { kind: "audioinput", deviceId: "mic", label: "Microphone", groupId: "" },
    { kind: "videoinput", deviceId: "camera", label: "Camera", groupId: "" },
  ];
})();
