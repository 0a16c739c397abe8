import { parseTheme } from "@graft/ui/looks";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { SiteHeader } from "@/features/shell/site-header";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Runs · Graft", template: "%s · Graft" },
  description: "Transfer learning experiments, run by run.",
  robots: { index: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf9f7" },
    { media: "(prefers-color-scheme: dark)", color: "#141312" },
  ],
};

/** The theme is kept in a cookie, so that the first paint has it; reading it makes every page dynamic. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get("theme")?.value);
  return (
    <html data-theme={theme === "system" ? undefined : theme} lang="en">
      <body className="min-h-dvh text-[15px] leading-6 antialiased">
        <a
          className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-surface focus:px-3 focus:py-2"
          href="#main"
        >
          Skip to content
        </a>
        <SiteHeader theme={theme} />
        <main className="mx-auto max-w-[100rem] px-4 pt-6 pb-16 sm:px-6 lg:px-8" id="main">
          {children}
        </main>
      </body>
    </html>
  );
}
