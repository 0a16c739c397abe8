/**
 * Puts what was chosen into the address without a visit to the server: there `useAddressParams` finds it, and so
 * does a reload or whoever gets the link.
 *
 * @param changes By name; null takes a parameter away.
 */
export function replaceParams(changes: Readonly<Record<string, string | null>>): void {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  history.replaceState(null, "", address);
}
