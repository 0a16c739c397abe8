import { roundPercent } from "@graft/core/analysis/format";
import { Image } from "@graft/ui/image-tile";
import { MethodMark } from "@graft/ui/method-mark";
import { imageAddress } from "../../gallery/gallery-item.ts";
import type { AlignedImage } from "../align-images.ts";
import type { ShownRun } from "../shown-run.ts";

interface Props {
  readonly image: AlignedImage;
  readonly runs: readonly ShownRun[];
  readonly classNames: readonly string[];
}

/** An image with what every run said of it, below each other. */
export function ImageCard({ image, runs, classNames }: Props) {
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

/** What every run said of an image, below each other. */
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

/** An image with what every run said of it, beside each other. */
export function ImageRow({ image, runs, classNames }: Props) {
  const trueName = classNames[image.truth] ?? "";
  return (
    <tr className="border-line border-b last:border-b-0">
      <th className="sticky left-0 bg-surface py-1.5 pr-3 text-start font-normal" scope="row">
        <span className="flex items-center gap-3" title={image.source}>
          <span className="block size-14 shrink-0 overflow-hidden rounded-sm">
            <Image alt="" src={imageAddress(image.hash)} />
          </span>
          <span className="min-w-0 max-w-40">
            <span className="block truncate font-medium">{trueName}</span>
            <span className="block truncate text-faint text-xs">{image.source}</span>
          </span>
        </span>
      </th>
      {runs.map(({ id }, index) => (
        <td className="min-w-28 px-2 py-1.5" key={id}>
          <span className="flex items-center gap-1.5">
            <Answer classNames={classNames} index={index} image={image} />
          </span>
        </td>
      ))}
    </tr>
  );
}

/** What one run said; a dash where it was not asked. */
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
