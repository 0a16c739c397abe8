"use client";

import { ImageTile } from "@graft/ui/image-tile";
import { useState } from "react";
import { type GalleryItem, pictureAddress } from "./gallery-item.ts";

/** Pictures with what a run said of them; more of them on demand. */
export function TileGrid({
  items,
  classNames,
  pageSize,
}: {
  items: readonly GalleryItem[];
  classNames: readonly string[];
  pageSize: number;
}) {
  const [numShown, setNumShown] = useState(pageSize);
  const nameOf = (label: number) => classNames[label] ?? `class ${label}`;
  const more = Math.min(pageSize, items.length - numShown);
  return (
    <>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(7.5rem,1fr))] gap-3">
        {items.slice(0, numShown).map((item) => (
          <li key={`${item.hash} ${item.source}`}>
            <ImageTile
              outcome={{
                trueName: nameOf(item.truth),
                predictedName: nameOf(item.predicted),
                probability: item.probability,
                correct: item.truth === item.predicted,
              }}
              source={item.source}
              src={pictureAddress(item.hash)}
            />
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <p className="mt-4">
          <button className="button" onClick={() => setNumShown(numShown + pageSize)} type="button">
            Show {more} more
          </button>
        </p>
      ) : null}
    </>
  );
}
