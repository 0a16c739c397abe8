import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Table, type TableColumn } from "./table.tsx";

interface Row {
  readonly name: string;
  readonly share: number;
}

const columns: TableColumn<Row>[] = [
  { key: "name", heading: "Class", cell: ({ name }) => name, sort: "ascending" },
  { key: "plot", heading: null, cell: () => null },
  {
    key: "share",
    heading: "Share",
    end: true,
    from: "md",
    title: ({ share }) => `${share} of 1`,
    cell: ({ share }) => `${100 * share}%`,
  },
];
const rows = [
  { name: "photo", share: 0.75 },
  { name: "<b>drawing</b>", share: 0.25 },
];
const draw = (props: object = {}) =>
  renderToStaticMarkup(
    createElement(Table<Row>, { columns, rows, keyOf: ({ name }) => name, ...props }),
  );

test("the first column names the rows, headings name the columns", () => {
  const html = draw({ caption: "Shares" });
  expect(html.match(/<th [^>]*scope="row"/g)).toHaveLength(2);
  expect(html.match(/<th [^>]*scope="col"/g)).toHaveLength(2);
  expect(html).toMatch(/<th aria-sort="ascending"[^>]*>Class<\/th><td [^>]*><\/td>/);
  expect(html).toContain("<caption");
  expect(html).toContain('title="0.75 of 1">75%</td>');
  expect(html).toContain("&lt;b&gt;drawing&lt;/b&gt;");
});

test("a column that needs room is left out together with its heading", () => {
  expect(draw().match(/hidden md:table-cell/g)).toHaveLength(3);
});

test("with a label it is a region that keys can scroll", () => {
  expect(draw()).not.toContain('role="region"');
  expect(draw({ label: "Shares" })).toMatch(/^<div aria-label="Shares"[^>]*role="region"/);
});

test("a foot is one more row of cells", () => {
  expect(draw({ foot: createElement("td", null, "0 to 100%") })).toContain(
    "<tfoot><tr><td>0 to 100%</td></tr></tfoot>",
  );
});
