/** All scenarios; `standardSuite` runs if none is named. */

import { churn } from "./churn.ts";
import { connect } from "./connect.ts";
import { fanOut } from "./fan-out.ts";
import { logs } from "./logs.ts";
import { publish } from "./publish.ts";
import { reconnect } from "./reconnect.ts";
import { resume } from "./resume.ts";
import { saturate } from "./saturate.ts";
import type { Scenario } from "./scenario.ts";
import { slowReaders } from "./slow-readers.ts";
import { soak } from "./soak.ts";
import { threads } from "./threads.ts";
import { transports } from "./transports.ts";
import { unicast } from "./unicast.ts";

export const standardSuite: readonly Scenario[] = [connect, fanOut, reconnect, publish];

export const scenarios: readonly Scenario[] = [
  ...standardSuite,
  unicast,
  saturate,
  slowReaders,
  churn,
  soak,
  transports,
  threads,
  logs,
  resume,
];
