/** Whether anything responds at all, and if not, why. */

import { resultsOf } from "../check-result.ts";
import type { Check } from "../observations.ts";

const finding = resultsOf("reach");

export const reach: Check = ({ plain: { head, end } }) => {
  if (head !== undefined || end === undefined) return [];
  return [
    finding.fault("The server cannot be reached", end.outage.reason, cureOf(end.outage.kind)),
  ];
};

function cureOf(kind: string): string {
  if (kind === "tls") {
    return (
      "Send the whole certificate chain for this host name; for a self-signed certificate, " +
      "try again with --insecure."
    );
  }
  if (kind === "connect") {
    return "Check that the server runs and listens on this address and port, and that no firewall is in between.";
  }
  if (kind === "limit") {
    return "Send fewer or shorter response headers; browsers have such a limit too.";
  }
  return "Check that this port speaks HTTP/1.1, with TLS only if the address says https.";
}
