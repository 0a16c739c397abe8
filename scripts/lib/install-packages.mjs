import { accessSync, constants, existsSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { manifest, root, run } from "./workspace.mjs";

/**
 * Settings of npm and pnpm that say how to reach a registry and where files are kept. All others would change what is
 * installed (`npm_config_omit`, `pnpm_config_node_linker`), and Graft needs all of its packages.
 */
const REACH =
  /registry|prox|^ca|cert|key|auth|token|user|host|ssl|cache|store|fetch|network|offline|nodedir|tmp/i;
const PACKAGE_SETTING = /^p?npm_config_(.+)$/i;

/**
 * Installs the packages of the lockfile, all of them, with the pnpm that package.json pins. npm fetches that, so that
 * nothing else need be installed.
 *
 * @param {{ again: boolean }} options `again`: links every package again, even where pnpm assumes it is there.
 */
export function installPackages({ again }) {
  const [, version] = manifest.packageManager.split("@");
  const npm = [
    "exec",
    "--yes",
    `--loglevel=${process.env.GRAFT_DEBUG ? "verbose" : "error"}`,
    "--foreground-scripts", // else what they say is lost
    "--ignore-scripts=false", // pnpm's own puts its binary in place
    "--include=prod",
    "--include=optional", // that binary
    `--package=pnpm@${version}`,
  ];
  const pnpm = [
    "pnpm",
    "install",
    "--frozen-lockfile",
    "--optional",
    ...(again ? ["--force"] : []),
  ];
  return run("npm", [...npm, "--", ...pnpm], {
    env: installEnvironment(process.env),
    group: true,
    stdio: ["ignore", process.stderr, process.stderr],
  });
}

/**
 * Variables to change for the installation; `undefined` takes one away.
 *
 * @param {Record<string, string | undefined>} env
 */
export function installEnvironment(env) {
  const dropped = Object.keys(env).filter((name) => {
    const [, setting] = PACKAGE_SETTING.exec(name) ?? [];
    return name === "NODE_ENV" || (setting !== undefined && !REACH.test(setting));
  });
  return { ...Object.fromEntries(dropped.map((name) => [name, undefined])), ...ownCaches(env) };
}

/** Where the home folder may only be read, caches of the installation go into the project. */
function ownCaches(env) {
  const home = env.HOME || os.homedir();
  const places = [
    ["npm_config_cache", ".npm"],
    ["XDG_CACHE_HOME", ".cache"],
    ["XDG_DATA_HOME", ".local/share"],
    ["XDG_STATE_HOME", ".local/state"],
  ];
  const changes = places
    .filter(([name, folder]) => !canBeWritten(env[name] || path.join(home, folder)))
    .map(([name, folder]) => [name, path.join(root, "node_modules/.graft-cache", folder)]);
  return Object.fromEntries(changes);
}

/** Whether a folder, or the nearest one above it that is there, can be written. */
function canBeWritten(folder) {
  const place = path.resolve(folder);
  if (!existsSync(place) && place !== path.dirname(place)) return canBeWritten(path.dirname(place));
  try {
    accessSync(place, constants.W_OK);
    return statSync(place).isDirectory();
  } catch {
    return false;
  }
}
