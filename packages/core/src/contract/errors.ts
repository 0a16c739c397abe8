/** What kinds of expected failure there are. Match on the code, never on the message. */
export type ErrorCode =
  // configuration
  | "CONFIG_NOT_FOUND"
  | "CONFIG_NOT_JSON"
  | "CONFIG_INVALID"
  // data set
  | "DATASET_NOT_FOUND"
  | "DATASET_EMPTY"
  | "DATASET_INVALID"
  | "TOO_FEW_CLASSES"
  | "TOO_FEW_IMAGES"
  | "IMAGE_UNREADABLE"
  | "MANIFEST_INVALID"
  // backbone
  | "BACKBONE_NOT_FOUND"
  | "BACKBONE_INVALID"
  | "BACKBONE_LAYER_UNKNOWN"
  | "BACKBONE_UNREACHABLE"
  | "BACKBONE_INCOMPLETE"
  | "BACKBONE_HASH_MISMATCH"
  // engine
  | "DEVICE_UNAVAILABLE"
  | "OUT_OF_MEMORY"
  | "TRAINING_DIVERGED"
  // storage
  | "DATABASE_READ_ONLY"
  | "DATABASE_TOO_NEW"
  | "DATABASE_CORRUPT"
  | "DATABASE_BUSY"
  | "DATABASE_LOST"
  | "RESCUE_INVALID"
  | "DISK_FULL"
  | "OUTPUT_NOT_WRITABLE"
  // changes of runs
  | "RUN_NOT_FOUND"
  | "RUN_RUNNING"
  | "RUN_NOT_RUNNING"
  | "RUN_NOT_IN_BIN"
  // measurements
  | "RUN_NOT_TESTED"
  | "RUNS_NOT_COMPARABLE"
  | "UNKNOWN_PROPERTY"
  // models to take home
  | "MODEL_NOT_FOUND"
  | "MODEL_INVALID"
  | "EXPORT_FAILED"
  // arguments of pure functions
  | "EMPTY_INPUT"
  | "SHAPE_MISMATCH"
  | "LABEL_OUT_OF_RANGE"
  | "NOT_A_NUMBER"
  | "NOT_A_DISTRIBUTION"
  | "OUT_OF_RANGE";

/** An expected failure. `message` says what happened and where; `hint` says what to do about it. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(details: { code: ErrorCode; message: string; hint: string; cause?: unknown }) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.hint = details.hint;
  }
}
