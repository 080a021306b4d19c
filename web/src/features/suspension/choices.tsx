/** Whom, which item and why: the questions that every card about an interest asks. */
import { useId } from "preact/hooks";
import { pick, t } from "../../i18n/t.ts";
import type { Item, Reason, Seat } from "../../protocol/wire.ts";

const REASONS: readonly Reason[] = ["interest", "party", "relative", "other_by_law"];

export function ReasonChoice({ chosen, onChoose }: { chosen: Reason; onChoose(reason: Reason): void }) {
  return (
    <fieldset class="field">
      <legend>{t().reasonLabel}</legend>
      {REASONS.map((reason) => (
        <label key={reason} class="choice">
          <input type="radio" name="reason" checked={chosen === reason} onChange={() => onChoose(reason)} />
          {pick(t().interest, reason)}
        </label>
      ))}
    </fieldset>
  );
}

export function SeatChoice(props: {
  label: string;
  seats: readonly Seat[];
  chosen: string | null;
  onChoose(seat: string): void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select id={id} value={props.chosen ?? ""} onChange={(event) => props.onChoose(event.currentTarget.value)}>
        <option value="" disabled>
          {t().chooseSomebody}
        </option>
        {props.seats.map((seat) => (
          <option key={seat.seat} value={seat.seat}>
            {seat.name}
          </option>
        ))}
      </select>
    </div>
  );
}

export function ItemChoice(props: { items: readonly Item[]; chosen: string; onChoose(item: string): void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t().whichItem}</label>
      <select id={id} value={props.chosen} onChange={(event) => props.onChoose(event.currentTarget.value)}>
        {props.items.map((item) => (
          <option key={item.item} value={item.item}>
            {t().itemNumbered(item.number)} {item.title}
          </option>
        ))}
      </select>
    </div>
  );
}
