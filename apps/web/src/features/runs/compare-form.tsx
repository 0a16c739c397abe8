"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useRef, useState, useTransition } from "react";

/**
 * The form around the table: counts the ticked runs and opens their comparison.
 * Without a script it is a plain form that leads to the same page.
 */
export function CompareForm({ most, children }: { most: number; children: ReactNode }) {
  const form = useRef<HTMLFormElement>(null);
  const router = useRouter();
  const [count, setCount] = useState(0);
  const [pending, startTransition] = useTransition();
  const chosen = () => (form.current ? new FormData(form.current).getAll("runs").map(String) : []);
  const ready = count >= 2 && count <= most;
  return (
    <form
      action="/compare"
      onChange={() => setCount(chosen().length)}
      onReset={() => setCount(0)}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) startTransition(() => router.push(`/compare?runs=${chosen().join(",")}`));
      }}
      ref={form}
    >
      <div className="sticky top-0 z-20 -mx-1 flex min-h-14 items-center justify-end gap-2 bg-paper px-1 py-2">
        <p aria-live="polite" className="mr-auto text-muted text-sm">
          {hint(count, most)}
        </p>
        <button className="button" disabled={count === 0} type="reset">
          Clear
        </button>
        <button className="button-main" disabled={!ready || pending} type="submit">
          Compare
        </button>
      </div>
      {children}
    </form>
  );
}

function hint(count: number, most: number): string {
  if (count === 0) return `Tick 2 to ${most} runs to compare them.`;
  if (count === 1) return "1 run chosen; tick another one.";
  if (count > most) return `${count} runs chosen; at most ${most} can be compared.`;
  return `${count} runs chosen.`;
}
