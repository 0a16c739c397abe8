import type { Curve } from "@graft/db";
import { CURVE_AXES, type CurveAxisName } from "@graft/ui/curve-axis";
import type { CurvesView } from "./curves-section.tsx";
import type { RunView, ViewAddress } from "./run-view.ts";
import { toMoreCurves } from "./to-plain.ts";

/** How the curves are looked at, with the addresses of the other looks. */
export function toCurvesView(
  curves: readonly Curve[],
  view: RunView,
  address: ViewAddress,
): CurvesView {
  const more = toMoreCurves(curves, view.metric);
  const { page } = view;
  const to = (axis: CurveAxisName) => [axis, address({ axis, page })];
  const toQuantity = (quantity: string) => [
    quantity,
    // Chosen again, it is let go of.
    address({ metric: quantity === more.chosen ? null : quantity, page }),
  ];
  return {
    axis: view.axis,
    axisAddresses: Object.fromEntries(CURVE_AXES.map(to)) as Record<CurveAxisName, string>,
    more,
    moreAddresses: Object.fromEntries(more.quantities.map(toQuantity)),
  };
}
