import { Notice } from "@graft/ui/blocks";

/** What numbers become without test images that have a near-duplicate among the training images; nothing without any. */
export function TwinsNotice({ sentences }: { sentences: readonly string[] }) {
  const [first, ...others] = sentences;
  if (first === undefined) return null;
  return (
    <Notice kind="warning" title={first}>
      {others.length === 0 ? null : (
        <ul className="list-disc pl-5">
          {others.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
