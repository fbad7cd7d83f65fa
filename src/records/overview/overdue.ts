import type { ManagedRecord } from '../contract.ts';
import type { Everything } from '../reports/contract.ts';

/** The newest outcome with a result of each forecast, by the forecast's id. */
export const results = (all: Everything): Map<unknown, ManagedRecord> =>
  new Map(
    all
      .of('outcome')
      .filter(({ fields }) => typeof fields.result === 'number')
      .map((outcome) => [outcome.fields.forecast, outcome]),
  );

/** Whether a forecast could have been judged by a time, and was not. @param now ISO 8601 */
export const isOverdue = (forecast: ManagedRecord, outcome: ManagedRecord | undefined, now: string): boolean =>
  outcome === undefined && forecast.fields.status === 'open' && String(forecast.fields.due) <= now;

/** The forecasts that are overdue, oldest first. */
export function overdueForecasts(all: Everything, now: string): ManagedRecord[] {
  const judged = results(all);
  return all.of('forecast').filter((forecast) => isOverdue(forecast, judged.get(forecast.id), now));
}
