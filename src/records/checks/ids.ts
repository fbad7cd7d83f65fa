import { type Check, type Finding, wrong } from '../finding.ts';

/** One record for each id, in the file and folder of its name. */
export const ids: Check = ({ docs, byId }) =>
  docs.flatMap(({ kind, record }): Finding[] => {
    const stem = record.path.slice(kind.folder.length + 1, -'.md'.length);
    const others = (byId.get(record.id) ?? []).filter((other) => other.record.path !== record.path);
    return [
      ...others.map((other) =>
        wrong(
          'twice',
          record,
          `${record.path} has the id of ${other.record.path}: ${record.id}.`,
          `git log --oneline -- ${record.path} ${other.record.path}`,
        ),
      ),
      // A person's file may say more in its name: adr/0001-files-not-a-database.md.
      ...(stem.startsWith(record.id) || others.length > 0
        ? []
        : [
            wrong(
              'misnamed',
              record,
              `${record.path} holds ${record.id}.`,
              `git mv ${record.path} ${kind.folder}/${record.id}.md`,
            ),
          ]),
      ...(record.kind === kind.kind
        ? []
        : [wrong('misplaced', record, `${record.path} is a ${record.kind} among those of ${kind.kind}.`, null)]),
    ];
  });
