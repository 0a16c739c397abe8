import { flattenSettings } from "../settings/flatten.ts";

/** What a run was made with, for reading: known fields in words, unknown ones as they are. */
export function environmentFacts(
  environment: Readonly<Record<string, unknown>>,
): { name: string; value: string }[] {
  const { gitCommit, gitDirty, lockfileHash, memory, ...rest } = environment;
  const facts = [...flattenSettings(rest)].map(([name, value]) => ({ name, value }));
  if (typeof memory === "number") facts.push({ name: "memory", value: gibibytes(memory) });
  if (typeof gitCommit === "string") {
    const changed = gitDirty === true ? ", with changes that are not committed" : "";
    facts.push({ name: "commit", value: `${gitCommit.slice(0, 10)}${changed}` });
  }
  if (typeof lockfileHash === "string") {
    facts.push({ name: "lockfile", value: lockfileHash.slice(0, 10) });
  }
  return facts;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
