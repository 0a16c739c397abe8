type Env = Readonly<Record<string, string | undefined>>;
export function asTyped(text: string, env: Env): string;
export function keptByNpm(options: readonly string[], env: Env): string[];
export function withoutDashes(args: readonly string[]): string[];
