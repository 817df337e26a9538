/**
 * Topics and selectors. A topic is any short printable text; a selector names one topic, or all of
 * the publishers' topics as `*`. Topics that start with `$` belong to the hub.
 */

/** Longest topic in UTF-16 code units; a URL fits. */
export const MAX_TOPIC_LENGTH = 512;

/** The selector of every topic that a publisher may use. */
export const EVERY_TOPIC = "*";

/** One hub snapshot a second, as JSON of the shape `StatsSnapshot`. */
export const STATS_TOPIC = "$stats";

/** The events by which hub and dashboard measure latency end to end; JSON `{ "sentAtMs": number }`. */
export const CANARY_TOPIC = "$canary";

const HUB_TOPICS: ReadonlySet<string> = new Set([STATS_TOPIC, CANARY_TOPIC]);

/** True for the hub's own topics, which nobody else may publish to. */
export function isReservedTopic(topic: string): boolean {
  return topic.startsWith("$");
}

/** Says what is wrong with a topic to publish to; `undefined` when nothing is. */
export function topicFault(topic: string): string | undefined {
  if (topic === "") return "a topic must not be empty";
  if (topic.length > MAX_TOPIC_LENGTH) {
    return `a topic has at most ${MAX_TOPIC_LENGTH} characters, not ${topic.length}`;
  }
  if (hasControlCharacter(topic)) return "a topic must not contain control characters";
  if (!topic.isWellFormed()) return "a topic must be valid Unicode";
  if (topic === EVERY_TOPIC) return "'*' selects every topic and cannot be published to";
  return undefined;
}

/** Says what is wrong with a selector to subscribe by; `undefined` when nothing is. */
export function selectorFault(selector: string): string | undefined {
  if (selector === EVERY_TOPIC || HUB_TOPICS.has(selector)) return undefined;
  if (isReservedTopic(selector)) {
    return `the hub has no topic '${selector}'; its own are ${[...HUB_TOPICS].join(" and ")}`;
  }
  return topicFault(selector);
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
