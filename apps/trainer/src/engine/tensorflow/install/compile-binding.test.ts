import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kernelPackage } from "../installed-tensorflow.ts";
import { patchBinding } from "./compile-binding.ts";

const folder = kernelPackage("cpu");

test.skipIf(!folder)(
  `the package's binding gets lists of strings and of types${folder ? "" : " (skipped: no package @tensorflow/tfjs-node)"}`,
  () => {
    const source = readFileSync(join(folder as string, "binding", "tfjs_backend.cc"), "utf8");
    const patched = patchBinding(source);
    for (const call of ["TFE_OpSetAttrStringList(", "TFE_OpSetAttrTypeList("]) {
      expect(source).not.toContain(call);
      expect(patched.split(call)).toHaveLength(2);
    }
    // The rest is as it was, and a second time changes nothing that was there.
    expect(patched.length).toBeGreaterThan(source.length);
    expect(patched).toContain("TFE_OpSetAttrString(tfe_op, attr_name, str_value.c_str(),");
  },
);

test("a source without those places stays as it is", () => {
  expect(patchBinding("int main() {}")).toBe("int main() {}");
});
