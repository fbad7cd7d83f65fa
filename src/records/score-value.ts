import type { Problem } from './check.ts';
import type { Kind } from './contract.ts';

const YES = /^(?:true|yes|on|1)$/i;
const NO = /^(?:false|no|off|0)$/i;

/**
 * A score's value as a number and a label, by its data type: `numeric` needs a number, `boolean` is 1 or 0 with its word,
 * `categorical` a label alone.
 */
export function scoreValue(
  kind: Kind,
  fields: Readonly<Record<string, unknown>>,
): { fields: Record<string, unknown>; problems: Problem[] } {
  if (!kind.scored) return { fields: { ...fields }, problems: [] };
  const value = fields.value === undefined ? '' : String(fields.value).trim();
  const wrong = (says: string): { fields: Record<string, unknown>; problems: Problem[] } => ({
    fields: { ...fields },
    problems: [{ field: 'value', says: `is "${value.slice(0, 40)}", ${says}`, example: null }],
  });
  const filled = (more: Record<string, unknown>): { fields: Record<string, unknown>; problems: Problem[] } => ({
    fields: { ...fields, ...more },
    problems: [],
  });
  if (value === '') return filled({});
  if (fields.data_type === 'boolean') {
    if (!YES.test(value) && !NO.test(value)) return wrong('neither yes nor no');
    return filled({ value_num: YES.test(value) ? 1 : 0, value_label: YES.test(value) ? 'true' : 'false' });
  }
  if (fields.data_type === 'categorical') return filled({ value_label: value });
  const number = Number(value);
  return Number.isFinite(number) ? filled({ value_num: number }) : wrong('no number');
}
