import { type Check, type Finding, note } from '../finding.ts';
import { tailOf } from '../ids.ts';

/**
 * Two branches may each have added the record of one key, or promoted one gotcha: after their merge it is there twice.
 * Adding it again finds the oldest. Both are records as they should be, so it is told and fails nothing.
 */
export const keys: Check = ({ docs, byId }) => {
  const oldest = new Map<string, string>();
  const nameOf = (kind: string, id: string): string | null => {
    const tail = tailOf(id);
    return tail && `${kind} ${tail}`;
  };
  for (const [id, [doc]] of byId) {
    const name = doc && nameOf(doc.kind.kind, id);
    if (name && !((oldest.get(name) ?? id) < id)) oldest.set(name, id);
  }
  return docs.flatMap(({ kind, record }): Finding[] => {
    const first = oldest.get(nameOf(kind.kind, record.id) ?? '');
    if (first === undefined || first === record.id) return [];
    const says = `${record.path} is ${first} once more: two branches added what has one key. One of them can go: rm ${record.path}, then ka record seal ${record.id}`;
    return [note('same-key', record, says)];
  });
};
