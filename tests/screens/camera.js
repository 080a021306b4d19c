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
  // What a secretary shows: a sheet of figures, as large as a screen.
  navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 1920;
    canvas.height = 1080;
    const pen = canvas.getContext("2d");
    const rows = [["ระยะ", "งาน", "วงเงิน (ล้านบาท)"], ["๑", "สำรวจความต้องการ", "๔.๒๐"], ["๒", "จัดหาและติดตั้ง", "๑๘.๗๕"], ["๓", "ประเมินผลและส่งมอบ", "๒.๐๕"]];
    const draw = () => {
      pen.fillStyle = "#f3f1ea";
      pen.fillRect(0, 0, 1920, 1080);
      pen.fillStyle = "#fff";
      pen.fillRect(160, 60, 1600, 960);
      pen.fillStyle = "#1a2230";
      pen.font = "600 64px Sarabun";
      pen.fillText("๒. กรอบวงเงินและระยะเวลา", 260, 210);
      pen.font = "400 44px Sarabun";
      rows.forEach(([number, work, amount], at) => {
        pen.fillText(number, 280, 340 + at * 110);
        pen.fillText(work, 480, 340 + at * 110);
        pen.fillText(amount, 1300, 340 + at * 110);
        pen.fillRect(260, 370 + at * 110, 1400, 2);
      });
      pen.fillText("ทั้งนี้ ให้รายงานความก้าวหน้าต่อที่ประชุมทุก ๓ เดือน", 260, 860);
    };
    draw();
    const timer = setInterval(draw, 500);
    const stream = canvas.captureStream(4);
    stream.getVideoTracks()[0].addEventListener("ended", () => clearInterval(timer));
    return stream;
  };
  navigator.mediaDevices.enumerateDevices = async () => [
    { kind: "audioinput", deviceId: "mic", label: "Microphone", groupId: "" },
    { kind: "videoinput", deviceId: "camera", label: "Camera", groupId: "" },
  ];
})();
