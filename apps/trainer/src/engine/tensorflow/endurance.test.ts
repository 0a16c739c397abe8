import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { describeTensorFlow } from "./testing/describe-tensorflow.ts";

const script = path.resolve(import.meta.dirname, "../testing/endurance.ts");
const root = path.resolve(import.meta.dirname, "../../..");
/** Garbage is collected when we say so, and what is free goes back: other memory than ours is the same each time. */
const FLAGS = ["--expose-gc", "--max-semi-space-size=8"];
const ENVIRONMENT = { ...process.env, MALLOC_ARENA_MAX: "1" };

interface Memory {
  readonly tensors: number;
  readonly bytes: number;
  readonly library: number;
  readonly resident: number;
}

/** Trains in a process of its own. @param leak Bytes that each step is made to keep. */
async function endure(steps: number, leak: number) {
  const args = [...FLAGS, "--import", "tsx", script, "tensorflow", String(steps), String(leak)];
  const options = { cwd: root, env: ENVIRONMENT };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  const last = stdout.trim().split("\n").at(-1) ?? "";
  return JSON.parse(last) as { before: Memory; after: Memory; bytesPerStep: number };
}

/** Bytes that each step may keep: the compiler still writes code now and then, some 500 bytes a step. */
const MOST = 3000;

describeTensorFlow("Training for long on TensorFlow", () => {
  test("a thousand steps leave no tensor and no memory behind", async () => {
    const { before, after, bytesPerStep } = await endure(1000, 0);
    const { tensors, bytes, library } = before;
    expect(after).toMatchObject({ tensors, bytes, library });
    expect(bytesPerStep).toBeLessThan(MOST);
    // Of memory that V8 does not know of only this can be said; the nightly proofs say it after more steps.
    expect(after.resident - before.resident).toBeLessThan(100e6);
  });

  test("ten kilobytes that each step keeps are noticed", async () => {
    const { bytesPerStep } = await endure(300, 10_000);
    expect(bytesPerStep).toBeGreaterThan(MOST);
    expect(bytesPerStep).toBeGreaterThan(9000);
  });
});
