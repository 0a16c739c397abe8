import { dirname } from "node:path";
import tailwind from "@tailwindcss/postcss";
import postcss from "postcss";

/**
 * A style sheet as the text of a module, for a file that carries its own styles: Tailwind makes it when the
 * dashboard is built.
 *
 * @this {{ resourcePath: string }}
 * @param {string} source
 */
async function cssText(source) {
  const from = this.resourcePath;
  const plugin = tailwind({ base: dirname(from), optimize: { minify: true } });
  const { css } = await postcss([plugin]).process(source, { from });
  return `export default ${JSON.stringify(css)};`;
}

// oxlint-disable-next-line import/no-default-export -- a loader is a default export
export default cssText;
