import type { RunDetail, StoredEvent, TestPrediction } from "@graft/db";
import type { GalleryItem } from "../gallery/gallery-item.ts";
import type { LiveEvent } from "./live-message.ts";
import type { RunSummary } from "./run-summary.ts";

/** The head of a run, as it travels to the browser. */
export function toSummary(run: RunDetail, now: Date): RunSummary {
  const { id, method, repeat, seed, status, backend, backendReason, seconds } = run;
  const { numTrain, numValidation, numTest } = run.split;
  return {
    id,
    method,
    repeat,
    seed,
    status,
    backend,
    backendReason,
    seconds,
    numTrain,
    numValidation,
    numTest,
    numSkipped: run.experiment.numSkipped,
    experiment: run.experiment.name,
    dataset: run.dataset.name,
    startedAt: run.startedAt?.toISOString() ?? null,
    heartbeatAt: run.heartbeatAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    now: now.toISOString(),
  };
}

/** An event with its time as text, as the live feed sends it too. */
export function toLiveEvent({ seq, at, event }: StoredEvent): LiveEvent {
  return { seq, at: at.toISOString(), event };
}

/** A prediction without the probabilities the gallery does not show. */
export function toGalleryItem(prediction: TestPrediction): GalleryItem {
  const { hash, source, trueLabel, predicted, probabilities } = prediction;
  return { hash, source, truth: trueLabel, predicted, probability: probabilities[predicted] ?? 0 };
}
