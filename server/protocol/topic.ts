/**
 * Topics and selectors. A topic is any short printable text; a selector is one topic, or `*` for all topics except
 * the hub's own, which start with `$`.
 */

/** Longest topic in UTF-16 code units; a URL fits. */
export const MAX_TOPIC_LENGTH = 512;

/** Selects every topic that a publisher may use. */
export const EVERY_TOPIC = "*";

/** Carries one hub snapshot a second, as a JSON `StatsSnapshot`. */
export const STATS_TOPIC = "$stats";

/** Carries the events that measure end-to-end latency, as JSON `{ "sentAtMs": number }`. */
export const CANARY_TOPIC = "$canary";

const HUB_TOPICS: ReadonlySet<string> = new Set([STATS_TOPIC, CANARY_TOPIC]);

/** Whether the topic belongs to the hub, so that nobody else may publish to it. */
export function isReservedTopic(topic: string): boolean {
  return topic.startsWith("$");
}

/** Says what is wrong with a topic to publish to; `undefined` if it is valid. */
export function topicFault(topic: string): string | undefined {
  if (topic === "") return "a topic must not be empty";
  if (topic.length > MAX_TOPIC_LENGTH) {
    return `a topic may have at most ${MAX_TOPIC_LENGTH} characters, not ${topic.length}`;
  }
  if (hasControlCharacter(topic)) return "a topic must not contain control characters";
  if (!topic.isWellFormed()) return "a topic must be valid Unicode";
  if (topic === EVERY_TOPIC) return "'*' selects every topic and cannot be published to";
  return undefined;
}

/** Says what is wrong with a selector to subscribe to; `undefined` if it is valid. */
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
