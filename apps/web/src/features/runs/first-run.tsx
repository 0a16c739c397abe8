import type { RunShelf } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { EmptyState } from "@graft/ui/blocks";
import { typed } from "@/server/http";
import { PageLink } from "../shell/links.tsx";
import { type RunsQuery, runsAddress } from "./runs-query.ts";

/** The first page a new user sees: what will be here, and the commands to get there. */
export function FirstRun() {
  return (
    <EmptyState title="No runs yet.">
      <p>
        Start with the demo: it draws its own images and trains the four methods on them in a minute
        or two. Its runs appear here while they train:
      </p>
      <Command>npm run demo</Command>
      <p className="mt-6">
        For your own images, put each class in a folder of its own, copy{" "}
        <code className="font-mono">experiments/demo.json</code>, set{" "}
        <code className="font-mono">
          &quot;dataset&quot;: {"{"} &quot;kind&quot;: &quot;folder&quot;, &quot;path&quot;: … {"}"}
        </code>{" "}
        in it and run it:
      </p>
      <Command>{typed("pnpm trainer run --config experiments/mine.json")}</Command>
      <p className="mt-6">
        This page refreshes every few seconds. It reads{" "}
        <code className="break-all font-mono text-xs">{dbPath()}</code>. Set the environment
        variable GRAFT_HOME to use another folder, for both the trainer and the dashboard.
      </p>
    </EmptyState>
  );
}

function Command({ children }: { children: string }) {
  return (
    <pre className="mx-auto mt-3 w-fit max-w-full overflow-x-auto rounded-md border border-line bg-sunken px-4 py-3 text-left font-mono text-ink text-xs">
      {children}
    </pre>
  );
}

const NAMES: readonly (readonly [RunShelf, string])[] = [
  ["active", "Active"],
  ["archived", "Archived"],
  ["deleted", "Deleted"],
];

/** Links to active, archived and deleted runs; nothing while all runs are active. */
export function Shelves({
  query,
  counts,
}: {
  query: RunsQuery;
  counts: Readonly<Record<RunShelf, number>>;
}) {
  const used = NAMES.filter(([shelf]) => shelf === query.shelf || counts[shelf] > 0);
  if (used.length < 2) return null;
  return (
    <nav aria-label="Shelves" className="ml-auto flex gap-x-4 text-sm">
      {used.map(([shelf, name]) =>
        shelf === query.shelf ? (
          <span aria-current="page" className="font-medium" key={shelf}>
            {name} <span className="font-normal text-faint">{counts[shelf]}</span>
          </span>
        ) : (
          <PageLink href={runsAddress({ ...query, filter: "", shelf })} key={shelf}>
            {name} <span className="text-faint">{counts[shelf]}</span>
          </PageLink>
        ),
      )}
    </nav>
  );
}
