import type { RunOrigin } from "./tested-run.ts";

/** What differs between runs that can be compared, and may be the cause of a difference. */
export interface Caveat {
  readonly kind: "imageSize" | "inputRange" | "backbone" | "commit" | "uncommitted" | "diverged";
  /** In one sentence, with the numbers of the runs. */
  readonly message: string;
}

/**
 * What a reader of a comparison must know: a training diverged, the images were prepared in different ways, the
 * nets differ, or the code does. What a run did not record, and what a method does not use, is passed over.
 */
export function findCaveats(runs: readonly RunOrigin[]): Caveat[] {
  const differing = RECORDED.flatMap(({ kind, what, read, show = String }) => {
    const byValue = new Map<string, RunOrigin[]>();
    for (const run of runs) {
      const value = read(run);
      if (value === null) continue;
      byValue.set(value, [...(byValue.get(value) ?? []), run]);
    }
    if (byValue.size < 2) return [];
    const parts = [...byValue].map(([value, sharing]) => `${show(value)} (${listRuns(sharing)})`);
    return [{ kind, message: `${what} differ: ${parts.join(", ")}.` }];
  });
  const found = [...findDiverged(runs), ...differing];
  const dirty = runs.filter(({ environment }) => environment.gitDirty === true);
  if (dirty.length === 0) return found;
  const message = `Code with changes that were not committed made ${listRuns(dirty)}: nobody can tell what it was.`;
  return [...found, { kind: "uncommitted", message }];
}

/** Runs whose training diverged: that their accuracy is low is not the method's fault. */
export function findDiverged(runs: readonly RunOrigin[]): Caveat[] {
  const diverged = runs.filter((run) => run.diverged);
  if (diverged.length === 0) return [];
  const message = `The training of ${listRuns(diverged)} diverged, so its accuracy says little about the method: lower its learning rate.`;
  return [{ kind: "diverged", message }];
}

interface Recorded {
  readonly kind: Caveat["kind"];
  /** What there is of it, in the plural. */
  readonly what: string;
  /** Equal texts are the same thing; null where it is unknown or of no matter. */
  readonly read: (run: RunOrigin) => string | null;
  readonly show?: (value: string) => string;
}

const RECORDED: readonly Recorded[] = [
  {
    kind: "imageSize",
    what: "Image sizes",
    read: ({ experiment }) => textOf(objectIn(experiment.config, "dataset").imageSize),
    show: (side) => `${side} px`,
  },
  {
    kind: "inputRange",
    what: "Input ranges",
    read: (run) => textOf(netOf(run)?.inputRange),
  },
  {
    kind: "backbone",
    what: "Backbones",
    read: backboneOf,
    show: shorten,
  },
  {
    kind: "commit",
    what: "Commits of the code",
    read: ({ environment }) => textOf(environment.gitCommit),
    show: shorten,
  },
];

/** The net as it was loaded, else as it was asked for; null for a method that uses none. */
function netOf({ method, experiment, environment }: RunOrigin) {
  if (method === "raw-pixels") return null;
  const loaded = objectIn(environment, "backbone");
  return "sha256" in loaded ? loaded : objectIn(experiment.config, "backbone");
}

/** Its hash, where it was loaded; else where it was to come from. The layer it is cut at is a setting. */
function backboneOf(run: RunOrigin): string | null {
  const net = netOf(run);
  return net && textOf(net.sha256 ?? net.url ?? net.path ?? net.kind);
}

function objectIn(
  from: Readonly<Record<string, unknown>>,
  key: string,
): Readonly<Record<string, unknown>> {
  const value = from[key];
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Of a hash its beginning, which is enough to tell two apart. */
function shorten(text: string): string {
  return /^[0-9a-f]{40,}$/.test(text) ? text.slice(0, 10) : text;
}

/** "run 1", "runs 1 and 2", "runs 1, 2 and 3": in the order of their numbers, whatever that of the runs. */
function listRuns(runs: readonly RunOrigin[]): string {
  const ids = runs.map(({ id }) => id).sort((a, b) => a - b);
  if (ids.length === 1) return `run ${ids[0]}`;
  return `runs ${ids.slice(0, -1).join(", ")} and ${ids.at(-1)}`;
}
