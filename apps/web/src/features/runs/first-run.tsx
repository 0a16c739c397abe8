import { EmptyState } from "@graft/ui/notice";

/** The first page somebody sees: what will be here, and the command that brings it. */
export function FirstRun() {
  return (
    <EmptyState title="No runs yet.">
      <p>Train the four methods on the same pictures; they appear here while they learn:</p>
      <pre className="mx-auto mt-4 w-fit max-w-full overflow-x-auto rounded-md border border-line bg-sunken px-4 py-3 text-left font-mono text-ink text-xs">
        pnpm trainer run --config experiments/photo-vs-drawing.json
      </pre>
      <p className="mt-4">
        To use your own pictures, copy that file and point{" "}
        <code className="font-mono">dataset.path</code> at a folder that holds one folder per class.
        This page looks again every few seconds.
      </p>
    </EmptyState>
  );
}
