import Link from "next/link";
import type { ReactNode } from "react";

/** A link to another view of the same page: the page stays where it is, and "back" leads out of it. */
export function ViewLink({
  href,
  className = "link",
  "aria-current": current,
  children,
}: {
  href: string;
  className?: string;
  "aria-current"?: "true" | undefined;
  children: ReactNode;
}) {
  // A view of what is further down goes there; any other leaves the page where it is.
  return (
    <Link
      aria-current={current}
      className={className}
      href={href}
      prefetch={false}
      replace
      scroll={href.includes("#")}
    >
      {children}
    </Link>
  );
}

/** A few exclusive views in a row. */
export function ViewChoices({
  label,
  choices,
}: {
  label: string;
  choices: readonly { label: string; active: boolean; href: string }[];
}) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1 rounded-md border border-line p-0.5">
      {choices.map((choice) => (
        <ViewLink
          aria-current={choice.active ? "true" : undefined}
          className="inline-flex h-7 items-center rounded px-2.5 text-muted text-sm tabular-nums hover:text-ink aria-[current]:bg-sunken aria-[current]:font-medium aria-[current]:text-ink"
          href={choice.href}
          key={choice.label}
        >
          {choice.label}
        </ViewLink>
      ))}
    </nav>
  );
}
