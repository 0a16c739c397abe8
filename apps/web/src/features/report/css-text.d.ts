/** css-text-loader.mjs makes a module of it. */
declare module "@/features/report/report.css" {
  const css: string;
  export default css;
}
