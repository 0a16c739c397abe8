const STEPS = [0.05, 0.25, 0.5, 0.75, 1];

/** What the colours of a confusion matrix mean. */
export function HeatLegend() {
  return (
    <p className="flex flex-wrap items-center gap-x-5 gap-y-1 text-muted text-xs">
      <Ramp className="fill-heat-hit" name="recognised" />
      <Ramp className="fill-heat-miss" name="taken for another class" />
      <span>stronger: a larger share of the true class, 0 to 100%, the same in every matrix</span>
    </p>
  );
}

function Ramp({ className, name }: { className: string; name: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <svg aria-hidden="true" className="rounded-xs bg-sunken" height="12" width="70">
        {STEPS.map((step, index) => (
          <rect
            className={className}
            fillOpacity={step}
            height="12"
            key={step}
            width="14"
            x={14 * index}
          />
        ))}
      </svg>
      {name}
    </span>
  );
}
