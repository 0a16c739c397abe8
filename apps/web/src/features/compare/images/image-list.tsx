"use client";

import { MethodMark } from "@graft/ui/method-mark";
import { ScrollBox } from "@graft/ui/scroll-box";
import { useState } from "react";
import type { AlignedImage } from "../align-images.ts";
import type { ShownRun } from "../shown-run.ts";
import { ImageCard, ImageRow } from "./image-card.tsx";

/** More images are shown on demand. */
const PAGE = 24;
/** With more runs than that, what they said stands better in a row than below the image. */
const MOST_ON_CARDS = 5;

/** Images with what every run said of each: as cards for a few runs, as rows of a table for many. */
export function ImageList({
  images,
  runs,
  classNames,
  label,
}: {
  images: readonly AlignedImage[];
  runs: readonly ShownRun[];
  classNames: readonly string[];
  /** What these images are. */
  label: string;
}) {
  const [numShown, setNumShown] = useState(PAGE);
  const shown = images.slice(0, numShown);
  const more = Math.min(PAGE, images.length - numShown);
  return (
    <>
      {runs.length <= MOST_ON_CARDS ? (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3">
          {shown.map((image) => (
            <li key={image.key}>
              <ImageCard classNames={classNames} image={image} runs={runs} />
            </li>
          ))}
        </ul>
      ) : (
        <ScrollBox label={label}>
          <table className="w-full text-start text-xs">
            <thead className="border-line border-b">
              <tr>
                <th className="sticky left-0 bg-surface py-1.5 text-start font-medium" scope="col">
                  Image
                </th>
                {runs.map(({ id, name, method }) => (
                  <th className="px-2 py-1.5 text-start font-medium" key={id} scope="col">
                    <span className="inline-flex items-center gap-1.5">
                      <MethodMark method={method} />
                      {name}
                    </span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((image) => (
                <ImageRow classNames={classNames} key={image.key} image={image} runs={runs} />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {more > 0 ? (
        <p className="mt-4">
          <button className="button" onClick={() => setNumShown(numShown + PAGE)} type="button">
            Show {more} more
          </button>
        </p>
      ) : null}
    </>
  );
}
