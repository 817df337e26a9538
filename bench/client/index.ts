/** The public interface of the measuring EventSource client. */

export {
  CLOSED,
  type ClientCallbacks,
  type ClientOptions,
  ClientTarget,
  type ClientTargetOptions,
  CONNECTING,
  MeasuringClient,
  OPEN,
  type ReadyState,
} from "./connection.ts";
export { Endpoint } from "./endpoint.ts";
export { EventSource, type EventSourceInit } from "./event-source.ts";
export { HttpSyntaxError, type ResponseHead } from "./http-head.ts";
export { HttpResponseDecoder, MAX_HEAD_BYTES, type ResponseHandlers } from "./http-response.ts";
export { connectable, hasManySources, isLoopback, isOwnMachine } from "./loopback.ts";
export type { Outage, OutageKind } from "./outage.ts";
export { EventStreamParser } from "./parser.ts";
export type { RequestHeaders } from "./request.ts";
export {
  DEFAULT_STREAM_LIMITS,
  type ParserOptions,
  type StreamEvent,
  type StreamHandlers,
  StreamLimitError,
  type StreamLimits,
} from "./stream.ts";
export type { Timer } from "./target.ts";
