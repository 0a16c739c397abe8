export { type CellValue, type Column, type Table, tableOf, toCsv, toJson } from "./table.ts";
