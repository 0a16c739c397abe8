/** Takes the text of a server-sent event. */
export type Send = (text: string) => void;

/** Headers of a live line. */
export const STREAM_HEADERS: Readonly<Record<string, string>> = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // No-transform: a compressor would hold events back.
  "Cache-Control": "no-store, no-transform",
};

/** What `follow` sends, as a stream; a browser that goes aborts the signal that `follow` gets. */
export function toStream(
  request: AbortSignal,
  follow: (signal: AbortSignal, send: Send) => Promise<void>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const closed = new AbortController();
  const signal = AbortSignal.any([request, closed.signal]);
  return new ReadableStream({
    async start(controller) {
      try {
        await follow(signal, (text) => controller.enqueue(encoder.encode(text)));
        if (!signal.aborted) controller.close();
      } catch (error) {
        if (!signal.aborted) controller.error(error);
      }
    },
    cancel() {
      closed.abort();
    },
  });
}
