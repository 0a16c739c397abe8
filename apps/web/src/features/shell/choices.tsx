"use client";

interface Choice {
  readonly label: string;
  readonly active: boolean;
  readonly choose: () => void;
}

/** A few exclusive choices in a row. */
export function Choices({ label, choices }: { label: string; choices: readonly Choice[] }) {
  return (
    <fieldset className="flex flex-wrap gap-1 rounded-md border border-line p-0.5">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <button
          aria-pressed={choice.active}
          className="h-7 rounded px-2.5 text-muted text-sm tabular-nums hover:text-ink aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink"
          key={choice.label}
          onClick={choice.choose}
          type="button"
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}
