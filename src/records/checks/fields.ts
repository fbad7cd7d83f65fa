import { checkFields } from '../check.ts';
import { type Check, type Finding, note, wrong } from '../finding.ts';

/** Fields are as the kind says. A line of a log cannot be mended any more, and is only told. */
export const fields: Check = ({ docs, lines }, tally) => {
  tally.lines += lines.length;
  return [
    ...docs.flatMap(({ kind, record }) =>
      checkFields(kind, record.fields).map(({ field, says, example }): Finding => {
        const mend = example ? `ka record update ${record.id} ${example}` : null;
        return wrong('bad-field', record, `${record.path}: ${field} ${says}.`, record.hash === undefined ? null : mend);
      }),
    ),
    ...lines.flatMap(({ kind, record }) =>
      checkFields(kind, record.fields).map(({ field, says }) =>
        note('bad-field', record, `${record.path}: ${record.id}: ${field} ${says}.`),
      ),
    ),
  ];
};
