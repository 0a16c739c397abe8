import type { AppError } from "@graft/core/contract/errors";
import { Notice, RichText } from "@graft/ui/blocks";

/** In place of a page that an expected failure keeps from being shown. */
export function Problem({ error }: { error: AppError }) {
  return (
    <Notice kind="error" title={error.message}>
      <p>
        <RichText text={error.hint} />
      </p>
      <p className="mt-1 font-mono text-xs">{error.code}</p>
    </Notice>
  );
}
