/** Preloaded into a hub by memory tests: on SIGUSR2 it collects garbage and prints the memory still in use. */

process.on("SIGUSR2", () => {
  Bun.gc(true);
  console.error(`holds ${process.memoryUsage.rss()} bytes`);
});
