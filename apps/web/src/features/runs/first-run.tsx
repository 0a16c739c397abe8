import type { RunShelf } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { EmptyState } from "@graft/ui/blocks";
import { typed } from "@/server/http";
import { PageLink } from "../shell/links.tsx";
import { type RunsQuery, runsAddress } from "./runs-query.ts";

/** The first page somebody sees: what will be here, and the commands that bring it. */
export function FirstRun() {
  return (
    <EmptyState title="No runs yet.">
      <p>
        Begin with the demo. It draws its own images, trains the four methods on them in about a
        minute or two, and its runs appear here while they learn:
      </p>
      <Command>npm run demo</Command>
      <p className="mt-6">
        For your own images, put those of each class into a folder with its name, copy{" "}
        <code className="font-mono">experiments/demo.json</code>, say there{" "}
        <code className="font-mono">
          &quot;dataset&quot;: {"{"} &quot;kind&quot;: &quot;folder&quot;, &quot;path&quot;: … {"}"}
        </code>{" "}
        and run it:
      </p>
      <Command>{typed("pnpm trainer run --config experiments/mine.json")}</Command>
      <p className="mt-6">
        This page refreshes every few seconds. It reads{" "}
        <code className="break-all font-mono text-xs">{dbPath()}</code>; the environment variable
        GRAFT_HOME names another folder, for the trainer and the dashboard alike.
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
  ["active", "At hand"],
  ["archived", "Archive"],
  ["deleted", "Bin"],
];

/** Links to the runs at hand, those put away and those in the bin; nothing as long as all are at hand. */
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
