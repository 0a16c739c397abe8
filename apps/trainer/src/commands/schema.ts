import { experimentJsonSchema } from "@graft/core/contract";

/** `trainer schema`. */
export function schemaCommand(): void {
  console.log(JSON.stringify(experimentJsonSchema(), null, 2));
}
