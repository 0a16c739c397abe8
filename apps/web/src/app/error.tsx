"use client";

import { Notice } from "@graft/ui/blocks";

/** Shown for a bug; expected failures are shown by `Problem`. */
export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry?: () => void;
}) {
  return (
    <Notice kind="error" title="This page could not be rendered.">
      <p>
        This is a bug in the dashboard; runs and data are not affected. The terminal it was started
        from has details{error.digest ? ` (look for ${error.digest})` : ""}.
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
