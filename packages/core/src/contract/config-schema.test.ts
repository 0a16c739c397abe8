import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { experimentJsonSchema } from "./experiment-config.ts";

const validate = new Ajv2020({ strict: false }).compile(experimentJsonSchema());

const minimal = { name: "demo", dataset: { kind: "folder", path: "images" } };

test.each([
  ["a bare method name", { ...minimal, methods: ["raw-pixels"] }],
  ["a method with some settings", { ...minimal, methods: [{ kind: "scratch", epochs: 3 }] }],
  [
    "both, and a link to the schema",
    { $schema: "./x.json", ...minimal, methods: ["scratch", { kind: "raw-pixels" }] },
  ],
])("the JSON Schema takes %s", (_, config) => {
  expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
});

test.each([
  ["an unknown method", { ...minimal, methods: ["raw-pixel"] }],
  ["a setting of another method", { ...minimal, methods: [{ kind: "raw-pixels", epochs: 3 }] }],
  ["an unknown key", { ...minimal, methods: ["scratch"], sede: 1 }],
  ["no method", { ...minimal, methods: [] }],
])("the JSON Schema refuses %s", (_, config) => {
  expect(validate(config)).toBe(false);
});
