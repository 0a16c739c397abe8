import type { ReactNode } from "react";

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

/** What stands where there is nothing yet: what would be here, and how to get it. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="rounded-lg border border-line border-dashed px-6 py-10 text-center">
      <p className="font-semibold">{title}</p>
      <div className="mx-auto mt-2 max-w-prose text-muted text-sm">{children}</div>
    </div>
  );
}
