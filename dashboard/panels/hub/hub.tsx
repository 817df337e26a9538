/** The Hub panel: what happens to an event inside the hub, stage by stage, and what delays it. */

import { HUB_PLOTS } from "../../charts/hub-plots.ts";
import type { Past } from "../../past/past.ts";
import type { View } from "../../view/view.ts";
import { AboutHub } from "./about-hub.tsx";
import { ChartPanel } from "../../charts/chart-panel.tsx";
import { EventWay } from "./event-way.tsx";
import { ThreadTable } from "./thread-table.tsx";

export interface HubPanelProps {
  readonly view: View;
  readonly past: Past;
}

export function HubPanel({ view, past }: HubPanelProps) {
  return (
    <section
      class="panel hub"
      data-panel="hub"
      aria-labelledby="hub-title"
      hidden={view.panel.value !== "hub"}
    >
      <h2 id="hub-title" class="for-readers">
        Inside the hub
      </h2>
      <EventWay view={view} />
      <ThreadTable view={view} />
      <div class="plots six">
        {HUB_PLOTS.map((plot) => (
          <ChartPanel key={plot.id} plot={plot} view={view} past={past} panel="hub" />
        ))}
      </div>
      <AboutHub view={view} />
    </section>
  );
}
