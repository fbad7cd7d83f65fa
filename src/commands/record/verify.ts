import type { Finding, HashedFile } from '../../records/finding.ts';
import { makeRecordFolders, type Verified, verifyRecords } from '../../records/verify.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  id?: string[];
  init?: boolean;
}

const tell = ({ status, says, mend }: Finding): string[] => [
  `${status.padEnd(5)}  ${says}`,
  ...(mend === null ? [] : [`       try: ${mend}`]),
];

const tellFile = ({ path, expected, actual, match }: HashedFile): string =>
  match ? `${path}: ${expected}` : `${path}: ${actual ?? 'is not there'}, recorded as ${expected}`;

function counted({ records, sealed, unsealed, lines, revisions, files }: Verified): string {
  const { checked, uncommitted, unknown } = revisions;
  const rows = [
    ['records', String(records), unsealed > 0 ? `${sealed} sealed, ${unsealed} files of people` : 'all sealed'],
    ['lines of logs', String(lines), ''],
    ['earlier revisions in git', String(checked), ''],
    [
      'earlier revisions not in git',
      String(uncommitted),
      'written over before a commit, squashed, or beyond a shallow clone; the ledger has their hashes',
    ],
    ['unknown', String(unknown), 'no git, or a shallow clone'],
    ['files with a hash', String(files.length), ''],
  ];
  return rows
    .filter(([name, n]) => name === 'records' || n !== '0')
    .map(([name, n, more]) => `${name}: ${n}${more ? ` (${more})` : ''}`)
    .join('\n');
}

export default defineCommand<Input>({
  summary: 'check managed records: hashes, their past in git, the ledger, links, files',
  description:
    'Names what was edited outside of ka, with its commit. Exit code 1 on a finding; notes are only told. Files in folders of people (workplans/, adr/) need no hash; their fields and links are checked.',
  positional: ['id'],
  input: {
    id: { type: 'array', items: { type: 'string' }, description: 'only these, by id or its unique beginning' },
    init: { type: 'boolean', description: 'make the folders of all kinds first' },
  },
  writes: true,
  examples: [
    { line: 'ka record verify', says: 'all records; exit code 1 if one is not what ka wrote' },
    { line: 'ka record verify a_2026', says: "an artifact's file against its hash" },
    { line: 'ka record verify --init', says: 'make the folders, then check' },
  ],
  async run({ id: ids = [], init }, ctx) {
    const project = findProject(ctx);
    if (init && !ctx.dryRun) hideLocal(project);
    const created = init ? makeRecordFolders(project, ctx) : [];
    const verified = await verifyRecords(project, ctx, ids);
    const { findings, files, ...counts } = verified;
    const ok = findings.every(({ status }) => status !== 'wrong');
    const made = created.map((folder) => `${ctx.dryRun ? 'would make' : 'made'} ${folder}`);
    const hashed = ids.length > 0 ? files.map(tellFile) : [];
    const sum = ok ? 'Nothing is wrong.' : `${findings.filter(({ status }) => status === 'wrong').length} wrong.`;
    return {
      data: { schema_version: 1, ok, created, ...counts, files, findings },
      text: [...made, ...hashed, ...findings.flatMap(tell), counted(verified), sum].join('\n'),
      exitCode: ok ? 0 : 1,
    };
  },
});
