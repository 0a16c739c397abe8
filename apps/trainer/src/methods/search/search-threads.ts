import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { AppError } from "@graft/core/contract/errors";
import {
  type Choice,
  choose,
  type FeatureMatrix,
  type FeatureSet,
  type JobStep,
  planSearch,
  type SearchInput,
  type SearchStep,
  type Setting,
} from "@graft/core/learning/classical";
import { totalMemory } from "../../engine/total-memory.ts";
import type {
  FitRequest,
  FittedClassifier,
  SearchReply,
  SearchRequest,
  SearchWork,
  ThreadMessage,
} from "./search-work.ts";

interface SearchOptions {
  /** The same sets of features of the images to predict, in the same order; none to predict none. */
  readonly asked?: readonly FeatureSet[];
  /** Features of the training images by which images are compared, for the fitted one's scope. */
  readonly compared?: FeatureMatrix | undefined;
  /** At most; by default as many as the machine has cores, and memory for. */
  readonly threads?: number;
  readonly signal: AbortSignal;
}

/** How far a search is, or, before the chosen one is fitted, what it came to. */
type SearchEvent =
  | { readonly kind: "step"; readonly step: SearchStep }
  | { readonly kind: "chosen"; readonly choice: Choice };

/**
 * Searches for a classifier on worker threads, and fits the chosen one there, so that this thread stays
 * free to answer signals and to keep a run's heartbeat. Each thread computes whole parts of the search,
 * so that the result is the same to the last bit however many there are.
 *
 * @returns The fitted one.
 * @throws The signal's reason soon after it is aborted, in the midst of a fit too; {AppError} as
 *   `selectClassifier`.
 */
export async function* searchOnThreads(
  input: SearchInput,
  { asked = [], compared, threads, signal }: SearchOptions,
): AsyncGenerator<SearchEvent, FittedClassifier> {
  signal.throwIfAborted();
  const plan = planSearch(input);
  const shared = { ...input, featureSets: input.featureSets.map(shareFeatures) };
  const count = Math.max(1, Math.min(threads ?? defaultThreads(input), plan.jobs.length));
  const pool = new SearchThreads({ input: shared, plan }, { count, signal });
  try {
    const results = plan.jobs.map((): JobStep[] => []);
    const requests = [...plan.jobs.keys()].map((job) => ({ kind: "job", job }) as const);
    let done = 0;
    for await (const reply of pool.run(requests)) {
      if (reply.kind !== "step") continue;
      results[reply.job]!.push(reply.step);
      done += 1;
      yield { kind: "step", step: { done, total: plan.steps } };
    }
    const choice = choose(input, plan, results);
    yield { kind: "chosen", choice };
    const { setting } = choice;
    return await pool.fit({
      setting,
      asked: asked[setting.featureSet]?.features ?? null,
      compared: compared ?? null,
    });
  } finally {
    await pool.stop();
  }
}

/** Fits one setting on a thread of its own, for the same reasons. @throws As `searchOnThreads`. */
export async function fitOnThread(
  input: Omit<SearchInput, "classifiers" | "folds">,
  { setting, asked, signal }: { setting: Setting; asked: FeatureMatrix; signal: AbortSignal },
): Promise<FittedClassifier> {
  const plan = { foldOf: new Int32Array(input.labels.length), jobs: [], steps: 0 };
  const work = { input: { ...input, classifiers: [], folds: 2 }, plan };
  const pool = new SearchThreads(work, { count: 1, signal });
  try {
    return await pool.fit({ setting, asked, compared: null });
  } finally {
    await pool.stop();
  }
}

/** The set with its numbers in memory that threads share; as it is if it already is. */
function shareFeatures({ name, features }: FeatureSet): FeatureSet {
  const { data } = features;
  if (data.buffer instanceof SharedArrayBuffer) return { name, features };
  const memory = new SharedArrayBuffer(data.byteLength);
  const copy = data instanceof Float32Array ? new Float32Array(memory) : new Float64Array(memory);
  copy.set(data);
  return { name, features: { ...features, data: copy } };
}

/** Share of the memory that all threads of a search may fill. */
const MEMORY_SHARE = 0.25;

/**
 * As many threads as cores, but no more than memory allows: each holds about four matrices of doubles
 * as large as its features, and six of rows by rows.
 */
function defaultThreads({ featureSets, labels }: SearchInput): number {
  const rows = labels.length;
  const columns = Math.max(...featureSets.map(({ features }) => features.columns));
  const bytes = 8 * rows * (4 * columns + 6 * rows);
  const affordable = Math.floor((MEMORY_SHARE * totalMemory()) / bytes);
  return Math.max(1, Math.min(availableParallelism(), affordable));
}

/**
 * Threads that nobody uses now. One takes half a second to start, and a process has several searches:
 * they are kept, and keep no process alive.
 */
const idleThreads: Worker[] = [];

function takeThread(): Worker {
  const worker = idleThreads.pop() ?? new Worker(new URL("./search-thread.mjs", import.meta.url));
  worker.ref();
  return worker;
}

/** Threads that work off requests, each one at a time. */
class SearchThreads {
  readonly #workers: readonly Worker[];
  readonly #signal: AbortSignal;
  readonly #idle: Worker[] = [];
  #waiting: SearchRequest[] = [];
  #unanswered = 0;
  readonly #inbox: SearchReply[] = [];
  readonly #faults: unknown[] = [];
  #wake = (): void => {};

  constructor(work: SearchWork, { count, signal }: { count: number; signal: AbortSignal }) {
    this.#signal = signal;
    this.#workers = Array.from({ length: count }, takeThread);
    for (const worker of this.#workers) {
      worker.on("message", (reply: SearchReply) => this.#take(worker, reply));
      worker.on("error", (error) => this.#fail(error));
      worker.on("exit", (code) => this.#fail(new Error(`A search thread ended with ${code}.`)));
      post(worker, { kind: "open", work });
    }
  }

  /** The steps and fits of all requests, in the order in which they come. @throws As `searchOnThreads`. */
  async *run(requests: readonly SearchRequest[]): AsyncGenerator<SearchReply, void> {
    this.#waiting = [...requests];
    this.#unanswered = requests.length;
    for (const worker of this.#idle.splice(0)) this.#feed(worker);
    const onAbort = (): void => this.#wake();
    this.#signal.addEventListener("abort", onAbort);
    try {
      for (;;) {
        this.#signal.throwIfAborted();
        if (this.#faults.length > 0) throw this.#faults[0];
        const reply = this.#inbox.shift();
        if (reply) yield reply;
        else if (this.#unanswered === 0) return;
        else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
    } finally {
      this.#signal.removeEventListener("abort", onAbort);
    }
  }

  /** @throws As `searchOnThreads`. */
  async fit(request: Omit<FitRequest, "kind">): Promise<FittedClassifier> {
    for await (const reply of this.run([{ kind: "fit", ...request }])) {
      if (reply.kind === "fitted") return reply.fitted;
    }
    throw new Error("a search thread gave no fit");
  }

  /** Keeps the threads that wait for work, and ends the others; after a fault, all of them. */
  async stop(): Promise<void> {
    const kept = new Set(this.#faults.length > 0 ? [] : this.#idle);
    for (const worker of this.#workers) {
      for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
    }
    for (const worker of kept) {
      post(worker, { kind: "close" });
      worker.unref();
      idleThreads.push(worker);
    }
    const ended = this.#workers.filter((worker) => !kept.has(worker));
    await Promise.all(ended.map((worker) => worker.terminate()));
  }

  #take(worker: Worker, reply: SearchReply): void {
    if (reply.kind === "failed") this.#fail(new AppError(reply.error));
    else if (reply.kind === "step" || reply.kind === "fitted") this.#inbox.push(reply);
    else {
      if (reply.kind === "done") this.#unanswered -= 1;
      this.#feed(worker);
    }
    this.#wake();
  }

  #feed(worker: Worker): void {
    const request = this.#waiting.shift();
    if (request) post(worker, request);
    else this.#idle.push(worker);
  }

  /** The first fault is the one that is told. */
  #fail(error: unknown): void {
    this.#faults.push(error);
    this.#wake();
  }
}

function post(worker: Worker, message: ThreadMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
  worker.postMessage(message);
}
