/** What to do about a damaged database. */
export function salvageHint(path: string): string {
  return `Save what can be read with: npm run trainer -- recover ${quote(path)}. Or put a backup (graft.db.backup-*) in its place.`;
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
