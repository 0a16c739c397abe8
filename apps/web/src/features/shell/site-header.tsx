import type { Theme } from "@graft/ui/looks";
import Link from "next/link";
import { ThemeToggle } from "./controls.tsx";

/** The bar on every page. */
export function SiteHeader({ theme }: { theme: Theme }) {
  return (
    <header className="border-line border-b bg-surface">
      <div className="mx-auto flex h-14 max-w-[100rem] items-center gap-6 px-4 sm:px-6 lg:px-8">
        <Link aria-label="Graft, all runs" className="flex items-center gap-2" href="/">
          <Scion />
          <span className="font-semibold text-lg tracking-tight">Graft</span>
        </Link>
        <nav aria-label="Main" className="flex gap-1 text-sm">
          <Link className="rounded px-2 py-1 text-muted hover:text-ink" href="/" prefetch={false}>
            Runs
          </Link>
          <Link
            className="whitespace-nowrap rounded px-2 py-1 text-muted hover:text-ink"
            href="/datasets"
            prefetch={false}
          >
            Data sets
          </Link>
        </nav>
        <div className="ml-auto">
          <ThemeToggle theme={theme} />
        </div>
      </div>
    </header>
  );
}

/** The sign: a twig grafted onto a stem. */
function Scion() {
  return (
    <svg aria-hidden="true" className="size-6 text-brand" viewBox="0 0 24 24">
      <g fill="none" stroke="currentColor" strokeLinecap="round" strokeWidth="2.2">
        <path d="M12 22v-7.5" />
        <path d="M12 14.5 7 7" opacity=".45" />
        <path d="M12 14.5 16.5 8.5" />
      </g>
      <path d="M16.2 9.2c-1-3.4.6-6.2 4.6-7 .6 4.1-1 6.7-4.6 7Z" fill="currentColor" />
    </svg>
  );
}
