/** Preloaded into a hub by tests of its memory: on SIGUSR2 it collects garbage and says what the process then holds. */

process.on("SIGUSR2", () => {
  Bun.gc(true);
  console.error(`holds ${process.memoryUsage.rss()} bytes`);
});
