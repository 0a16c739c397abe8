import type { ClassifierKind } from "../../contract/method-config.ts";
import type { Classifier, ClassifierParameters, LabelledFeatures } from "./classifier.ts";
import type { Fold } from "./fold.ts";

/** The training data that settings are proposed for. */
interface TrainingShape {
  /** Rows of the smallest training set that the settings must work for. */
  readonly rows: number;
  readonly columns: number;
  readonly numClasses: number;
}

/**
 * A kind of classifier: the settings worth trying, and how to fit one. Features arrive standardised.
 *
 * The methods only ever receive settings from the family's own grid.
 */
export interface ClassifierFamily<P extends ClassifierParameters = ClassifierParameters> {
  readonly kind: ClassifierKind;
  /** Settings to try, the simplest first: of two equally good ones the earlier is taken. */
  grid(shape: TrainingShape): P[];
  /** The setting to take where there is nothing to choose it by. */
  usual(shape: TrainingShape): P;
  /**
   * Whether it matters how features are scaled against each other. Where it does, both scalings are
   * candidates; where it does not, one is enough.
   */
  readonly seesScale: boolean;
  /** @param seed An integer; the same seed gives the same classifier. */
  fit(train: LabelledFeatures, parameters: P, seed: number): Classifier;
  /**
   * What `fit(fold.train, parameters, fold.seed).predict(fold.held)` gives for each setting of the
   * grid, with what the settings have in common computed once. Of a machine that is fitted step by step
   * the last digits may be left out: these answers only rank settings.
   */
  predictGrid(fold: Fold, grid: readonly P[]): Float64Array[];
}
