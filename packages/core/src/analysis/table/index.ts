export { type CellValue, type Column, type Table, tableOf } from "./table.ts";
export { toCsv } from "./to-csv.ts";
export { toJson } from "./to-json.ts";
