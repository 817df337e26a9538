import { expect, test } from "bun:test";
import { installFault, missingPackages } from "./packages.ts";

test("missingPackages() names the packages of missing programs only", () => {
  const bare = { hasChromium: false, has: () => false };
  expect(missingPackages(bare)).toEqual(["chromium", "nginx", "haproxy", "iproute2"]);
  expect(missingPackages({ ...bare, has: (program) => program !== "ip" })).toEqual([
    "chromium",
    "iproute2",
  ]);
  expect(missingPackages({ hasChromium: true, has: () => true })).toEqual([]);
});

test("installFault() lets root install with apt, and tells other users what to do", () => {
  const packages = ["chromium", "nginx"];
  expect(installFault(packages, { isRoot: true, hasApt: true })).toBeUndefined();
  expect(installFault(packages, { isRoot: false, hasApt: true })).toContain(
    "run 'apt-get install chromium nginx' as root",
  );
  expect(installFault(packages, { isRoot: true, hasApt: false })).toContain("BUN_CHROME_PATH");
});

test("installFault() mentions a browser only if one is missing", () => {
  const fault = installFault(["haproxy"], { isRoot: false, hasApt: true });
  expect(fault).toContain("'apt-get install haproxy'");
  expect(fault).not.toContain("BUN_CHROME_PATH");
});
