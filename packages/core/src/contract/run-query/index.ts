export { type ParsedRunQuery, parseRunQuery, type RunFilter } from "./parse-run-query.ts";
export {
  type Comparison,
  FIELD_NAMES,
  FIELDS,
  type FieldName,
  type FieldRef,
  findField,
  type QueryFault,
} from "./query-terms.ts";
