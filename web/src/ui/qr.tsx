/** A text as a picture that a telephone reads. */
import { generate } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";
import { useMemo } from "preact/hooks";
import css from "./qr.module.css";

export function QrPicture({ of, label }: { of: string; label: string }) {
  const { path, size } = useMemo(() => {
    const code = generate(of);
    return { path: toSvgPath(code), size: code.size };
  }, [of]);
  return (
    <svg class={css.picture} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} fill="#000" shape-rendering="crispEdges" />
    </svg>
  );
}
