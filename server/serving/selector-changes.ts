/** Which selectors have come into use in this thread, or fallen out of it, since that was last told. */

export class SelectorChanges {
  readonly #told = new Set<string>();
  readonly #changed = new Map<string, boolean>();

  note(selector: string, isUsed: boolean): void {
    if (this.#told.has(selector) === isUsed) this.#changed.delete(selector);
    else this.#changed.set(selector, isUsed);
  }

  /** Everything since the last call. */
  take(): (readonly [selector: string, isUsed: boolean])[] {
    const changes = [...this.#changed];
    this.#changed.clear();
    for (const [selector, isUsed] of changes) {
      if (isUsed) this.#told.add(selector);
      else this.#told.delete(selector);
    }
    return changes;
  }
}
