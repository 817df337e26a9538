/** Tables of flags, read and explained: shared by the hub and the bench. Pure; imports nothing of ours outside itself. */

export { type Flag, type FlagTable, type FlagValues, namesOf, SWITCH } from "./flag.ts";
export { commonLines, flagLine, helpLine } from "./help-lines.ts";
export {
  count,
  duration,
  type Kind,
  listOf,
  number,
  oneOf,
  readBy,
  readSeconds,
  someOf,
  text,
  threadCount,
  url,
} from "./kinds.ts";
export { type Arguments, didYouMean, readArguments, readValues } from "./read-flags.ts";
