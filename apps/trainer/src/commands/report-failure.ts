import { inspect } from "node:util";
import { redactAddresses } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import pc from "picocolors";
import { forPeople } from "../printable.ts";

/** Says on standard error what went wrong and what to do. @returns The exit status. */
export function reportFailure(error: unknown): number {
  const { message, hint } = error instanceof AppError ? error : unexpected(error);
  console.error(`${pc.red("error:")} ${forPeople(`${message}\n  ${hint}`)}`);
  if (process.env["GRAFT_DEBUG"]) console.error(redactAddresses(inspect(error)));
  return 1;
}

/** A file of a package that is gone is no fault in Graft, but of the installation. */
const NOT_INSTALLED = /^Cannot find (?:module|package) /;

function unexpected(error: unknown): { message: string; hint: string } {
  const message = redactAddresses(error instanceof Error ? error.message : String(error));
  if (NOT_INSTALLED.test(message)) {
    return {
      message: message.split("\n")[0] ?? message, // Node adds who asked for it, file by file
      hint: "Something of Graft's packages is missing: run `npm run setup`, which checks them all and puts it back.",
    };
  }
  return {
    message,
    hint: "This is a fault in Graft. Run again with GRAFT_DEBUG=1 to see where it happened.",
  };
}
