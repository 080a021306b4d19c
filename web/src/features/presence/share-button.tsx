/** The button that shares a screen; it is there only for whom the server would let. */
import { MonitorOff, Presentation } from "lucide-preact";
import { t } from "../../i18n/t.ts";
import { Icon } from "../../ui/icon.tsx";
import { toast } from "../../ui/toast.tsx";
import { busySharing, mayShare, sharesMine, sharesOther, startSharing, stopSharing } from "./sharing.ts";

interface Props {
  class?: string | undefined;
  /** Called before anything is asked: a dialog around it has done its part. */
  onPress?(): void;
}

export function ShareButton({ class: name, onPress }: Props) {
  if (!mayShare.value) return null;
  const on = sharesMine.value;
  // Whoever presides takes the place of another, and should know it before the press.
  const words = on ? t().shareStop : sharesOther.value === null ? t().shareStart : t().shareInstead;
  const press = async () => {
    onPress?.();
    if (on) await stopSharing();
    else if (await startSharing()) toast(t().toastShared);
  };
  return (
    <button type="button" class={name} aria-busy={busySharing.value} onClick={() => void press()}>
      <Icon of={on ? MonitorOff : Presentation} />
      <span>{words}</span>
    </button>
  );
}
