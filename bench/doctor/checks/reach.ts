/** Whether anything answers at all, and if not, what stands in the way. */

import { findingsOf } from "../finding.ts";
import type { Check } from "../observations.ts";

const finding = findingsOf("reach");

export const reach: Check = ({ plain: { head, end } }) => {
  if (head !== undefined || end === undefined) return [];
  return [
    finding.fault("The server cannot be reached", end.outage.reason, cureOf(end.outage.kind)),
  ];
};

function cureOf(kind: string): string {
  if (kind === "tls") {
    return (
      "Send the whole certificate chain for this host name; for a certificate of your own, " +
      "try again with --insecure."
    );
  }
  if (kind === "connect") {
    return "See that the server runs, listens on this address and port, and that no firewall is between.";
  }
  return "See that this port speaks HTTP/1.1, and TLS only where the address says https.";
}
