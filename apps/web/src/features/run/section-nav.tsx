/** A part of the page: the id of its heading, and what it is called. */
export interface PageSection {
  readonly id: string;
  readonly label: string;
}

/** Where to go on a long page; it stays in sight. */
export function SectionNav({ sections }: { sections: readonly PageSection[] }) {
  if (sections.length < 2) return null;
  return (
    <nav
      aria-label="On this page"
      className="sticky top-0 z-10 -mx-4 overflow-x-auto border-line border-b bg-paper px-4 sm:-mx-6 sm:px-6 lg:-mx-8 lg:px-8"
    >
      <ul className="flex gap-1 py-1 text-sm">
        {sections.map(({ id, label }) => (
          <li key={id}>
            <a
              className="inline-block whitespace-nowrap rounded px-2 py-1 text-muted hover:bg-sunken hover:text-ink"
              href={`#${id}`}
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
