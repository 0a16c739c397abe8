import { LIGHT_PALETTE } from "@graft/ui/chart-palette";
import { seriesLook } from "@graft/ui/series-looks";
import { XyDrawing } from "@graft/ui/xy-drawing";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { rocDiagram } from "./diagrams.ts";

const plot = rocDiagram(
  ["<script>alert(1)</script>", "photo"].map((name, index) => ({
    key: name,
    name,
    look: seriesLook(index),
    curve: {
      falsePositiveRate: [0, 0, 1],
      truePositiveRate: [0, 1, 1],
      thresholds: [null, 0.9, 0],
    },
    value: "AUC 1",
  })),
);
const draw = (palette?: typeof LIGHT_PALETTE) =>
  renderToStaticMarkup(createElement(XyDrawing, { plot, ...(palette && { palette }) }));

test("on the page its colours are the theme's", () => {
  const svg = draw();
  expect(svg).toContain('stroke="var(--series-1)"');
  expect(svg).not.toMatch(/#[0-9a-f]{6}/);
});

test("alone it has all it needs: colours, title, legend; no class, style or variable of a page", () => {
  const svg = draw(LIGHT_PALETTE);
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).toContain(">ROC</text>");
  expect(svg).toContain(">photo: AUC 1</text>");
  expect(svg).toContain('stroke="#4636b9"');
  expect(svg).not.toMatch(/var\(|class=|style=|#000000/);
});

test("names with markup in them stay text", () => {
  expect(draw(LIGHT_PALETTE)).not.toContain("<script");
});

test("the line goes up the left edge and along the upper one", () => {
  const { x, y } = plot;
  expect(draw()).toContain(`d="M0 ${y.length}L0 0L${x.length} 0"`);
});
