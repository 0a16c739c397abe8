import { dirname } from "node:path";
import tailwind from "@tailwindcss/postcss";
import postcss from "postcss";

/**
 * A style sheet as the text of a module, for a file that carries its own styles: Tailwind makes it when the
 * dashboard is built. It reads the sources whose classes it finds, so each of them is a dependency: without that,
 * a later build would take an old style sheet from its cache.
 *
 * @this {{ resourcePath: string, addDependency: (file: string) => void, addContextDependency: (folder: string) => void }}
 * @param {string} source
 */
async function cssText(source) {
  const from = this.resourcePath;
  const plugin = tailwind({ base: dirname(from), optimize: { minify: true } });
  const { css, messages } = await postcss([plugin]).process(source, { from });
  for (const { type, file, dir } of messages) {
    if (type === "dependency") this.addDependency(file);
    if (type === "dir-dependency") this.addContextDependency(dir);
  }
  return `export default ${JSON.stringify(css)};`;
}

// oxlint-disable-next-line import/no-default-export -- a loader is a default export
export default cssText;
