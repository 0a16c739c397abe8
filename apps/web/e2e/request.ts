import http from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** One request with exactly these headers and this path: `fetch` would mend both. */
export function request(
  port: number,
  path: string,
  {
    method = "GET",
    headers = {},
    body = "",
  }: { method?: string; headers?: http.OutgoingHttpHeaders; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = http.request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        headers: { host: `localhost:${port}`, ...headers },
        // A connection of its own: one that was kept may have been closed by the server while a test was busy.
        agent: false,
      },
      (response) => {
        const parts: Buffer[] = [];
        const finish = () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          });
        response.on("data", (part: Buffer) => {
          parts.push(part);
          // A live stream does not end: what it begins with is enough.
          if (response.headers["content-type"]?.startsWith("text/event-stream")) {
            finish();
            sent.destroy();
          }
        });
        response.on("end", finish);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
