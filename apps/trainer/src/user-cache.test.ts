import { expect, test } from "vitest";
import { backendsHome, modelsHome } from "./user-cache.ts";

const NAMED = { GRAFT_BACKENDS: "/a/b", GRAFT_MODELS: "/a/m", XDG_CACHE_HOME: "/c" };

test("the folders are those named, else in the user's cache folder", () => {
  expect([backendsHome(NAMED), modelsHome(NAMED)]).toEqual(["/a/b", "/a/m"]);
  const moved = { XDG_CACHE_HOME: "/c", HOME: "/home/x" };
  expect([backendsHome(moved), modelsHome(moved)]).toEqual([
    "/c/graft/backends",
    "/c/graft/models",
  ]);
  expect(backendsHome({ HOME: "/home/x" })).toBe("/home/x/.cache/graft/backends");
});
