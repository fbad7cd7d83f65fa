import { createHash, type Hash } from 'node:crypto';
import type { ExecutionRecord } from '../contract.ts';
import { RULES_VERSION } from '../rules/index.ts';
import type { QueueLine } from './recommendation.ts';

/** What the rules read of a record, in a fixed order: a tenth of the cost of canonical JSON over all of it. */
const read = (record: ExecutionRecord): unknown[] => [
  record.id,
  record.timestamp,
  record.session_id,
  record.success,
  record.execution_time_s,
  record.quality_score,
  record.primary_metric && [
    record.primary_metric.name,
    record.primary_metric.value,
    record.primary_metric.target,
    record.primary_metric.direction,
  ],
  record.tokens && [record.tokens.input, record.tokens.output, record.tokens.cache_read, record.tokens.cache_write],
  record.cost_usd,
  record.price,
  record.model,
  record.harness,
  record.harness_version,
  record.tool_errors,
  record.errors && Object.entries(record.errors).sort(([a], [b]) => (a < b ? -1 : 1)),
  record.git && [record.git.start, record.git.end],
  record.definition,
];

/** Collects everything that an analysis hangs on into one SHA-256. */
export class Fingerprint {
  readonly #hash: Hash = createHash('sha256').update(`rules ${RULES_VERSION}\n`);

  add(value: unknown): void {
    this.#hash.update(JSON.stringify(value));
    this.#hash.update('\n');
  }

  addRecords(agent: string, records: readonly ExecutionRecord[]): void {
    this.add([agent, records.length]);
    let batch = '';
    for (const record of records) {
      batch += JSON.stringify(read(record));
      if (batch.length > 1 << 16) {
        this.#hash.update(batch);
        batch = '';
      }
    }
    this.#hash.update(batch);
  }

  /** States that differ from what a recommendation starts with; absent equals `open`. */
  addStates(states: Iterable<Pick<QueueLine, 'id' | 'status'>>): void {
    const pairs = [...states].filter(({ status }) => status !== 'open').map(({ id, status }) => `${id} ${status}`);
    this.add(pairs.sort());
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}
