import { sectionText } from '../body.ts';
import { exampleOf } from '../check.ts';
import type { NeedPart } from '../need.ts';

/** `{filled: cause}`: something stands in that field, or under that heading. */
export const filled: NeedPart = {
  keys: [],
  judge(need, { kind, record, unwritten }) {
    const name = String(need.filled);
    const section = kind.sections.find(({ title }) => title === name);
    const value = section ? sectionText(record.body, name) : record.fields[name];
    const ok = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== '';
    const what = section?.flag ? `--${section.flag} "…"` : exampleOf(name, kind.fields[name] ?? {});
    const example = what && !unwritten ? `ka record update ${record.id} ${what}` : what;
    return { ok, says: String(need.says ?? name.replaceAll('_', ' ').toLowerCase()), example };
  },
};
