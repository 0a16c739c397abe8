import { inspect } from "node:util";
import { redactAddresses } from "@graft/core/contract";
import { AppError } from "@graft/core/errors";
import pc from "picocolors";
import { printable } from "../printable.ts";

/** Says on standard error what went wrong and what to do. @returns The exit status. */
export function reportFailure(error: unknown): number {
  if (error instanceof AppError) {
    console.error(`${pc.red("error:")} ${printable(`${error.message}\n  ${error.hint}`)}`);
    if (process.env["GRAFT_DEBUG"]) console.error(redactAddresses(inspect(error)));
    return 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  console.error(`${pc.red("error:")} ${printable(redactAddresses(message))}`);
  console.error(
    "  This is a fault in Graft. Run again with GRAFT_DEBUG=1 to see where it happened.",
  );
  if (process.env["GRAFT_DEBUG"]) console.error(redactAddresses(inspect(error)));
  return 1;
}
