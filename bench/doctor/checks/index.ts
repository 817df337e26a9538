/** All checks, in the order in which a stream is set up. */

import type { Check } from "../observations.ts";
import { buffering } from "./buffering.ts";
import { caching } from "./caching.ts";
import { compression } from "./compression.ts";
import { contentType } from "./content-type.ts";
import { crossOrigin } from "./cross-origin.ts";
import { heartbeat } from "./heartbeat.ts";
import { httpVersion } from "./http-version.ts";
import { idleCut } from "./idle-cut.ts";
import { ids } from "./ids.ts";
import { lateHeaders } from "./late-headers.ts";
import { multiLine } from "./multi-line.ts";
import { proxyHint } from "./proxy-hint.ts";
import { publishing } from "./publishing.ts";
import { reach } from "./reach.ts";
import { resume } from "./resume.ts";
import { retry } from "./retry.ts";
import { status } from "./status.ts";

export const CHECKS: readonly Check[] = [
  reach,
  status,
  contentType,
  lateHeaders,
  publishing,
  buffering,
  proxyHint,
  compression,
  heartbeat,
  idleCut,
  ids,
  resume,
  multiLine,
  retry,
  crossOrigin,
  caching,
  httpVersion,
];
