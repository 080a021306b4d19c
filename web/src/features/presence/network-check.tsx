/** Trying the line against the relay before entering: some seconds, on request; whatever comes of it, one may enter. */
import { CircleCheck, CircleHelp, RotateCcw, TriangleAlert, Wifi } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import { type Carried, canTry, squares, tryLine } from "../../media/trial.ts";
import { room } from "../../room/derived.ts";
import { listen, sendSignal } from "../../room/store.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icon.tsx";
import { say } from "../../ui/live.tsx";
import { ChannelLink } from "../../ui/phone.tsx";
import css from "./device-check.module.css";
import { network } from "./door-found.ts";

type At = "idle" | "trying" | Carried;
const TONES = { idle: "off", trying: "off", good: "good", sound: "warn", bad: "bad", failed: "warn" } as const;
const ICONS = {
  idle: CircleHelp,
  trying: CircleHelp,
  good: CircleCheck,
  sound: TriangleAlert,
  bad: TriangleAlert,
  failed: TriangleAlert,
} as const;

export function NetworkCheck() {
  const [at, setAt] = useState<At>("idle");
  const callOff = useRef(() => {});
  useEffect(() => {
    network.value = "skipped";
    return () => callOff.current();
  }, []);
  if (!canTry()) return null;
  const show = (now: At) => {
    setAt(now);
    say(t().network[now]);
  };
  const begin = () => {
    show("trying");
    const connection = (config: RTCConfiguration) => new RTCPeerConnection(config);
    callOff.current = tryLine({ send: sendSignal, listen, connection, picture: squares }, (carried) => {
      network.value = carried === "failed" ? "skipped" : carried;
      show(carried);
    });
  };
  return (
    <li data-network={at}>
      <span class={classes("state", TONES[at])}>
        <Icon of={ICONS[at]} />
        {t().network[at]}
      </span>
      <span />
      <button type="button" disabled={at === "trying"} aria-busy={at === "trying"} onClick={begin}>
        <Icon of={at === "idle" ? Wifi : RotateCcw} />
        {at === "idle" ? t().networkBegin : t().echoAgain}
      </button>
      {at === "sound" || at === "bad" ? <Advice bad={at === "bad"} /> : null}
    </li>
  );
}

/** What can be done; where not even sound passes, the number that works without this line. */
function Advice({ bad }: { bad: boolean }) {
  const channel = room.value?.backup ?? null;
  const line = useRef<HTMLParagraphElement>(null);
  // On a phone it would open behind the button that enters.
  useEffect(() => line.current?.scrollIntoView({ block: "center" }), []);
  return (
    <p ref={line} class={classes("meta", css.advice)}>
      {bad ? t().networkBadAdvice : t().networkSoundAdvice}
      {bad && channel !== null ? (
        <>
          {" "}
          <ChannelLink channel={channel} />
        </>
      ) : null}
    </p>
  );
}
