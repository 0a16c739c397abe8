export const GENERATION: number;
export const KERNEL: number;
export const RECORD: number;
export const CHUNKS: number;
export const NEXT: number;
export const BUSY: number;
export const FAILED: number;
export const SIZE: number;

export type Kernel = (record: number, chunk: number, thread: number) => void;

export function workOff(kernel: Kernel, control: Int32Array, thread: number): void;
