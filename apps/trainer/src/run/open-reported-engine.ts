import type { Device } from "@graft/core/contract";
import type { Engine } from "../engine/engine.ts";
import { openEngine } from "../engine/open-engine.ts";
import type { ExperimentPorts } from "./run-experiment.ts";

/** Opens the engine for a device, and says which one it is and why. @throws {AppError} As `openEngine`. */
export async function openReportedEngine(
  device: Device,
  report: ExperimentPorts["report"],
): Promise<Engine> {
  const engine = await openEngine(device);
  const { name: backend, version, detail, reason } = engine;
  report({ type: "engine.ready", backend, version, detail, reason });
  return engine;
}
