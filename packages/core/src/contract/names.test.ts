import { expect, test } from "vitest";
import { redactAddresses } from "./names.ts";
import { nearestName } from "./vocabulary.ts";

const methods = ["fine-tuned", "scratch", "raw-pixels", "frozen-features"];

test.each([
  ["fine-tune", "fine-tuned"],
  ["FineTuned", "fine-tuned"],
  ["scrtach", "scratch"],
  ["raw_pixel", "raw-pixels"],
])("%s probably means %s", (typed, meant) => {
  expect(nearestName(typed, methods)).toBe(meant);
});

test("of names equally near, one that only has more letters is meant", () => {
  const nets = ["mobilenet_v1_1.0_224", "mobilenet_v2_1.00_224"];
  expect(nearestName("mobilenet_v2_1.0_224", nets)).toBe("mobilenet_v2_1.00_224");
  expect(nearestName("mobilenet_v3_1.0_224", nets)).toBe("mobilenet_v1_1.0_224");
});

test("a name that is far from all gets no guess", () => {
  expect(nearestName("resnet", methods)).toBeNull();
  expect(nearestName("x", [])).toBeNull();
});

test.each([
  ["https://h.org/a/model.json?token=abc", "https://h.org/a/model.json?token=REDACTED"],
  [
    "https://h.org/a?alt=media&token=abc&x=1",
    "https://h.org/a?alt=media&token=REDACTED&x=REDACTED",
  ],
  ["https://h.org/a?tfjs-format=file", "https://h.org/a?tfjs-format=file"],
  [`https://h.org/a?v=${"9".repeat(64)}`, "https://h.org/a?v=REDACTED"],
  ["https://h.org/a?abcdef", "https://h.org/a?REDACTED"],
  ["https://me:pass@h.org/a", "https://REDACTED@h.org/a"],
  ["https://me:p@ss@h.org/a", "https://REDACTED@h.org/a"],
  ["https://token@h.org", "https://REDACTED@h.org"],
  ["https://h.org/a#access_token=abc", "https://h.org/a#REDACTED"],
  ["ftp://me:pass@h.org/a", "ftp://REDACTED@h.org/a"],
  ["s3://bucket/a?AWSAccessKeyId=abc", "s3://bucket/a?AWSAccessKeyId=REDACTED"],
  ["C:/Users/me/a?b#c", "C:/Users/me/a?b#c"],
  ["HTTPS://h.org/a?Token=abc", "HTTPS://h.org/a?Token=REDACTED"],
  // as a path that was resolved against a folder
  ["/home/me/https:/h.org/a?token=abc", "/home/me/https:/h.org/a?token=REDACTED"],
  [
    `--set 'backbone={"url":"https://h.org/a?token=abc"}' and http://127.0.0.1:80/b?k=abc`,
    `--set 'backbone={"url":"https://h.org/a?token=REDACTED"}' and http://127.0.0.1:80/b?k=REDACTED`,
  ],
  ["https://h.org/a/model.json", "https://h.org/a/model.json"],
  ["what? a=b", "what? a=b"],
])("%s becomes %s", (text, redacted) => {
  expect(redactAddresses(text)).toBe(redacted);
  expect(redactAddresses(redacted)).toBe(redacted);
});

test("a text of a million letters, with and without an address in it, takes no longer than it is long", () => {
  for (const long of [
    "n".repeat(1e6),
    "a.b+".repeat(250_000),
    "https".repeat(200_000),
    "@/:".repeat(333_333),
  ]) {
    expect(redactAddresses(long)).toBe(long);
    expect(redactAddresses(`https://h.org/a?k=${long}`)).toBe("https://h.org/a?k=REDACTED");
    expect(redactAddresses(`https://${long}`).length).toBeLessThan(long.length + 30);
  }
});
