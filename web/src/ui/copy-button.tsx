/** A button that copies a text, and says that it did. */
import { Copy } from "lucide-preact";
import { t } from "../i18n/t.ts";
import { Icon } from "./icon.tsx";
import { toast } from "./toast.tsx";

interface Props {
  text: string;
  /** What it is that is copied; the button says it. */
  label: string;
  primary?: boolean;
}

export function CopyButton({ text, label, primary }: Props) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast(t().copied);
    } catch {
      // A page without HTTPS, or a browser that was told not to: the text stands there to be chosen by hand.
      toast(t().copyByHand);
    }
  };
  return (
    <button type="button" class={primary ? "primary" : ""} onClick={() => void copy()}>
      <Icon of={Copy} />
      {label}
    </button>
  );
}
