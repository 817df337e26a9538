/** What can take flags: each scenario and each command. */

/** The scenario for an endpoint the bench knows nothing else about. */
export const ENDPOINT = "endpoint";

/** In the order of the help; without a name, the first four run. */
export const SCENARIOS = [
  "connect",
  "fan-out",
  "reconnect",
  "publish",
  "unicast",
  "saturate",
  "slow-readers",
  "churn",
  "soak",
  "transports",
  "threads",
  "logs",
  "resume",
  ENDPOINT,
] as const;
export const SUITE = ["connect", "fan-out", "reconnect", "publish"] as const;

export const COMMANDS = [
  "doctor",
  "peers",
  "ab",
  "calibrate",
  "floor",
  "compare",
  "history",
  "report",
] as const;

/** Stands for the file of a user's own scenario. */
export const OWN = "my-load.ts";

export type ScenarioName = (typeof SCENARIOS)[number];
export type CommandName = (typeof COMMANDS)[number];
export type Taker = ScenarioName | CommandName | typeof OWN;

export function isScenario(word: string): word is ScenarioName {
  return SCENARIOS.some((name) => name === word);
}

export function isCommand(word: string): word is CommandName {
  return COMMANDS.some((name) => name === word);
}

/** All scenarios except these. */
export function scenariosBut(...names: readonly ScenarioName[]): ScenarioName[] {
  return SCENARIOS.filter((name) => !names.includes(name));
}

/** Whether a word looks like the file of a scenario. */
export function isScenarioFile(word: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(word);
}
