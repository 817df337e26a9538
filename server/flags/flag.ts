/** A flag as a table describes it, and the type of the values that are read by the table. */

import type { Kind } from "./kinds.ts";

/** A flag without a value. */
export interface Switch {
  readonly isSwitch: true;
}

export const SWITCH: Switch = { isSwitch: true };

export interface Flag<Value = unknown> {
  /** The value's name in the help; omitted for a switch. */
  readonly value?: string;
  readonly kind: Kind<Value> | Switch;
  /** One letter. */
  readonly short?: string;
  readonly isRepeatable?: true;
  /** The default, which is read by the kind too. */
  readonly fallback?: string;
  readonly about: string;
}

export type FlagTable<Name extends string = string> = Readonly<Record<Name, Flag>>;

type ValueOf<Kinded> = Kinded extends Kind<infer Value> ? Value : true;

type Given<Row extends Flag> = Row extends { readonly isRepeatable: true }
  ? readonly ValueOf<Row["kind"]>[]
  : ValueOf<Row["kind"]>;

type WithFallback<Table> = {
  [Name in keyof Table]: Table[Name] extends { readonly fallback: string } ? Name : never;
}[keyof Table];

/** By the flags' names; a flag with a fallback always has a value. */
export type FlagValues<Table extends FlagTable> = {
  readonly [Name in WithFallback<Table>]: Given<Table[Name]>;
} & {
  readonly [Name in Exclude<keyof Table, WithFallback<Table>>]?: Given<Table[Name]> | undefined;
};

/** In the table's order. */
export function namesOf<Name extends string>(table: FlagTable<Name>): readonly Name[] {
  return Object.keys(table).filter((name): name is Name => Object.hasOwn(table, name));
}
