/** All scenarios, in the order of the standard suite. */

import { connect } from "./connect.ts";
import { fanOut } from "./fan-out.ts";
import { publish } from "./publish.ts";
import { reconnect } from "./reconnect.ts";
import type { Scenario } from "./scenario.ts";

export const scenarios: readonly Scenario[] = [connect, fanOut, reconnect, publish];
