/** The Alarms panel: a limit for each figure, what is above its own now, and what has been. */

import type { Signal } from "@preact/signals";
import { ALARM_FIGURES, type AlarmFigure } from "../../past/alarm-figures.ts";
import type { Alarm, Alarms, AlarmsSnapshot } from "../../past/alarms.ts";
import { formatDateTime, formatDuration } from "../../common/format.ts";
import { askToNotify, notifying } from "../../common/notifications.ts";
import type { View } from "../../view/view.ts";
import { showMoment } from "../../view/ways.ts";
import { openContextMenu } from "../../components/context-menu.tsx";
import { alarmEntries } from "./alarm-menu.ts";

export interface AlarmsPanelProps {
  readonly view: View;
  readonly alarms: Alarms;
  readonly shown: Signal<AlarmsSnapshot>;
}

export function AlarmsPanel({ view, alarms, shown }: AlarmsPanelProps) {
  const isHidden = view.panel.value !== "alarms";
  return (
    <section
      class="panel alarms"
      data-panel="alarms"
      aria-labelledby="alarms-title"
      hidden={isHidden}
    >
      <h2 id="alarms-title" class="for-readers">
        Alarms
      </h2>
      {isHidden ? null : (
        <>
          <Limits alarms={alarms} shown={shown.value} />
          <History alarms={alarms} shown={shown.value} view={view} />
        </>
      )}
    </section>
  );
}

interface PartProps {
  readonly alarms: Alarms;
  readonly shown: AlarmsSnapshot;
}

function Limits({ alarms, shown }: PartProps) {
  return (
    <section class="sheet" aria-labelledby="limits-title">
      <header class="sheet-head">
        <h3 id="limits-title">Limits</h3>
        <p>An alarm begins when a figure stays above its limit, and ends five seconds after.</p>
      </header>
      <div class="sheet-body" tabIndex={0} aria-label="Limits">
        <table>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col">Now</th>
              <th scope="col">Limit</th>
              <th scope="col">Unit</th>
            </tr>
          </thead>
          <tbody>
            {ALARM_FIGURES.map((figure) => (
              <LimitRow key={figure.name} figure={figure} alarms={alarms} shown={shown} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function LimitRow({ figure, alarms, shown }: PartProps & { readonly figure: AlarmFigure }) {
  const { name, label, unit, format } = figure;
  const isRaised = shown.alarms.some((alarm) => alarm.figure === name && alarm.toMs === undefined);
  return (
    <tr class={isRaised ? "raised" : undefined} data-alarm-figure={name} data-raised={isRaised}>
      <th scope="row">
        {label}
        {isRaised ? <strong class="mark">above the limit</strong> : null}
      </th>
      <td>{format(shown.values[name])}</td>
      <td>
        <input
          type="number"
          min="0"
          step="any"
          inputMode="decimal"
          aria-label={`Limit of ${label}${unit === "" ? "" : `, ${unit}`}`}
          placeholder="none"
          value={shown.limits[name] ?? ""}
          onChange={({ currentTarget }) => {
            const { value, valueAsNumber } = currentTarget;
            if (value === "") alarms.setLimit(name, undefined);
            else if (valueAsNumber >= 0) alarms.setLimit(name, valueAsNumber);
            else currentTarget.value = String(shown.limits[name] ?? "");
          }}
        />
      </td>
      <td class="unit">{unit}</td>
    </tr>
  );
}

function History({ alarms, shown, view }: PartProps & { readonly view: View }) {
  return (
    <section class="sheet" aria-labelledby="history-title">
      <header class="sheet-head">
        <h3 id="history-title">What happened</h3>
        {notifying.value === "default" ? (
          <button type="button" data-alarms="allow" onClick={() => void askToNotify()}>
            Notify me
          </button>
        ) : null}
        <button
          type="button"
          data-alarms="clear"
          disabled={shown.alarms.every(({ toMs }) => toMs === undefined)}
          onClick={() => alarms.clear()}
        >
          Clear
        </button>
      </header>
      <ol class="sheet-body alarm-list" tabIndex={0} aria-label="Alarms, newest first">
        {shown.alarms.map((alarm) => (
          <AlarmItem key={`${alarm.figure} ${alarm.fromMs}`} alarm={alarm} view={view} />
        ))}
      </ol>
      {shown.alarms.length > 0 ? null : (
        <p class="empty">
          No alarm so far. Alarms stay here when the page or the hub is restarted.
        </p>
      )}
    </section>
  );
}

interface AlarmItemProps {
  readonly alarm: Alarm;
  readonly view: View;
}

function AlarmItem({ alarm, view }: AlarmItemProps) {
  const { figure: name, limit, fromMs, toMs, worst } = alarm;
  const figure = ALARM_FIGURES.find((candidate) => candidate.name === name);
  if (figure === undefined) return null;
  const { label, unit, format } = figure;
  const withUnit = (value: number) => `${format(value)} ${unit}`.trim();
  const extent = `up to ${withUnit(worst)}, limit ${withUnit(limit)}`;
  const lasted = toMs === undefined ? ", and still" : `, for ${formatDuration(toMs - fromMs)}`;
  return (
    <li
      data-alarm={name}
      data-alarm-state={toMs === undefined ? "raised" : "over"}
      onContextMenu={(event) => {
        const sentence = `${label} ${extent}: ${formatDateTime(fromMs)}${lasted}`;
        openContextMenu(event, `Alarm: ${label}`, alarmEntries(alarm, sentence, view));
      }}
    >
      <b>{label}</b> {extent}
      <span>
        <time>{formatDateTime(fromMs)}</time>
        {lasted}
      </span>
      <button
        type="button"
        class="quiet"
        data-alarms="moment"
        aria-label={`Show in the charts: ${label}, ${formatDateTime(fromMs)}`}
        onClick={() => showMoment(view, fromMs)}
      >
        Show
      </button>
    </li>
  );
}
