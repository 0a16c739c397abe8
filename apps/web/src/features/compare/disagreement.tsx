"use client";
import { roundPercent } from "@graft/core/analysis/format";
import { Image } from "@graft/ui/image-tile";
import { MethodMark } from "@graft/ui/marks";
import { Table } from "@graft/ui/table";
import { useMemo, useState } from "react";
import { imageAddress } from "../shared/run-words.ts";
import { Choices } from "../shell/controls.tsx";
import { replaceParams, useAddressParams } from "../shell/links.tsx";
import type { ShownRun } from "./compared-run.ts";
import {
  type AlignedImage,
  type AlignedImages,
  chooseGroup,
  groupDisagreement,
  sharedImages,
} from "./images.ts";

/** The images on which the runs disagree, group by group, with every run's prediction. */
export function DisagreementSection({
  aligned: { classNames, images },
  runs,
}: {
  aligned: AlignedImages;
  runs: readonly ShownRun[];
}) {
  const asked = useAddressParams().get("group");
  const groups = useMemo(() => {
    const names = runs.map(({ name }) => name);
    return groupDisagreement(sharedImages(images), names);
  }, [images, runs]);
  const chosen = chooseGroup(groups, asked);
  return (
    <section aria-labelledby="disagreement" className="panel p-4">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="section-title" id="disagreement">
          Where they disagree
        </h2>
        <Choices
          choices={groups.map(({ id, label, images: { length } }) => ({
            label: `${label} ${length}`,
            active: id === chosen?.id,
            choose: () => replaceParams({ group: id }),
          }))}
          label="Which images to show"
        />
      </div>
      {chosen && chosen.images.length > 0 ? (
        <ImageList
          classNames={classNames}
          key={chosen.id}
          label={chosen.label}
          images={chosen.images}
          runs={runs}
        />
      ) : (
        <p className="py-6 text-center text-muted text-sm">No image is in this group.</p>
      )}
    </section>
  );
}

/** More images are shown on demand. */
const PAGE = 24;
/** With more runs, a table row has more room for the predictions than a card. */
const MOST_ON_CARDS = 5;

/** Images with every run's prediction: as cards for a few runs, as rows of a table for many. */
export function ImageList({
  images,
  runs,
  classNames,
  label,
}: {
  images: readonly AlignedImage[];
  runs: readonly ShownRun[];
  classNames: readonly string[];
  /** Describes these images. */
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
        <Table
          className="text-xs"
          columns={[
            {
              key: "image",
              heading: "Image",
              headClass: "sticky left-0 bg-surface",
              className: "sticky left-0 bg-surface font-normal",
              cell: (image) => (
                <NamedImage image={image} trueName={classNames[image.truth] ?? ""} />
              ),
            },
            ...runs.map(({ id, name, method }, index) => ({
              key: id,
              heading: (
                <span className="inline-flex items-center gap-1.5 text-ink">
                  <MethodMark method={method} />
                  {name}
                </span>
              ),
              className: "min-w-28",
              cell: (image: AlignedImage) => (
                <span className="flex items-center gap-1.5">
                  <Answer classNames={classNames} image={image} index={index} />
                </span>
              ),
            })),
          ]}
          keyOf={({ key }) => key}
          label={label}
          rows={shown}
        />
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

interface Props {
  readonly image: AlignedImage;
  readonly runs: readonly ShownRun[];
  readonly classNames: readonly string[];
}

/** An image with every run's prediction below it. */
function ImageCard({ image, runs, classNames }: Props) {
  const trueName = classNames[image.truth] ?? "";
  return (
    <figure className="overflow-hidden rounded-md border border-line bg-surface">
      <Image alt={`${trueName}: ${image.source}`} src={imageAddress(image.hash)} />
      <figcaption className="px-2 py-1.5 text-xs leading-5" title={image.source}>
        <span className="block truncate font-medium">{trueName}</span>
        <ImageAnswers classNames={classNames} image={image} runs={runs} />
      </figcaption>
    </figure>
  );
}

/** Every run's prediction for an image, one below the other. */
export function ImageAnswers({ image, runs, classNames }: Props) {
  return (
    <ul>
      {runs.map(({ id, name, method }, index) => (
        <li className="flex items-center gap-1.5" key={id} title={name}>
          <MethodMark method={method} />
          <span className="sr-only">{name}:</span>
          <Answer classNames={classNames} index={index} image={image} />
        </li>
      ))}
    </ul>
  );
}

/** A small image with its class and its file. */
function NamedImage({
  image: { hash, source },
  trueName,
}: {
  image: AlignedImage;
  trueName: string;
}) {
  return (
    <span className="flex items-center gap-3" title={source}>
      <span className="block size-14 shrink-0 overflow-hidden rounded-sm">
        <Image alt="" src={imageAddress(hash)} />
      </span>
      <span className="min-w-0 max-w-40">
        <span className="block truncate font-medium">{trueName}</span>
        <span className="block truncate text-faint text-xs">{source}</span>
      </span>
    </span>
  );
}

/** One run's prediction; a dash if it was not tested on the image. */
function Answer({
  image: { truth, predicted, probabilities },
  classNames,
  index,
}: {
  image: AlignedImage;
  classNames: readonly string[];
  index: number;
}) {
  const [said, probability] = [predicted[index] ?? null, probabilities[index] ?? null];
  if (said === null || probability === null) return <span className="text-faint">–</span>;
  const correct = said === truth;
  return (
    <>
      <span className={`min-w-0 truncate ${correct ? "text-hit" : "text-miss"}`}>
        <span aria-hidden="true">{correct ? "✓" : "→"}</span> {classNames[said]}
      </span>
      <span className="ml-auto text-faint tabular-nums">{roundPercent(probability)}</span>
    </>
  );
}
