import { dbPath } from "@graft/db/home";
import { EmptyState } from "@graft/ui/notice";
import { typed } from "@/server/typed";

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
