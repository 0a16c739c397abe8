/** Plain text in which what stands between backticks, such as a command, is set as code. */
export function RichText({ text }: { text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- the parts of one text have no other name
      <code className="rounded bg-sunken px-1 font-mono text-[0.92em]" key={index}>
        {part}
      </code>
    ),
  );
}
