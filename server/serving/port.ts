/**
 * Calls between two threads over a message port. What one side says in a turn of its event loop goes in one message;
 * after a pause the first words leave at once.
 */

import { CannotListenError } from "../listen.ts";
import { LogUnavailableError } from "../log/event-log.ts";
import { IdCollisionError, IntakeClosedError, IntakeFullError } from "../log/intake.ts";

/** A `Worker`, or what a worker has of its parent. */
export interface Endpoint {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** What one side can be asked: names, with arguments and answers that can be cloned. */
type Calls = { readonly [name: string]: (...args: never[]) => unknown };

export type Handlers<Ours extends object> = {
  readonly [Name in keyof Ours]: Ours[Name] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Awaited<Answer> | Promise<Awaited<Answer>>
    : never;
};

type Message =
  | { readonly call: string; readonly args: readonly unknown[]; readonly id?: number }
  | { readonly answerTo: number; readonly answer: unknown }
  | {
      readonly answerTo: number;
      readonly error: { readonly name: string; readonly message: string };
    };

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

const PAUSE_MS = 1;

/** Errors that the other side's callers tell apart. */
const ERRORS = [
  CannotListenError,
  IdCollisionError,
  IntakeClosedError,
  IntakeFullError,
  LogUnavailableError,
];

export class Port<Theirs extends object, Ours extends object> {
  readonly #endpoint: Endpoint;
  readonly #handlers: Calls;
  readonly #waiting = new Map<number, Waiting>();
  #outbox: Message[] = [];
  #calls = 0;
  #spokeAtMs = -Infinity;

  constructor(endpoint: Endpoint, handlers: Handlers<Ours>) {
    this.#endpoint = endpoint;
    this.#handlers = { ...handlers };
    endpoint.onmessage = ({ data }: MessageEvent<readonly Message[]>) => {
      for (const message of data) this.#take(message);
    };
  }

  /** Resolves with the other side's answer, and rejects with what it throws. */
  ask<Name extends keyof Theirs & string>(
    name: Name,
    ...args: ArgsOf<Theirs[Name]>
  ): Promise<AnswerOf<Theirs[Name]>> {
    const { promise, resolve, reject } = Promise.withResolvers<AnswerOf<Theirs[Name]>>();
    const id = this.#calls++;
    this.#waiting.set(id, { resolve, reject });
    this.#send({ call: name, args, id });
    return promise;
  }

  /** Calls without waiting for an answer. */
  tell<Name extends keyof Theirs & string>(name: Name, ...args: ArgsOf<Theirs[Name]>): void {
    this.#send({ call: name, args });
  }

  #send(message: Message): void {
    this.#outbox.push(message);
    if (this.#outbox.length > 1) return;
    const isQuiet = performance.now() - this.#spokeAtMs > PAUSE_MS;
    if (isQuiet) queueMicrotask(() => this.#flush());
    else setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#spokeAtMs = performance.now();
    const messages = this.#outbox;
    this.#outbox = [];
    this.#endpoint.postMessage(messages);
  }

  #take(message: Message): void {
    if ("call" in message) {
      void this.#handle(message);
      return;
    }
    const waiting = this.#waiting.get(message.answerTo);
    this.#waiting.delete(message.answerTo);
    if ("error" in message) waiting?.reject(errorOf(message.error));
    // Both sides are this program, and the types of its calls say what it is.
    else waiting?.resolve(message.answer as never);
  }

  async #handle({ call, args, id }: Extract<Message, { call: string }>): Promise<void> {
    try {
      // What they are, the types of the calls say too.
      const answer = await this.#handlers[call]?.(...(args as never[]));
      if (id !== undefined) this.#send({ answerTo: id, answer });
    } catch (error) {
      if (id === undefined) throw error;
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      this.#send({ answerTo: id, error: { name, message } });
    }
  }
}

type ArgsOf<Call> = Call extends (...args: infer Args) => unknown ? Args : never;
type AnswerOf<Call> = Call extends (...args: never[]) => infer Answer ? Awaited<Answer> : never;

function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  const kind = ERRORS.find((one) => one.name === name);
  return kind === undefined ? new Error(message) : new kind(message);
}
