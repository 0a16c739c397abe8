import { Fragment, type ReactNode } from "react";

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names with their values: settings, environment. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="divide-y divide-line text-[13px] leading-5">
      {facts.map(({ name, value }) => (
        <div className="grid grid-cols-[minmax(0,5fr)_minmax(0,6fr)] gap-3 py-1.5" key={name}>
          <dt className="break-words text-muted">
            <DottedName name={name} />
          </dt>
          <dd className="min-w-0 break-words tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A dotted name that may break after a dot, not inside a word. */
function DottedName({ name }: { name: string }) {
  const parts = name.split(".");
  return parts.map((part, index) => (
    <Fragment key={parts.slice(0, index + 1).join(".")}>
      {part}
      {index < parts.length - 1 ? (
        <>
          .<wbr />
        </>
      ) : null}
    </Fragment>
  ));
}
