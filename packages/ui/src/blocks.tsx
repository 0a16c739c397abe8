import { Fragment, type ReactNode } from "react";

const LOOKS = {
  info: "border-line bg-info-wash",
  warning: "border-warn/40 bg-warn-wash",
  error: "border-bad/40 bg-bad-wash",
};

/** Something to know, to mind, or to mend. An error is announced when it appears. */
export function Notice({
  kind,
  title,
  children,
}: {
  kind: keyof typeof LOOKS;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div
      className={`rounded-md border px-4 py-3 text-sm ${LOOKS[kind]}`}
      role={kind === "error" ? "alert" : "note"}
    >
      <p className="font-semibold">{title}</p>
      {children ? <div className="mt-1 text-muted">{children}</div> : null}
    </div>
  );
}

/** Shown where there is nothing yet: what would be here, and how to get it. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="rounded-lg border border-line border-dashed px-6 py-10 text-center">
      <p className="font-semibold">{title}</p>
      <div className="mx-auto mt-2 max-w-prose text-muted text-sm">{children}</div>
    </div>
  );
}

/** Plain text in which parts between backticks, such as commands, are set as code. */
export function RichText({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- the parts of one text have no other name
      <code className="rounded bg-sunken px-1 font-mono text-[0.92em]" key={index}>
        {part}
      </code>
    ),
  );
}

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
