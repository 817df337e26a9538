/** What the table says of a flag. */

import type { Kind } from "./kinds.ts";
import type { Taker } from "./takers.ts";

/** It is there or not. */
export interface Switch {
  readonly isSwitch: true;
}

export interface Flag<Value = unknown> {
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  readonly kind: Kind<Value> | Switch;
  /** One letter. */
  readonly short?: string;
  readonly isRepeatable?: true;
  readonly takers: readonly Taker[];
  /** Scenarios take it only beside that flag. */
  readonly needs?: string;
  readonly about: string;
}

export const SWITCH: Switch = { isSwitch: true };
