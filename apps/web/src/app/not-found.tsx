import { EmptyState } from "@graft/ui/blocks";
import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <>
      <h1 className="mb-6 font-semibold text-2xl tracking-tight">Not found</h1>
      <EmptyState title="There is nothing at this address.">
        <p>
          The run may be in another database (GRAFT_HOME chooses which), or the address is mistyped.
        </p>
        <p className="mt-4">
          <Link className="link" href="/">
            All runs
          </Link>
        </p>
      </EmptyState>
    </>
  );
}
