/** Support for the test of threads: preloaded, it ends every worker a moment after its start. */

const Started = globalThis.Worker;

globalThis.Worker = class extends Started {
  constructor(...args: ConstructorParameters<typeof Started>) {
    super(...args);
    setTimeout(() => this.terminate(), 1_000);
  }
};
