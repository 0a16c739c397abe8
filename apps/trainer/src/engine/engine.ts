/**
 * What computes: `tensorflow-gpu` and `tensorflow` are optional and fast, `webgpu` takes any GPU that has
 * a driver, `wasm` is always there.
 */
export type EngineName = "tensorflow-gpu" | "webgpu" | "tensorflow" | "wasm";

/** What a backend says about itself once it is tfjs's current backend. */
export interface OpenedEngine {
  /** Version of the library that computes, such as `2.21.0` for TensorFlow. */
  readonly version: string;
  /** What a run should record about it: number of threads, name of the GPU. */
  readonly detail: string;
}

/** The engine in use. It is tfjs's current backend; there is one per process. */
export interface Engine extends OpenedEngine {
  readonly name: EngineName;
  /** Why this engine and no faster one, as one plain sentence. */
  readonly reason: string;
}

/** Whether an engine could be opened on this machine; nothing is opened to find out. */
export interface EngineProbe {
  readonly name: EngineName;
  readonly available: boolean;
  readonly version?: string;
  /** What was found, or what is missing. */
  readonly reason: string;
  /** What to do to have it; empty when it is there. */
  readonly remedy: string;
}
