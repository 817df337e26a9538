/** A scenario for tests: clients come, stay for three seconds, and leave all at once while events go on. */

import { scenario } from "./define.ts";

export default scenario({
  name: "all-leave",
  clients: {
    topics: "tide",
    stages: [
      { over: 0.2, to: 10 },
      { over: 3, to: 10 },
      { over: 0.1, to: 0 },
    ],
  },
  loads: { rate: 20 },
  duration: 3.5,
});
