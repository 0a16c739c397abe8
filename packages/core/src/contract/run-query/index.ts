export { FIELD_NAMES, FIELDS, type FieldName, type FieldRef, findField } from "./fields.ts";
export { type ParsedRunQuery, parseRunQuery, type RunFilter } from "./parse-run-query.ts";
export type { Comparison } from "./read-comparison.ts";
export type { QueryFault } from "./tokenize.ts";
