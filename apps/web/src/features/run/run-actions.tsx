"use client";

import type { RunStatus } from "@graft/core/contract";
import { type ReactNode, useState } from "react";
import { ChangeMessage } from "../changes/change-message.tsx";
import { EditRun } from "../changes/edit-run.tsx";
import { useChanges } from "../changes/use-changes.ts";
import type { RunSummary } from "./run-summary.ts";

/** What can be done with a run from its page. */
export function RunActions({
  run,
  status,
  children,
}: {
  run: RunSummary;
  status: RunStatus;
  /** Where else to go. */
  children: ReactNode;
}) {
  const [editing, setEditing] = useState(false);
  const [asked, setAsked] = useState(false);
  const isStopping = asked || run.stopping;
  const changes = useChanges();
  const stop = async () => {
    setAsked(true);
    if (!(await changes.change([run.id], { kind: "stop" }))) setAsked(false);
  };
  return (
    <div className="flex flex-wrap gap-2">
      {status === "running" ? (
        <button
          className="button min-w-24"
          disabled={isStopping}
          onClick={() => void stop()}
          title="It stops at its next batch and keeps what it logged; the experiment goes on with its next method."
          type="button"
        >
          {isStopping ? "Stopping…" : "Stop"}
        </button>
      ) : null}
      {run.deleted ? (
        <button
          className="button"
          onClick={() => void changes.change([run.id], { kind: "restore" })}
          type="button"
        >
          Restore
        </button>
      ) : (
        <button className="button" onClick={() => setEditing(true)} type="button">
          Edit
        </button>
      )}
      {children}
      <ChangeMessage changes={changes} />
      {editing ? (
        <EditRun
          change={changes.change}
          onClose={() => setEditing(false)}
          run={{ ...run, status }}
        />
      ) : null}
    </div>
  );
}
