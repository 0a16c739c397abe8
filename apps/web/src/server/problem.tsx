import "server-only";
import type { AppError } from "@graft/core/contract/errors";
import { Notice, RichText } from "@graft/ui/blocks";
import { statusOf } from "./http.ts";
import { setPageStatus } from "./request-guard.ts";

/** Shown in place of a page that an expected failure prevents; the page is answered with its status. */
export function Problem({ error }: { error: AppError }) {
  setPageStatus(statusOf(error));
  return (
    <Notice kind="error" title={error.message}>
      <p>
        <RichText text={error.hint} />
      </p>
      <p className="mt-1 font-mono text-xs">{error.code}</p>
    </Notice>
  );
}
