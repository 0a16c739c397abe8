import { rename, rm } from "node:fs/promises";

/**
 * Puts a folder where another one may be. A rename is all or nothing: what is there is moved away first and
 * deleted when the new one is in its place, or moved back where that fails.
 */
export async function moveIntoPlace(folder: string, target: string): Promise<void> {
  const old = `${folder}-old`;
  const wasThere = await rename(target, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
  try {
    await rename(folder, target);
  } catch (error) {
    if (wasThere) await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}
