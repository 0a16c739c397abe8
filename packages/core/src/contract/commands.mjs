// How somebody got here: by npm, pnpm, yarn or bun, each of which takes arguments differently. Plain JavaScript,
// because scripts need it before anything is installed.

/** @typedef {{ readonly [name: string]: string | undefined }} Env The environment: what runs a script names itself there. */

/**
 * A text whose commands work for whoever reads it. Texts in Graft's sources name commands as pnpm takes them ("pnpm
 * trainer list"); pnpm is often not installed, and npm wants two dashes before the arguments.
 *
 * @param {string} text
 * @param {Env} env
 * @returns {string}
 */
export function asTyped(text, env) {
  const runner = runnerOf(env);
  if (runner === "pnpm") return text;
  return text.replaceAll(COMMAND, (_, script, gap = "") => {
    if (runner === "npm") return `npm run ${script}${gap && " -- "}`;
    return `${runner} run ${script}${gap}`;
  });
}

/** A script of the root's package.json, and the space before an argument. */
const COMMAND = /\bpnpm (trainer|dashboard|bench(?::\w+)?|check|test)\b(?:( )(?=["'$\w./<[-]))?/g;

/**
 * Of a command's options, those that npm took for its own: `npm run dashboard --port 3001` sets a variable
 * `npm_config_port` and passes on at most the 3001.
 *
 * @param {readonly string[]} options Names without dashes, such as "port".
 * @param {Env} env
 * @returns {string[]}
 */
export function keptByNpm(options, env) {
  if (runnerOf(env) !== "npm" || !env["npm_lifecycle_event"]) return [];
  return options.filter((name) => env[`npm_config_${name.replaceAll("-", "_")}`]);
}

/**
 * Arguments as the script is meant to get them: pnpm passes on the two dashes that npm needs and takes away.
 *
 * @param {readonly string[]} args
 * @returns {string[]}
 */
export function withoutDashes(args) {
  return args[0] === "--" ? args.slice(1) : [...args];
}

/** Npm, which comes with Node, for whoever used none. */
function runnerOf({ npm_config_user_agent: agent = "" }) {
  const [, name] = /^(pnpm|yarn|bun)\//.exec(agent) ?? [];
  return name ?? "npm";
}
