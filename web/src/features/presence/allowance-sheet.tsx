/** The allowance sheet: who draws, an amount that the secretary states or that stays blank, and a place to sign. */
import { Download, Printer } from "lucide-preact";
import { useState } from "preact/hooks";
import { clock, weekday } from "../../i18n/dates.ts";
import { digits, language, pick, t } from "../../i18n/t.ts";
import { type AllowanceSheet, api, type Drawing } from "../../protocol/http.ts";
import { classes } from "../../ui/classes.ts";
import { Field } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Phrase } from "../../ui/phrase.tsx";
import css from "./sheets.module.css";

type Amounts = Readonly<Record<string, string>>;

export function AllowancePage({ meeting, sheet }: { meeting: string; sheet: AllowanceSheet }) {
  const [amounts, setAmounts] = useState<Amounts>({});
  const roles = sheet.rule.roles.filter((role) => sheet.rows.some((row) => row.role === role));
  const stated = roles.flatMap((role) => {
    const baht = amounts[role] ?? "";
    return baht === "" ? [] : [[role, baht] as const];
  });
  return (
    <>
      <section class={`card ${css.tools}`} aria-labelledby="amounts">
        <h2 id="amounts">{t().allowanceAmounts}</h2>
        <div class={css.amounts}>
          {roles.map((role) => (
            <Field
              key={role}
              label={pick(t().role, role)}
              value={amounts[role] ?? ""}
              numeric={true}
              onInput={(text) => setAmounts({ ...amounts, [role]: text.replace(/[^0-9]/g, "").slice(0, 7) })}
            />
          ))}
        </div>
        <p class="meta">
          <Phrase text={t().allowanceBlank} />
        </p>
        <div class="pair">
          <button type="button" class="primary" onClick={() => window.print()}>
            <Icon of={Printer} />
            {t().print}
          </button>
          <a class="button" href={api.allowanceFile(meeting, language.value, stated)} download>
            <Icon of={Download} />
            {t().getAllowance}
          </a>
          <a class="button" href={`/meetings/${meeting}/record`}>
            {t().toRecord}
          </a>
        </div>
      </section>
      <Paper sheet={sheet} amounts={amounts} />
    </>
  );
}

function Paper({ sheet, amounts }: { sheet: AllowanceSheet; amounts: Amounts }) {
  return (
    <article class={`card ${css.paper}`}>
      <header class={css.title}>
        <p>{sheet.agency}</p>
        <h1>{t().allowanceTitle}</h1>
        <p>
          {sheet.body} <span class="keep">{t().session(sheet.number, sheet.year)}</span>
        </p>
        <p>
          {weekday(sheet.opened_at)}{" "}
          <span class="keep num">
            {clock(sheet.opened_at)} – {clock(sheet.closed_at)}
          </span>
        </p>
        <p>{sheet.place}</p>
      </header>
      {sheet.rows.length === 0 ? <p>{t().allowanceNobody}</p> : <Lines sheet={sheet} amounts={amounts} />}
      <ul class={css.rule}>
        <li>
          {sheet.rule.least_minutes === 0 ? t().allowanceAnyTime : t().allowanceMinutes(sheet.rule.least_minutes)}
        </li>
        {sheet.rule.once_a_day ? <li>{t().allowanceOnce}</li> : null}
        {sheet.rule.citation === "" ? null : <li>{t().allowanceByLaw(sheet.rule.citation)}</li>}
      </ul>
      <div class={css.signing}>
        <p>{t().certifiedBy}</p>
        <p>{t().paidBy}</p>
      </div>
    </article>
  );
}

function Lines({ sheet, amounts }: { sheet: AllowanceSheet; amounts: Amounts }) {
  const head = t().allowanceHead;
  const drawing = sheet.rows.filter((row) => row.drawn_at === null);
  const paid = drawing.map((row) => amounts[row.role] ?? "");
  // On a phone it is read and not signed: what is empty there is left out, and the duty stands under the name.
  const onPaper = new Set(drawing.length === sheet.rows.length ? ["role", "signature", "note"] : ["role", "signature"]);
  const total = paid.includes("") ? null : paid.reduce((sum, baht) => sum + Number(baht), 0);
  return (
    // A table wider than a phone is moved sideways, by the keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse.
    <section class={css.wide} tabIndex={0} aria-label={t().allowanceTitle}>
      <table>
        <thead>
          <tr>
            {Object.entries(head).map(([column, words]) => (
              <th key={column} scope="col" class={onPaper.has(column) ? css.paperOnly : undefined}>
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.map((row) => (
            <Line
              key={row.seat}
              row={row}
              number={drawing.indexOf(row) + 1}
              baht={amounts[row.role] ?? ""}
              noted={!onPaper.has("note")}
            />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td />
            <th scope="row">{t().allowanceTotal(drawing.length)}</th>
            <td class={css.paperOnly} />
            <td />
            <td class="num" data-total>
              {total === null ? "" : money(String(total))}
            </td>
            <td class={css.paperOnly} />
            <td class={onPaper.has("note") ? css.paperOnly : undefined} />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Line(props: { row: Drawing; number: number; baht: string; noted: boolean }) {
  const { row, number, baht, noted } = props;
  const drawn = row.drawn_at;
  return (
    <tr data-drawing={row.seat}>
      <td class="num">{drawn === null ? digits(String(number)) : ""}</td>
      <th scope="row">
        {row.name ?? ""}
        <small class="block">{row.office ?? ""}</small>
        <small class={css.narrowOnly}>{pick(t().role, row.role)}</small>
      </th>
      <td class={css.paperOnly}>{pick(t().role, row.role)}</td>
      <td class="num">
        <span class="keep">
          {clock(row.since)} – {clock(row.until)}
        </span>
      </td>
      <td class="num">{drawn === null && baht !== "" ? money(baht) : ""}</td>
      <td class={classes(css.sign, css.paperOnly)} />
      <td class={noted ? undefined : css.paperOnly}>
        {drawn === null ? "" : t().allowanceDrawn(drawn.number, drawn.year)}
      </td>
    </tr>
  );
}

/** “๑,๕๐๐”: whole baht, in the figures of the language. */
function money(baht: string): string {
  return digits(Number(baht).toLocaleString("en-US"));
}
