/** Plain checks: the microphone hears, the camera sees, the loudspeaker sounds, one hears oneself, the line carries. */
import { CircleCheck, CircleHelp, TriangleAlert, Video, VideoOff, Volume2 } from "lucide-preact";
import { useEffect, useId, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import * as devices from "../../media/devices.ts";
import { chime, meter } from "../../media/levels.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icon.tsx";
import css from "./device-check.module.css";
import { micHeard } from "./door-found.ts";
import { EchoCheck } from "./echo-check.tsx";
import { NetworkCheck } from "./network-check.tsx";
import { ownPicture } from "./own-picture.ts";
import { Picture } from "./picture.tsx";

const BARS = 7;
/** Below this the meter has heard nothing but the room. */
const HEARD = 0.06;

export function DeviceCheck({ soundOnly }: { soundOnly: boolean }) {
  useEffect(() => {
    if (devices.wanted.peek().mic) void devices.open("mic");
    if (devices.wanted.peek().camera && !soundOnly) void devices.open("camera");
    void devices.list();
  }, [soundOnly]);
  return (
    <>
      {soundOnly ? null : <Preview />}
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of a list without bullets. */}
      <ul class={css.checks} role="list">
        <MicCheck />
        {soundOnly ? null : <CameraCheck />}
        <SpeakerCheck />
        <EchoCheck />
        <NetworkCheck />
      </ul>
      <Trouble />
    </>
  );
}

/** One's own picture, and who else sees it. */
export function Preview({ whoSees = t().onlyYouSee }: { whoSees?: string }) {
  const stream = ownPicture.value;
  return (
    <div class={css.preview}>
      {stream === null ? (
        <div class={css.none}>
          <Icon of={VideoOff} />
          <b>{devices.wanted.value.camera ? cameraWords() : t().cameraIsOff}</b>
          <span>{t().noPicture}</span>
        </div>
      ) : (
        <>
          <Picture stream={stream} mirrored />
          <span class={css.flag}>
            <Icon of={Video} />
            <span>{whoSees}</span>
          </span>
        </>
      )}
    </div>
  );
}

function cameraWords(): string {
  const trouble = devices.troubles.value.camera;
  return trouble === null ? t().asking : t().trouble[trouble];
}

function MicCheck() {
  const track = devices.tracks.value.mic;
  const trouble = devices.troubles.value.mic;
  const wanted = devices.wanted.value.mic;
  const [level, setLevel] = useState(0);
  const heard = micHeard.value;
  useEffect(() => {
    setLevel(0);
    micHeard.value = false;
    if (track === null || !wanted) return;
    return meter(track, (next) => {
      setLevel(next);
      if (next > HEARD) micHeard.value = true;
    });
  }, [track, wanted]);
  const words = !wanted ? t().micIsOff : heard ? t().micHears : t().micWaits;
  return (
    <li>
      {trouble !== null ? (
        <State tone="warn" words={`${t().micName}: ${t().trouble[trouble]}`} />
      ) : track === null && wanted ? (
        <State tone="off" words={t().asking} />
      ) : (
        <State tone={wanted && heard ? "good" : wanted ? "warn" : "off"} words={words} />
      )}
      <span class={css.meter} aria-hidden="true">
        {Array.from({ length: BARS }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar's identity is its place.
          <i key={index} class={level * BARS > index + 0.3 ? css.on : undefined} />
        ))}
      </span>
      {trouble === null ? (
        <button type="button" onClick={() => void devices.want("mic", !wanted)}>
          {wanted ? t().micOff : t().micOn}
        </button>
      ) : (
        <button type="button" onClick={() => void devices.open("mic")}>
          {t().tryAgain}
        </button>
      )}
      <DeviceChoice kind="mic" label={t().chooseMic} />
    </li>
  );
}

function CameraCheck() {
  const track = devices.tracks.value.camera;
  const trouble = devices.troubles.value.camera;
  const wanted = devices.wanted.value.camera;
  return (
    <li>
      {trouble !== null && wanted ? (
        <State tone="warn" words={`${t().cameraName}: ${t().trouble[trouble]}`} />
      ) : (
        <State
          tone={track === null ? "off" : "good"}
          words={!wanted ? t().cameraIsOff : track === null ? t().asking : t().cameraSees}
        />
      )}
      <span />
      {trouble !== null && wanted ? (
        <button type="button" onClick={() => void devices.open("camera")}>
          {t().tryAgain}
        </button>
      ) : (
        <button type="button" onClick={() => void devices.want("camera", !wanted)}>
          {wanted ? t().cameraOff : t().cameraOn}
        </button>
      )}
      <DeviceChoice kind="camera" label={t().chooseCamera} />
    </li>
  );
}

function SpeakerCheck() {
  const [tried, setTried] = useState(false);
  return (
    <li>
      <State tone={tried ? "good" : "warn"} words={t().speakerTest} />
      <span />
      <button
        type="button"
        onClick={() => {
          chime();
          setTried(true);
        }}
      >
        <Icon of={Volume2} />
        {t().playSound}
      </button>
    </li>
  );
}

function State({ tone, words }: { tone: "good" | "warn" | "off"; words: string }) {
  return (
    <span class={classes("state", tone)}>
      <Icon of={tone === "good" ? CircleCheck : CircleHelp} />
      {words}
    </span>
  );
}

/** A choice only where there is one. */
function DeviceChoice({ kind, label }: { kind: devices.Kind; label: string }) {
  const id = useId();
  const choices = devices.choices.value[kind];
  const [first, ...others] = choices;
  if (first === undefined || others.length === 0 || !devices.wanted.value[kind]) return null;
  const used = devices.chosen(kind);
  return (
    <p class={classes("field", css.choice)}>
      <label for={id}>{label}</label>
      <select
        id={id}
        value={choices.some((one) => one.id === used) ? used : first.id}
        onChange={(event) => void devices.choose(kind, event.currentTarget.value)}
      >
        {choices.map((device) => (
          <option key={device.id} value={device.id}>
            {device.label}
          </option>
        ))}
      </select>
    </p>
  );
}

/** The devices once more, from inside the room; nothing at all when there is nothing to choose or repair. */
export function DeviceSettings({ soundOnly }: { soundOnly: boolean }) {
  const { mic } = devices.choices.value;
  const camera = soundOnly ? [] : devices.choices.value.camera;
  const troubles = Object.values(devices.troubles.value).some((trouble) => trouble !== null);
  if (mic.length < 2 && camera.length < 2 && !troubles) return null;
  return (
    <section class={css.settings}>
      <h3>{t().devices}</h3>
      <Trouble />
      <DeviceChoice kind="mic" label={t().chooseMic} />
      {soundOnly ? null : <DeviceChoice kind="camera" label={t().chooseCamera} />}
    </section>
  );
}

/** No microphone or camera is no reason to stay outside: say what still works, then how to repair it. */
function Trouble() {
  const { mic, camera } = devices.troubles.value;
  const wanted = devices.wanted.value;
  const broken = (mic !== null && wanted.mic) || (camera !== null && wanted.camera);
  if (!broken) return null;
  return (
    <p class="note-box">
      <Icon of={TriangleAlert} />
      <span>
        <b>{t().receiveOnly}</b>
        <br />
        {mic === "denied" || camera === "denied" ? t().allowHow : t().receiveOnlyHow}
      </span>
    </p>
  );
}
