/** What a scenario of your own imports, as `streamgauge/bench`. */

export { EventSource } from "./client/event-source.ts";
export type { Duration } from "./load/duration.ts";
export type { CourseRun } from "./scenarios/course.ts";
export {
  type ClientsSpec,
  type LoadSpec,
  scenario,
  type ScenarioSpec,
  type StageSpec,
} from "./scenarios/define.ts";
export type { Scenario, ScenarioContext } from "./scenarios/scenario.ts";
export type { Steps } from "./scenarios/steps.ts";
export { higher, lower, type Metric, type Metrics } from "./result/result.ts";
