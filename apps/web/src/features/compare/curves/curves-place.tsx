/** The place of the curves as long as they are read. */
export function CurvesPlace() {
  return (
    <section aria-labelledby="curves" className="panel min-h-[58rem] p-4 lg:min-h-[33.5rem]">
      <h2 className="section-title" id="curves">
        Training
      </h2>
      <p className="mt-2 text-muted text-sm">Reading the curves …</p>
    </section>
  );
}
