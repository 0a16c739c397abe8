import { type RunView, viewParams } from "./run-view.ts";

/** In a form that changes one part of the view: all other parts, so that they stay. */
export function HiddenParams({ view, names }: { view: RunView; names: readonly string[] }) {
  return viewParams(view)
    .filter(([name]) => !names.includes(name))
    .map(([name, value]) => <input key={name} name={name} type="hidden" value={value} />);
}
