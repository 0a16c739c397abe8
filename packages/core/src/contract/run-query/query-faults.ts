import { nearestName } from "../nearest-name.ts";
import { FIELD_NAMES } from "./fields.ts";
import type { QueryFault, Token } from "./tokenize.ts";

/** For a word before an operator that names no field. */
export function unknownField(token: Token): QueryFault {
  const near = nearestName(token.text, [...FIELD_NAMES, "config", "metric"]);
  const { start, end } = token;
  return {
    message: `"${token.text}" is no field.`,
    hint:
      near === null
        ? `Fields are ${FIELD_NAMES.join(", ")}, config.NAME and metric.NAME.`
        : `Did you mean "${near === "config" || near === "metric" ? `${near}.NAME` : near}"?`,
    start,
    end,
  };
}

/** For a value that a field cannot have. */
export function unknownValue(token: Token, name: string, values: readonly string[]): QueryFault {
  const near = nearestName(token.text, values);
  const { start, end } = token;
  return {
    message: `No ${name} is called "${token.text}".`,
    hint: near === null ? `There are ${values.join(", ")}.` : `Did you mean "${near}"?`,
    start,
    end,
  };
}
