import type { RunDetail } from "@graft/db";
import { typed } from "@/server/typed";
import { CopyButton } from "./copy-button.tsx";
import { repeatRun } from "./repeat-run.ts";

/** The command that made the run, and how to make this run alone again. */
export function RepeatSection({ run }: { run: RunDetail }) {
  const repeat = repeatRun(run);
  const { command } = run.environment;
  const made = typeof command === "string" ? typed(command) : null;
  if (repeat === null && made === null) return null;
  return (
    <section aria-labelledby="repeat" className="panel p-4 text-sm">
      <h2 className="section-title mb-2 scroll-mt-16" id="repeat">
        Repeat it
      </h2>
      {made === null ? null : (
        <>
          <p className="mb-1 text-muted">The command that made it</p>
          <Command text={made} />
        </>
      )}
      {repeat === null ? null : (
        <>
          <p className="mt-4 mb-1 text-muted">
            This run alone, with every setting and the seed it had: save{" "}
            <a className="link" download href={`/api/runs/${run.id}/config`}>
              {repeat.fileName}
            </a>{" "}
            {repeat.folder ? (
              <>
                in <code className="break-all font-mono text-xs">{repeat.folder}</code>
              </>
            ) : (
              "beside the experiment's own file"
            )}
            , where its paths start, then
          </p>
          <Command text={typed(repeat.command)} />
        </>
      )}
    </section>
  );
}

function Command({ text }: { text: string }) {
  return (
    <div className="flex items-start gap-2">
      <pre className="min-w-0 grow whitespace-pre-wrap break-all rounded bg-sunken px-2 py-1.5 font-mono text-xs leading-5">
        {text}
      </pre>
      <CopyButton text={text} />
    </div>
  );
}
