/** The frame of the pages outside a meeting: bar, language, signing out, and one main column. */
import type { ComponentChildren } from "preact";
import { signOut } from "../features/identity/who.ts";
import { t } from "../i18n/t.ts";
import { HouseBar } from "../ui/bar.tsx";
import { classes } from "../ui/classes.ts";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { useTitle } from "../ui/title.ts";
import { go } from "./navigate.ts";

interface Props {
  screen: string;
  title: string | null;
  /** A form reads best in a narrow column. */
  narrow?: boolean;
  children: ComponentChildren;
}

export function HousePage(props: Props) {
  useTitle(props.title);
  const leave = async () => {
    await signOut();
    go("/sign-in", true);
  };
  return (
    <div data-screen={props.screen}>
      <a class="skip" href="#main">
        {t().skip}
      </a>
      <HouseBar home="/meetings">
        <LanguageSwitch />
        <a class="button plain" href="/account">
          {t().myAccount}
        </a>
        <button type="button" class="plain" onClick={() => void leave()}>
          {t().signOut}
        </button>
      </HouseBar>
      <main id="main" class={classes("page", props.narrow && "narrow")}>
        {props.children}
      </main>
    </div>
  );
}
