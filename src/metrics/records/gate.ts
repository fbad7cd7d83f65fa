import { KaError } from '../../lib/errors.ts';
import type { Config } from '../../store/config.ts';
import { redactSecrets, refuseSecrets } from '../../store/redact/redact.ts';
import type { ExecutionRecord } from '../contract.ts';
import { MAX_LINE } from './limits.ts';

const withFlag = (record: ExecutionRecord, flag: string): ExecutionRecord => ({
  ...record,
  flags: [...new Set([...(record.flags ?? []), flag])].sort(),
});

/** What a derived record gives up, in this order, until its line is short enough. */
const EXPENDABLE = ['errors', 'metadata', 'metrics', 'arms'] as const;

/**
 * The gate before a record is written: secrets and size. What a person typed is refused, what was derived is cleaned,
 * cut and flagged.
 *
 * @throws KaError `secret`, `record-too-large`
 */
export function gate(record: ExecutionRecord, redact: 'refuse' | 'replace', config: Config): ExecutionRecord {
  const { allow } = config.redaction;
  const size = (value: ExecutionRecord): number => Buffer.byteLength(JSON.stringify(value)) + 1;
  if (redact === 'refuse') {
    refuseSecrets(record, allow);
    if (size(record) > MAX_LINE) {
      const kb = Math.ceil(size(record) / 1024);
      throw new KaError('record-too-large', `The record was not written: it has ${kb} KB, a line at most 64.`);
    }
    return record;
  }
  const { value, redacted } = redactSecrets(record, allow);
  let clean = redacted.length > 0 ? withFlag(value, 'redacted') : value;
  for (const key of EXPENDABLE) {
    if (size(clean) <= MAX_LINE) break;
    const { [key]: _, ...rest } = clean;
    clean = withFlag(rest as ExecutionRecord, 'cut');
  }
  return clean;
}
