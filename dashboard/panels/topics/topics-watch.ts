/**
 * Asks the hub for its topics while they are looked at: a second after each answer, and at once when another order or
 * search is wanted. There is never more than one request under way.
 */

import { computed, signal } from "@preact/signals";
import type { TopicsAnswer, TopicSort } from "#protocol";
import { fetchTopics, type TopicsOutcome, type TopicsQuestion } from "../../feed/hub-api.ts";
import { LateAnswers, type LateAnswersOptions } from "../../feed/late-answers.ts";
import { afterTimeout } from "../../feed/reopening-source.ts";

export const FIRST_TOPICS_SORT = "rate" satisfies TopicSort;
const EVERY_MS = 1_000;

/** What the hub answered last. */
export interface ShownTopics {
  readonly answer: TopicsAnswer | undefined;
  /** What that was the answer to. */
  readonly question: TopicsQuestion | undefined;
  /** Why there is no newer one. */
  readonly fault: string | undefined;
}

export interface TopicsWatchOptions extends LateAnswersOptions {
  readonly ask?: (question: TopicsQuestion) => Promise<TopicsOutcome>;
}

export class TopicsWatch {
  /** People set this. */
  readonly question = signal<TopicsQuestion>({ sort: FIRST_TOPICS_SORT, search: "" });
  readonly shown = signal<ShownTopics>({
    answer: undefined,
    question: undefined,
    fault: undefined,
  });
  readonly hasAnswer = computed(() => this.shown.value.answer !== undefined);
  readonly #ask: (question: TopicsQuestion) => Promise<TopicsOutcome>;
  readonly #after: (waitMs: number, run: () => void) => () => void;
  readonly #lateAnswers: LateAnswers;
  #isLooking = false;
  #isAsking = false;
  /** What is wanted has changed since the hub was asked. */
  #isDue = false;
  #callOff: () => void = () => {};

  constructor(options: TopicsWatchOptions) {
    this.#ask = options.ask ?? fetchTopics;
    this.#after = options.after ?? afterTimeout;
    this.#lateAnswers = new LateAnswers(options);
  }

  /** A request has had no response for some seconds. */
  get isWaiting(): boolean {
    return this.#lateAnswers.count > 0;
  }

  sortBy(sort: TopicSort): void {
    this.question.value = { ...this.question.peek(), sort };
  }

  search(text: string): void {
    this.question.value = { ...this.question.peek(), search: text };
  }

  /** Asks now, and every second from now on. Call it again when the question has changed. */
  look(): void {
    this.#isLooking = true;
    this.#isDue = true;
    void this.#next();
  }

  /** What is still answered is not shown. */
  lookAway(): void {
    this.#isLooking = false;
    this.#callOff();
  }

  async #next(): Promise<void> {
    if (this.#isAsking || !this.#isLooking) return;
    this.#callOff();
    this.#isAsking = true;
    this.#isDue = false;
    const question = this.question.peek();
    const outcome = await this.#lateAnswers.watch(this.#ask(question));
    this.#isAsking = false;
    if (!this.#isLooking) return;
    this.#callOff = this.#after(this.#isDue ? 0 : EVERY_MS, () => void this.#next());
    this.#show(question, outcome);
  }

  #show(question: TopicsQuestion, outcome: TopicsOutcome): void {
    this.shown.value =
      outcome.kind === "answered"
        ? { answer: outcome.answer, question, fault: undefined }
        : { ...this.shown.peek(), fault: outcome.why };
  }
}
