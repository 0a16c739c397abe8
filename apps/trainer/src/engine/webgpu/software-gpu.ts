/**
 * Whether a driver that computes on the processor, such as lavapipe or SwiftShader, may be taken for a
 * GPU: `GRAFT_SOFTWARE_GPU=1`. It is for tests of this engine; WebAssembly is faster by far.
 */
export function softwareAllowed(env: NodeJS.ProcessEnv = process.env): boolean {
  return env["GRAFT_SOFTWARE_GPU"] === "1";
}
