import { type ExperimentConfig, nearestName } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";

/**
 * The config with only the methods of the given kinds; all of them when none is given.
 *
 * @throws {AppError} CONFIG_INVALID when the config has no method of that kind.
 */
export function selectMethods(
  config: ExperimentConfig,
  kinds: readonly string[],
): ExperimentConfig {
  if (kinds.length === 0) return config;
  const present = config.methods.map(({ kind }) => kind);
  for (const kind of kinds) {
    if (present.some((known) => known === kind)) continue;
    const near = nearestName(kind, present);
    throw new AppError({
      code: "CONFIG_INVALID",
      message: `--method ${kind}: the config has no such method${near ? `; did you mean "${near}"?` : ""}`,
      hint: `It has ${present.join(", ")}.`,
    });
  }
  return { ...config, methods: config.methods.filter(({ kind }) => kinds.includes(kind)) };
}
