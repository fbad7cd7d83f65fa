import type { View } from '../contract.ts';
import { mentions } from '../mentions.ts';
import { isIn } from '../period.ts';

/** Everything on a topic, over all kinds, newest first. */
export const topic: View = {
  title: 'Topic',
  about: 'everything that mentions all words of --query, over all kinds',
  query: true,
  sections(all, { query = '', period }) {
    const found = all
      .all()
      .filter((record) => isIn(period, record.created) && mentions(record, query))
      .reverse();
    const kinds = [...new Set(found.map(({ kind }) => kind))].sort();
    return kinds.map((kind) => ({
      title: kind,
      columns: ['id', 'day', 'status', 'text'],
      rows: found
        .filter((record) => record.kind === kind)
        .map(({ id, created = '-', fields }) => [
          id,
          created.slice(0, 10),
          String(fields.status ?? fields.conclusion ?? '-'),
          String(fields.title ?? fields.summary ?? fields.note ?? fields.name ?? ''),
        ]),
      none: '',
    }));
  },
};
