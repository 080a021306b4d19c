/** From the address to the screen; each screen is loaded when it is needed. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, type Who, who } from "./features/identity/who.ts";
import { t } from "./i18n/t.ts";
import { HousePage } from "./screens/house-page.tsx";
import { go, nextPath, path } from "./screens/navigate.ts";
import { SpokenToast } from "./ui/toast.tsx";

interface Place {
  load(): Promise<{ default: ComponentType<{ meeting: string }> }>;
  meeting: string;
  name: string;
}

const ID = "(mtg_[A-Za-z0-9_-]{22})";
const PLACES: readonly (readonly [RegExp, string, Place["load"]])[] = [
  [/^\/sign-in\/?$/, "sign-in", () => import("./screens/sign-in.tsx") as ReturnType<Place["load"]>],
  [/^\/account\/?$/, "account", () => import("./screens/account.tsx") as ReturnType<Place["load"]>],
  [/^\/password\/?$/, "password", () => import("./screens/password.tsx") as ReturnType<Place["load"]>],
  [/^\/link\/?$/, "link", () => import("./screens/link.tsx") as ReturnType<Place["load"]>],
  [/^\/agency\/?$/, "agency", () => import("./screens/agency.tsx") as ReturnType<Place["load"]>],
  [/^\/agency\/texts\/?$/, "texts", () => import("./screens/texts.tsx") as ReturnType<Place["load"]>],
  [/^\/register\/?$/, "register", () => import("./screens/register.tsx") as ReturnType<Place["load"]>],
  [/^\/register\/import\/?$/, "import", () => import("./screens/import.tsx") as ReturnType<Place["load"]>],
  [/^\/committees\/?$/, "committees", () => import("./screens/committees.tsx") as ReturnType<Place["load"]>],
  [/^\/meetings\/?$/, "meetings", () => import("./screens/meetings.tsx") as ReturnType<Place["load"]>],
  [/^\/meetings\/new\/?$/, "new-meeting", () => import("./screens/new-meeting.tsx") as ReturnType<Place["load"]>],
  [new RegExp(`^/meetings/${ID}/?$`), "meeting", () => import("./screens/meeting.tsx")],
  [new RegExp(`^/meetings/${ID}/visit/?$`), "visit", () => import("./screens/visit.tsx")],
  [new RegExp(`^/meetings/${ID}/allowance/?$`), "allowance", () => import("./screens/allowance.tsx")],
  [new RegExp(`^/meetings/${ID}/record/?$`), "record", () => import("./screens/record.tsx")],
];

/** The screen of an address; null when there is none. */
export function placeOf(address: string): Place | null {
  for (const [shape, name, load] of PLACES) {
    const found = shape.exec(address);
    if (found !== null) return { load, meeting: found[1] ?? "", name };
  }
  return null;
}

export function App() {
  const address = path.value;
  const place = placeOf(address);
  const state = who.value.at;
  const first = firstThing(who.value);
  const only = who.value.at === "here" ? who.value.me.meeting : null;
  useEffect(() => {
    if (state === "unknown") void ask();
  }, [state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is a signal, and moves.
  useEffect(() => {
    if (address === "/") go("/meetings", true);
    else if (first !== null && place?.name !== first) go(`/${first}`, true);
    else if (state === "nobody" && !isOpen(place?.name)) go(signInFor(address), true);
    else if (only !== null && place?.meeting !== only && place?.name !== "link") go(`/meetings/${only}`, true);
    else if (state === "here" && place?.name === "sign-in") go(nextPath(location.search), true);
    else if (state === "here" && place?.name === "visit") go(`/meetings/${place.meeting}`, true);
  }, [address, state, place?.name, place?.meeting, first, only]);
  if (state === "unreachable") return <Unreachable />;
  if (state === "unknown" || address === "/") return <Waiting />;
  if (place === null) return <NotFound />;
  if (state === "nobody" && !isOpen(place.name)) return <Waiting />;
  if (first !== null && place.name !== first) return <Waiting />;
  return (
    <>
      <Screen key={`${place.name} ${place.meeting}`} place={place} />
      {/* In a meeting the room has its own. */}
      {place.meeting === "" ? <SpokenToast /> : null}
    </>
  );
}

/** What comes before anything else: a password of one's own, then the agency's name. */
function firstThing(state: Who): "password" | "agency" | null {
  if (state.at !== "here") return null;
  if (state.me.may.includes("password.change")) return "password";
  return state.me.agency === "" ? "agency" : null;
}

/** Whether a place is there for who has not signed in. */
function isOpen(name: string | undefined): boolean {
  return name === "sign-in" || name === "visit" || name === "link";
}

function signInFor(address: string): string {
  return address === "/meetings" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(address)}`;
}

function Screen({ place }: { place: Place }) {
  const [Loaded, setLoaded] = useState<ComponentType<{ meeting: string }> | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a screen is made anew for another place.
  useEffect(() => {
    let current = true;
    place.load().then(
      (screen) => current && setLoaded(() => screen.default),
      // A page of an older build: what it would load is gone, and the new one is a reload away.
      () => location.reload(),
    );
    return () => {
      current = false;
    };
  }, []);
  return Loaded === null ? <Waiting /> : <Loaded meeting={place.meeting} />;
}

function Waiting() {
  return (
    <main id="main" class="page" aria-busy="true">
      <p class="meta">{t().loading}</p>
    </main>
  );
}

function Unreachable() {
  return (
    <main id="main" class="page">
      <section class="card">
        <h1>{t().lineLost}</h1>
        <p>{t().unreachable}</p>
        <div class="pair">
          <button type="button" class="primary" onClick={() => void ask()}>
            {t().retry}
          </button>
        </div>
      </section>
    </main>
  );
}

function NotFound() {
  return (
    <HousePage screen="not-found" title={t().notFound}>
      <section class="card">
        <h1>{t().notFound}</h1>
        <div class="pair">
          <a class="button" href="/meetings">
            {t().toMeetings}
          </a>
        </div>
      </section>
    </HousePage>
  );
}
