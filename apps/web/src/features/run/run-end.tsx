import type { RunStatus } from "@graft/core/contract";
import { Notice } from "@graft/ui/notice";
import { RichText } from "@graft/ui/rich-text";
import type { LiveEvent } from "./live-message.ts";
import { lastEvent } from "./run-summary.ts";

/** Why a run ended before its time, and what to do; nothing for one that did not. */
export function RunEnd({ status, events }: { status: RunStatus; events: readonly LiveEvent[] }) {
  const epoch = lastEvent(events, "epoch.finished");
  const kept = epoch
    ? `Its ${epoch.epoch} of ${epoch.epochs} epochs are kept.`
    : "What it said is kept.";
  if (status === "crashed") {
    return (
      <Notice kind="error" title="This run crashed: its process is gone without a last word.">
        It may have been killed, or the machine went down or ran out of memory. {kept} Start the
        experiment again to repeat it.
      </Notice>
    );
  }
  const failed = lastEvent(events, "run.failed");
  if (failed) {
    return (
      <Notice kind="error" title={failed.message}>
        <p>
          <RichText text={failed.hint} />
        </p>
        <p className="mt-1 font-mono text-xs">{failed.code}</p>
      </Notice>
    );
  }
  const cancelled = lastEvent(events, "run.cancelled");
  if (!cancelled) return null;
  return (
    <Notice kind="info" title="This run was stopped by hand.">
      {sentence(cancelled.reason)} {kept}
    </Notice>
  );
}

/** "stopped with Ctrl-C" as a sentence of its own. */
function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
