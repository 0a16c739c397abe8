import { AppError } from "@graft/core/contract/errors";
import type { GpuDevice, WebGpuBackend } from "./webgpu-backend.ts";

const OUT_OF_MEMORY =
  /out[ _]?of[ _]?(device )?memory|exceeds the max(imum)? (buffer )?(size|limit)/i;

/**
 * Makes what goes wrong on the GPU an error where values are read.
 *
 * WebGPU reports a failed allocation or a lost device beside the calls that cause it, and goes on with
 * buffers that hold nothing: without this a run would train on zeros.
 */
export function guardDevice(backend: WebGpuBackend, device: GpuDevice): void {
  let fault: AppError | null = null;
  device.addEventListener("uncapturederror", ({ error }) => {
    fault ??= faultOf(error.message);
  });
  const noteLoss = async () => {
    const { reason, message } = await device.lost;
    if (reason !== "destroyed") fault = lost(message);
  };
  void noteLoss();
  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    try {
      const values = await read(dataId);
      // Errors are delivered before the values of what was computed after them.
      if (fault) throw fault;
      return values;
    } catch (error) {
      throw fault ?? error;
    }
  };
}

function faultOf(message: string): AppError {
  if (OUT_OF_MEMORY.test(message)) {
    return new AppError({
      code: "OUT_OF_MEMORY",
      message: `The GPU is out of memory: ${firstLine(message)}`,
      hint: "Set a smaller batchSize or imageSize, or close what else uses the GPU.",
    });
  }
  return new AppError({
    code: "DEVICE_UNAVAILABLE",
    message: `The GPU refused a computation: ${firstLine(message)}`,
    hint: 'Update its driver, or set device to "cpu".',
  });
}

function lost(message: string): AppError {
  return new AppError({
    code: "DEVICE_UNAVAILABLE",
    message: `The connection to the GPU was lost: ${firstLine(message) || "its driver gave no reason"}`,
    hint: 'Run the experiment again; if it happens again, set a smaller batchSize or device to "cpu".',
  });
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
