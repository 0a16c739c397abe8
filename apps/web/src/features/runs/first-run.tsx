import { EmptyState } from "@graft/ui/notice";

/** The first page somebody sees: what will be here, and the commands that bring it. */
export function FirstRun() {
  return (
    <EmptyState title="No runs yet.">
      <p>
        Begin with the demo. It draws its own pictures, trains the four methods on them in about a
        minute or two, and its runs appear here while they learn:
      </p>
      <Command>npm run demo</Command>
      <p className="mt-6">
        For your own pictures, put those of each class into a folder with its name, copy{" "}
        <code className="font-mono">experiments/demo.json</code>, say there{" "}
        <code className="font-mono">
          &quot;dataset&quot;: {"{"} &quot;kind&quot;: &quot;folder&quot;, &quot;path&quot;: … {"}"}
        </code>{" "}
        and run it:
      </p>
      <Command>npm run trainer -- run --config experiments/mine.json</Command>
      <p className="mt-4">This page looks again every few seconds.</p>
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
