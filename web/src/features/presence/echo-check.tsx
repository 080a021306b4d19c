/** Hearing one's own voice before entering: three seconds are recorded and played back; none of it leaves the page. */
import { CircleCheck, CircleHelp, Mic, RotateCcw, TriangleAlert } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/t.ts";
import * as devices from "../../media/devices.ts";
import { canEcho, type EchoStep, echo } from "../../media/echo.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icon.tsx";
import { say } from "../../ui/live.tsx";
import css from "./device-check.module.css";
import { voice } from "./door-found.ts";

type At = "idle" | EchoStep | "good" | "bad";
const KEPT = "heard-oneself";

/** Whoever heard themselves today in this browser is not asked again; a browser that keeps nothing asks. */
function passedToday(): boolean {
  try {
    return localStorage.getItem(KEPT) === new Date().toDateString();
  } catch {
    return false;
  }
}

function keepPassed(): void {
  try {
    localStorage.setItem(KEPT, new Date().toDateString());
  } catch {
    // Then they are asked again, which does no harm.
  }
}

export function EchoCheck() {
  const track = devices.tracks.value.mic;
  const ready = track !== null && devices.wanted.value.mic;
  const [at, setAt] = useState<At>(() => (passedToday() ? "good" : "idle"));
  const callOff = useRef(() => {});
  // Another microphone, or none: what was under way says nothing of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the track is what it goes by.
  useEffect(
    () => () => {
      callOff.current();
      setAt((before) => (before === "recording" || before === "playing" ? "idle" : before));
    },
    [track],
  );
  useEffect(() => {
    voice.value = passedToday() ? "works" : "skipped";
  }, []);
  if (!canEcho()) return null;
  const begin = () => {
    if (track === null) return;
    callOff.current = echo(track, (step) => {
      setAt(step);
      say(t().echo[step]);
    });
  };
  const answer = (heard: boolean) => {
    if (heard) keepPassed();
    voice.value = heard ? "works" : "fails";
    setAt(heard ? "good" : "bad");
  };
  return (
    <li>
      <EchoState at={at} />
      <span />
      {at === "played" ? (
        <span class={css.answers}>
          <button type="button" onClick={() => answer(true)}>
            {t().echoHeard}
          </button>
          <button type="button" onClick={() => answer(false)}>
            {t().echoUnheard}
          </button>
        </span>
      ) : (
        <button type="button" disabled={!ready || at === "recording" || at === "playing"} onClick={begin}>
          <Icon of={at === "idle" ? Mic : RotateCcw} />
          {at === "idle" ? t().echoBegin : t().echoAgain}
        </button>
      )}
      {at === "bad" ? <p class={classes("meta", css.advice)}>{t().echoAdvice}</p> : null}
    </li>
  );
}

function EchoState({ at }: { at: At }) {
  const tone = at === "good" ? "good" : at === "idle" ? "off" : "warn";
  const icon = at === "good" ? CircleCheck : at === "bad" || at === "failed" ? TriangleAlert : CircleHelp;
  return (
    <span class={classes("state", tone)}>
      <Icon of={icon} />
      {t().echo[at]}
    </span>
  );
}
