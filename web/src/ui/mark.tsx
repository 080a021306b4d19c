/** The mark of the house: seats round a table. */

export function Mark({ class: name }: { class?: string | undefined }) {
  return (
    <svg class={name} viewBox="0 0 24 24" aria-hidden="true">
      <g fill="currentColor">
        <circle cx="4" cy="12.5" r="2.1" />
        <circle cx="5.6" cy="7.2" r="2.1" />
        <circle cx="9.2" cy="3.9" r="2.1" />
        <circle cx="14.8" cy="3.9" r="2.1" />
        <circle cx="18.4" cy="7.2" r="2.1" />
        <circle cx="20" cy="12.5" r="2.1" />
      </g>
      <path
        d="M8.2 12.6a3.8 3.8 0 0 1 7.6 0M5 20.5h14M8 16.6h8"
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
      />
    </svg>
  );
}
