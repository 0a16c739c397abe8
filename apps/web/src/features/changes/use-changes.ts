"use client";

import type { RunChange } from "@graft/db";
import { useRouter } from "next/navigation";
import { useCallback, useState } from "react";
import { describeChange, oppositeOf, sendChange } from "./send-change.ts";

export interface Changes {
  /** The last thing that was done, or why it was not; null if nothing is to be said. */
  readonly message: { readonly text: string; readonly bad: boolean } | null;
  readonly undo: (() => void) | null;
  readonly change: (ids: readonly number[], change: RunChange) => Promise<boolean>;
  readonly dismiss: () => void;
}

/** Changes runs on the server, reads the page again, and offers the way back. */
export function useChanges(): Changes {
  const router = useRouter();
  const [state, setState] = useState<{
    text: string;
    bad: boolean;
    back: { ids: readonly number[]; change: RunChange } | null;
  } | null>(null);

  const change = useCallback(
    async (ids: readonly number[], wanted: RunChange) => {
      const problem = await sendChange(ids, wanted);
      if (problem !== null) {
        setState({ text: problem, bad: true, back: null });
        return false;
      }
      const opposite = oppositeOf(wanted);
      setState({
        text: describeChange(ids, wanted),
        bad: false,
        back: opposite && { ids, change: opposite },
      });
      router.refresh();
      return true;
    },
    [router],
  );

  const back = state?.back ?? null;
  return {
    message: state && { text: state.text, bad: state.bad },
    undo: back ? () => void change(back.ids, back.change) : null,
    change,
    dismiss: () => setState(null),
  };
}
