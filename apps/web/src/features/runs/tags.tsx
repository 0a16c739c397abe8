/** The tags of a run, as words in a row. */
export function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <span className="flex min-w-0 gap-1 overflow-hidden">
      {tags.map((tag) => (
        <span
          className="max-w-32 truncate rounded bg-sunken px-1.5 font-normal text-muted text-xs leading-5"
          key={tag}
          title={tag}
        >
          {tag}
        </span>
      ))}
    </span>
  );
}
