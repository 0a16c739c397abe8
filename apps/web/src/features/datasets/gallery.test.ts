import { expect, test } from "vitest";
import {
  type GalleryPlace,
  pairsAddress,
  parsePlace,
  placeAddress,
  placeWithin,
} from "./gallery.tsx";

const read = (address: string) =>
  parsePlace(Object.fromEntries(new URL(address, "http://localhost").searchParams), 3);

test.each<[string, GalleryPlace]>([
  ["/datasets/4#gallery", { choice: { kind: "all" }, page: 1 }],
  ["/datasets/4?show=class-2&page=7#gallery", { choice: { kind: "class", label: 2 }, page: 7 }],
  ["/datasets/4?show=suspects#gallery", { choice: { kind: "suspects" }, page: 1 }],
  ["/datasets/4?show=missed#gallery", { choice: { kind: "missed" }, page: 1 }],
  ["/datasets/4?page=2&pairs=3#gallery", { choice: { kind: "all" }, page: 2, pairsPage: 3 }],
])("%s reads back as it was written", (address, place) => {
  expect(placeAddress(4, place)).toBe(address);
  expect(read(address)).toEqual(place);
});

test("turning the near-duplicates' pages leaves the gallery where it is", () => {
  const place: GalleryPlace = { choice: { kind: "missed" }, page: 2 };
  const address = "/datasets/4?show=missed&page=2&pairs=5#near-duplicates";
  expect(pairsAddress(4, { ...place, pairsPage: 5 })).toBe(address);
  expect(read(address)).toEqual({ ...place, pairsPage: 5 });
});

test("what an address does not know how to say shows all images", () => {
  for (const odd of [
    "?show=class-3",
    "?show=class--1",
    "?show=x&page=-1",
    "?page=1e9",
    "?page=0",
    "?pairs=0",
    "?pairs=x",
  ]) {
    expect(read(odd)).toEqual({ choice: { kind: "all" }, page: 1 });
  }
});

const pageOf = (page: number, total: number) =>
  placeWithin({ choice: { kind: "all" }, page }, total).page;

test("no page is beyond the last one", () => {
  expect([pageOf(2, 97), pageOf(2, 96), pageOf(9, 300), pageOf(9, 0)]).toEqual([2, 1, 4, 1]);
});
