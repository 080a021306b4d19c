/** Who shares a screen, on the desk: my own with the button that ends it, another's with the chair's. */
import { Presentation } from "lucide-preact";
import { t } from "../../i18n/t.ts";
import { may, nameOf } from "../../room/derived.ts";
import { send } from "../../room/store.ts";
import { useDeed } from "../../ui/deed.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Name } from "../../ui/name.tsx";
import { Refused } from "../../ui/refused.tsx";
import css from "./sharing.module.css";
import { busySharing, refusedSharing, sharesMine, sharesOther, stopSharing } from "./sharing.ts";

export function SharingNote() {
  return (
    <>
      <Refused refusal={refusedSharing.value} />
      {sharesMine.value ? <Mine /> : sharesOther.value === null ? null : <Other seat={sharesOther.value.seat} />}
    </>
  );
}

/** No picture of it: a screen that shows itself would have no end. */
function Mine() {
  return (
    <div class={css.note}>
      <Icon of={Presentation} />
      <b>{t().sharingMine}</b>
      <button type="button" aria-busy={busySharing.value} onClick={() => void stopSharing()}>
        {t().shareStop}
      </button>
    </div>
  );
}

function Other({ seat }: { seat: string }) {
  const deed = useDeed();
  if (!may("floor.end_sharing")) return null;
  return (
    <>
      <div class={css.note}>
        <Icon of={Presentation} />
        <b>
          <Name of={nameOf(seat)} /> <span class="keep">{t().sharingNow}</span>
        </b>
        <button
          type="button"
          aria-busy={deed.busy}
          onClick={() => void deed.run(() => send("floor.end_sharing", { seat }))}
        >
          {t().shareEnd}
        </button>
      </div>
      <Refused refusal={deed.refusal} />
    </>
  );
}
