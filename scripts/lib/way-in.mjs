// What a script says to whoever started it, in commands as they have to type them.
import { asTyped, keptByNpm, withoutDashes } from "../../packages/core/src/contract/commands.mjs";

/** Arguments of this script. */
export const args = withoutDashes(process.argv.slice(2));

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${asTyped(text, process.env)}\n`);
}

/**
 * Ends the script with what went wrong and what to do.
 *
 * @returns {never}
 */
export function fail(message, hint) {
  say(`error: ${message}\n  ${hint}`);
  process.exit(1);
}

/**
 * Ends the script if npm kept some of its options for itself: without them it would do something else.
 *
 * @param {string[]} options Their names without dashes.
 * @param {string} example A command that has one of them.
 */
export function requireOptions(options, example) {
  const [kept] = keptByNpm(options, process.env);
  if (kept) {
    fail(
      `npm took --${kept} for an option of its own.`,
      `Write two dashes before the options: ${example}`,
    );
  }
}

/** Ends a script that takes no arguments if it has got some. */
export function requireNoArguments(script) {
  if (args.length > 0) {
    fail(`Unknown argument "${args[0]}".`, `npm run ${script} takes no arguments.`);
  }
}
