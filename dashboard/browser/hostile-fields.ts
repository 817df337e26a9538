/** Which hostile texts the hub takes as what. */

import { eventTypeFault, isReservedTopic, topicFault } from "#protocol";

export function isTopic(text: string): boolean {
  return topicFault(text) === undefined && !isReservedTopic(text);
}

/** The text where it can be a topic. */
export function topicOf(text: string): string {
  return isTopic(text) ? text : "hostile";
}

/** The text where it can be the type of an event. */
export function typeOf(text: string): string {
  return text !== "" && eventTypeFault(text) === undefined ? text : "message";
}
