/** The place of the curves as long as they are read. */
export function CurvesPlace() {
  return (
    <section aria-labelledby="curves" className="panel h-[26rem] p-4">
      <h2 className="section-title" id="curves">
        Training
      </h2>
      <p className="mt-2 text-muted text-sm">Reading the curves …</p>
    </section>
  );
}
