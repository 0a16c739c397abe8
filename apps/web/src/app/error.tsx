"use client";

import { Notice } from "@graft/ui/blocks";

/** A fault of ours: what was expected has pages of its own. */
export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry?: () => void;
}) {
  return (
    <Notice kind="error" title="This page could not be made.">
      <p>
        This is a fault in the dashboard; runs and data are not touched. The terminal it was started
        from says more{error.digest ? ` (look for ${error.digest})` : ""}.
      </p>
      <button
        className="button mt-3"
        onClick={() => (retry ? retry() : location.reload())}
        type="button"
      >
        Try again
      </button>
    </Notice>
  );
}
