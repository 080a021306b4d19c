/** A person without a picture: the initial of the given name in a circle. */
import { initial } from "../i18n/sort.ts";

export function Avatar({ name }: { name: string }) {
  return (
    <span class="avatar" aria-hidden="true">
      {initial(name)}
    </span>
  );
}
