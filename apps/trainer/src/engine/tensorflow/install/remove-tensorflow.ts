import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { backendsHome } from "../../../user-cache.ts";
import type { TensorFlowKind } from "../installed-tensorflow.ts";
import { removeLeftovers } from "./install-tensorflow.ts";

/** Removes every version of it, its downloads and what cut-off installations left. @returns What was removed. */
export async function removeTensorFlow(
  kind: TensorFlowKind,
  home = backendsHome(),
): Promise<string[]> {
  if (!existsSync(home)) return [];
  await removeLeftovers(home);
  const suffix = `-${process.platform}-${process.arch}`;
  const names = (await readdir(home)).filter(
    (name) =>
      name === `downloads-${kind}` ||
      (name.startsWith(`tensorflow-${kind}-`) && name.endsWith(suffix)),
  );
  for (const name of names) await rm(join(home, name), { recursive: true, force: true });
  return names.map((name) => join(home, name));
}
