/** One calm word that changes the language; it is written in the language it leads to. */
import { language, speak, t } from "../i18n/t.ts";

export function LanguageSwitch() {
  const other = language.value === "th" ? "en" : "th";
  return (
    <button type="button" class="plain" lang={other} onClick={() => speak(other)}>
      {t().otherLanguage}
    </button>
  );
}
