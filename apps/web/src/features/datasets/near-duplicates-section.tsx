import { plural } from "@graft/core/analysis/format";
import type {
  DatasetDetail,
  NearDuplicatePage,
  PairedImage,
  PartCounts,
  StoredNearDuplicate,
} from "@graft/db";
import { Image } from "@graft/ui/image-tile";
import { imageAddress } from "../shared/run-words.ts";
import { CopyButton } from "../shell/controls.tsx";
import { PageLink } from "../shell/links.tsx";
import { type GalleryPlace, pairsAddress } from "./gallery.tsx";

/** Pairs on one page: two or three rows on a wide screen. */
export const PAIRS_PER_PAGE = 12;
/** Share of the other's side from which on an image is not called a crop. */
const WHOLE = 0.97;
const SETTING = '"groupNearDuplicates": true';

/** Images that show the same scene, side by side, with the parts of the splits that they lie in. */
export function NearDuplicatesSection({
  dataset,
  found,
  place,
}: {
  dataset: DatasetDetail;
  found: NearDuplicatePage;
  place: GalleryPlace;
}) {
  const { searchedAt, isComplete, total, totalAcross, pairs } = found;
  return (
    <section aria-labelledby="near-duplicates" className="panel min-w-0 scroll-mt-4 p-4">
      <h2 className="section-title" id="near-duplicates">
        Near-duplicates
      </h2>
      {searchedAt === null ? (
        <p className="mt-1 max-w-prose text-muted text-sm">
          Not searched yet: the next run on this data set looks for them.
        </p>
      ) : (
        <p className="mt-1 max-w-prose text-muted text-sm">
          {total === 0
            ? "No two images show the same scene."
            : `${plural(total, "pair")} of images that show the same scene, ${totalAcross} on two sides of a split: tested on one, trained on the other.`}
          {isComplete
            ? null
            : " Too many images look alike to compare all of them; there may be more."}
        </p>
      )}
      {total === 0 ? null : (
        <>
          <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
            <p className="min-w-0 text-muted">
              To keep them on one side, add <code className="font-mono text-ink">{SETTING}</code> to
              the data set in the config.
            </p>
            <CopyButton label="Copy setting" text={SETTING} />
          </div>
          <ul className="mt-4 grid grid-cols-[repeat(auto-fill,minmax(min(18rem,100%),1fr))] gap-4">
            {pairs.map((pair) => (
              <li className="min-w-0" key={`${pair.first.id}-${pair.second.id}`}>
                <Pair datasetId={dataset.id} pair={pair} />
              </li>
            ))}
          </ul>
          <Pages datasetId={dataset.id} place={place} total={total} />
        </>
      )}
    </section>
  );
}

function Pair({ datasetId, pair }: { datasetId: number; pair: StoredNearDuplicate }) {
  const { first, second, numAcross } = pair;
  return (
    <figure
      className={`overflow-hidden rounded-md border bg-surface ${numAcross > 0 ? "border-warn/60" : "border-line"}`}
    >
      <div className="grid grid-cols-2 gap-px bg-line">
        {[first, second].map((image) => (
          <Side datasetId={datasetId} image={image} key={image.id} />
        ))}
      </div>
      <figcaption className="px-2 py-1.5 text-xs leading-4">
        <span className={`block truncate font-medium ${numAcross > 0 ? "text-warn" : ""}`}>
          {numAcross > 0 ? "On two sides of the split" : "On one side of the split"}
        </span>
        <span className="block truncate text-muted tabular-nums">{describe(pair)}</span>
      </figcaption>
    </figure>
  );
}

function Side({ datasetId, image }: { datasetId: number; image: PairedImage }) {
  const { id, hash, source, className, parts } = image;
  return (
    <PageLink
      className="block min-w-0 bg-surface hover:bg-sunken"
      href={`/datasets/${datasetId}/images/${id}`}
      title={source}
    >
      <Image alt={`${className}, ${source}`} src={imageAddress(hash)} />
      <span className="block px-2 py-1.5 text-xs leading-4">
        <span className="block truncate font-medium">{className}</span>
        <span className="block truncate text-muted">{source}</span>
        <span className="block truncate text-muted">{sayParts(parts)}</span>
      </span>
    </PageLink>
  );
}

/** "train", or over several splits "train in 2, test in 1". */
function sayParts(parts: PartCounts): string {
  const used = (["train", "validation", "test"] as const).filter((part) => parts[part] > 0);
  if (used.length === 0) return "not used";
  const total = used.reduce((sum, part) => sum + parts[part], 0);
  if (total === 1) return used.join();
  return used.map((part) => `${part} in ${parts[part]}`).join(", ");
}

function describe({ similarity, isMirrored, scale }: StoredNearDuplicate): string {
  const ways = [
    ...(isMirrored ? ["mirrored"] : []),
    ...(scale < WHOLE ? [`cropped to ${Math.round(100 * scale)}%`] : []),
  ];
  return [`similarity ${similarity.toFixed(2)}`, ...ways].join(", ");
}

function Pages({
  datasetId,
  place,
  total,
}: {
  datasetId: number;
  place: GalleryPlace;
  total: number;
}) {
  const last = Math.max(1, Math.ceil(total / PAIRS_PER_PAGE));
  if (last === 1) return null;
  const { pairsPage = 1 } = place;
  const to = (page: number) => pairsAddress(datasetId, { ...place, pairsPage: page });
  return (
    <nav aria-label="Pages of near-duplicates" className="mt-4 flex items-center gap-3 text-sm">
      {pairsPage > 1 ? (
        <PageLink className="button" href={to(pairsPage - 1)}>
          Previous
        </PageLink>
      ) : null}
      {pairsPage < last ? (
        <PageLink className="button" href={to(pairsPage + 1)}>
          Next
        </PageLink>
      ) : null}
      <span className="text-muted">
        Page {pairsPage} of {last}, {plural(total, "pair")}
      </span>
    </nav>
  );
}
