import { expect, test } from "bun:test";
import { abandonedTrees } from "./abandoned.ts";

test("abandonedTrees() are those of this bench whose processes are gone, and no others", () => {
  const listing = [
    "worktree /home/me/project\nHEAD 1111\nbranch refs/heads/main\n",
    "worktree /tmp/streamgauge-ab-7-aBc/tree\nHEAD 2222\ndetached\n",
    "worktree /tmp/streamgauge-ab-8-dEf/tree\nHEAD 2222\ndetached\n",
    "worktree /tmp/streamgauge-ab-x/tree\nHEAD 2222\ndetached\nprunable gitdir file points nowhere\n",
    "worktree /home/me/streamgauge-ab-9-review\nHEAD 3333\ndetached\n",
  ].join("\n");
  expect(abandonedTrees(listing, (pid) => pid === 8)).toEqual(["/tmp/streamgauge-ab-7-aBc/tree"]);
});
