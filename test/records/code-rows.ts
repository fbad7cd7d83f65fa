import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Done, idsIn, ledger, type Row, textBelow, toldAs, written } from './codes.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A record's file stands in its folder, says this, and the ledger tells of it. */
const adds =
  (kind: string, ...says: string[]) =>
  (done: Done) => {
    expect(done.answer.status).toBe('added');
    expect(done.answer.record.path).toBe(`.kaizen/records/${kind}/${done.answer.id}.md`);
    for (const one of says) expect(written(done)).toContain(one);
    expect(ledger(done.at)).toContain(`"of":"${done.answer.id}"`);
  };

/** A list, search or report holds what that code wrote; `not`: and not what those wrote. */
const holds =
  (code: string, ...not: string[]) =>
  (done: Done) => {
    expect(idsIn(done)).toContain(done.id(code));
    for (const other of not) expect(idsIn(done)).not.toContain(done.id(other));
  };

/** The answer is the record that a code wrote. */
const shows =
  (code: string, says: string) =>
  ({ answer, id }: Done) => {
    expect(answer.id).toBe(id(code));
    expect(JSON.stringify(answer.record)).toContain(says);
  };

const TASK: Row = {
  code: 'W1',
  args: [...toldAs('Fix the login'), '--body', 'Sessions.'],
  effect: adds('task', 'Fix the login', '## Scope\n\nSessions.'),
};
const GOTCHA: Row = {
  code: 'G1',
  args: [...toldAs('The table drifts'), '--body', 'Seen twice.'],
  effect: adds('gotcha', '## What happened\n\nSeen twice.'),
};
const CASE: Row = {
  code: 'Q3',
  args: [
    ...toldAs('CRLF stays'),
    '--category',
    'behavior',
    '--path',
    'notes.md',
    '--expected-json',
    '{"contains":"fine"}',
    '--command',
    'echo fine',
  ],
  effect: adds('eval-case', 'fixture: notes.md', 'expect: {"contains":"fine"}'),
};
const SOURCE: Row = {
  code: 'S1',
  args: [
    '--source-id',
    'rfc-8785',
    '--authority-tier',
    'normative',
    '--url-or-repository',
    'https://www.rfc-editor.org/rfc/rfc8785',
    '--version-or-commit',
    '2020',
    '--summary',
    'Canonical JSON.',
  ],
  effect: adds('source', 'source_id: rfc-8785', 'authority_tier: normative'),
};
const PATTERN: Row = {
  code: 'Q5',
  args: [
    ...toldAs('Catching everything'),
    ...[
      'symptom',
      'maintainability-harm',
      'trigger-evidence',
      'preferred-correction',
      'valid-exceptions',
      'verification',
    ].flatMap((flag) => [`--${flag}`, `The ${flag}.`]),
  ],
  effect: adds('anti-pattern', 'preferred_correction: The preferred-correction.'),
};

const K: Row[] = [
  {
    code: 'K1',
    args: [],
    effect({ at, answer }) {
      expect(answer.ok).toBe(true);
      expect(existsSync(join(at.root, '.kaizen/records/task'))).toBe(true);
    },
  },
  { code: 'K2', args: [], effect: ({ answer }) => expect(answer.kinds.map(({ kind }: any) => kind)).toContain('task') },
  {
    code: 'K3',
    args: ['bundle'],
    before: [['record', 'add', 'task', ...toldAs('In a bundle')]],
    effect: ({ at }) => expect(textBelow(at, 'bundle/.kaizen/records/task')).toContain('In a bundle'),
  },
  {
    code: 'K6',
    args: [],
    effect({ at, answer }) {
      const task = answer.files.find(({ path }: any) => path.includes('/task/'));
      expect(task.sha256).toBe(sha(at.read(task.path)));
      expect(answer.kinds.find(({ kind }: any) => kind === 'task').records).toBe(1);
    },
  },
];

const W: Row[] = [
  TASK,
  {
    code: 'W2',
    args: ['--id', '$W1', '--status', 'blocked', '--summary', 'Waits for a key.'],
    effect(done) {
      expect(written(done)).toMatch(
        /rev: 2[\s\S]*Waits for a key\.[\s\S]*status: blocked|rev: 2[\s\S]*status: blocked/,
      );
      expect(done.answer.id).toBe(done.id('W1'));
    },
  },
  {
    code: 'W3',
    args: [...toldAs('Move the settings'), '--task-id', '$W1', '--body', 'One file.'],
    effect({ at, answer, id }) {
      expect(answer.record.path).toBe(`workplans/${answer.id}.md`);
      expect(at.read(answer.record.path)).toContain(`task: ${id('W1')}`);
    },
  },
  {
    code: 'W4',
    args: ['--id', '$W3', '--status', 'active'],
    effect: ({ at, id }) => expect(at.read(`workplans/${id('W3')}.md`)).toContain('status: active'),
  },
  {
    code: 'W5',
    args: ['--summary', 'Find it.', '--payload-json', '{"files":["a.ts"]}', '--task-id', '$W1'],
    effect: adds('subagent-packet', 'type: request', '"files":["a.ts"]'),
  },
  {
    code: 'W6',
    args: ['--summary', 'Found it.', '--reply-to', '$W5'],
    effect: (done) => adds('subagent-packet', 'type: ingest', `reply_to: ${done.id('W5')}`)(done),
  },
  {
    code: 'W7',
    args: ['--summary', 'Why does it hang?', '--payload-json', '{"step":2}'],
    effect: adds('diagnostic-packet', 'type: request', '"step":2'),
  },
  {
    code: 'W8',
    args: ['--summary', 'A lock.', '--reply-to', '$W7'],
    effect: (done) => adds('diagnostic-packet', 'type: ingest', `reply_to: ${done.id('W7')}`)(done),
  },
];

const L: Row[] = [
  GOTCHA,
  {
    code: 'L1',
    args: [...toldAs('Pin the clock'), '--cause', 'It is read twice.', '--correction', 'Read it once.'],
    effect: adds('learning', '## Root cause\n\nIt is read twice.'),
  },
  { code: 'G2', args: ['--limit', '5'], effect: holds('G1', 'L1') },
  { code: 'G3', args: ['--query', 'table drifts'], effect: holds('G1', 'L1') },
  { code: 'G4', args: ['--id', '$G1'], effect: shows('G1', 'The table drifts') },
  {
    code: 'L2',
    args: ['--id', '$G1', '--cause', 'Two tables.', '--correction', 'Generate one.'],
    effect(done) {
      adds('learning', `from: ${done.id('G1')}`, '## Root cause\n\nTwo tables.')(done);
      expect(done.at.read(`.kaizen/records/gotcha/${done.id('G1')}.md`)).toContain(`promoted_to: ${done.answer.id}`);
    },
  },
  { code: 'L4', args: [], effect: holds('L2', 'G1') },
  { code: 'L5', args: ['--query', 'clock'], effect: holds('L1', 'L2') },
  { code: 'L6', args: ['--id', '$L1'], effect: shows('L1', 'Pin the clock') },
  {
    code: 'L3',
    args: ['--id', '$L2', '--implemented', 'path:notes.md'],
    before: [
      ['record', 'add', 'verification', '--of', '$L2', '--conclusion', 'VERIFIED_ACCEPTABLE', '--summary', 'Fine.'],
    ],
    effect(done) {
      adds('learned', `from: ${done.id('L2')}`, 'path:notes.md')(done);
      expect(done.at.read(`.kaizen/records/learning/${done.id('L2')}.md`)).toContain('status: promoted');
    },
  },
  { code: 'L7', args: [], effect: holds('L3', 'L2') },
  { code: 'L8', args: ['--query', 'table'], effect: holds('L3') },
  { code: 'L9', args: ['--id', '$L3'], effect: shows('L3', 'The table drifts') },
];

const Q: Row[] = [
  TASK,
  {
    code: 'Q1',
    args: ['--task-id', '$W1', '--summary', 'The login works.', '--run', 'echo fine'],
    effect: adds('proof', 'The login works.', '"exit":0'),
  },
  {
    code: 'Q2',
    args: [
      '--task-id',
      '$W1',
      '--conclusion',
      'VERIFIED_ACCEPTABLE',
      '--summary',
      'Checks passed.',
      '--findings',
      '["one"]',
      '--severity',
      'low',
      '--body',
      'All ran.',
    ],
    effect(done) {
      adds(
        'verification',
        `of: ${done.id('W1')}`,
        'conclusion: VERIFIED_ACCEPTABLE',
        'severity: low',
        '## What was checked',
      )(done);
      expect(ledger(done.at)).toContain(`"task":"${done.id('W1')}"`);
    },
  },
  CASE,
  {
    code: 'Q4',
    args: ['--eval-case-id', '$Q3', '--exec', '--summary', 'Ran it.'],
    effect: (done) => adds('eval-run', `case: ${done.id('Q3')}`, 'status: passed', 'exit: 0')(done),
  },
  PATTERN,
  { code: 'Q6', args: ['--query', 'symptom'], effect: holds('Q5') },
  { code: 'Q7', args: ['--id', '$Q2'], effect: shows('Q2', 'Checks passed.') },
  {
    code: 'Q8',
    args: ['--kind', 'proposal', '--payload-json', '{"x":1}'],
    exit: 1,
    effect({ at, answer }) {
      expect(answer.valid).toBe(false);
      expect(answer.problems.map(({ field }: any) => field)).toEqual(
        expect.arrayContaining(['contract', 'title', 'summary']),
      );
      expect(existsSync(join(at.root, '.kaizen/records/proposal'))).toBe(false);
    },
  },
];

const S: Row[] = [
  SOURCE,
  { code: 'S2', args: ['--query', 'canonical'], effect: holds('S1') },
  { code: 'S3', args: ['--id', '$S1'], effect: shows('S1', 'rfc-8785') },
  {
    code: 'S4',
    args: [],
    effect: ({ at }) =>
      expect(JSON.parse(at.read('.kaizen/sources.lock.json')).sources).toMatchObject([
        { source_id: 'rfc-8785', version_or_commit: '2020' },
      ]),
  },
];

const I: Row[] = [
  {
    code: 'I1',
    args: ['--decision', 'Move to the parser', '--summary', 'It halves the time.'],
    effect: adds('review', 'title: Move to the parser'),
  },
  {
    code: 'I2',
    args: ['--review-id', '$I1', '--summary', 'It takes 2 s.', '--probability', '0.8', '--due', '2026-12-01'],
    effect: (done) => adds('forecast', 'probability: 0.8', `review: ${done.id('I1')}`)(done),
  },
  {
    code: 'I3',
    args: ['--review-id', '$I1', '--summary', 'First reads do not matter.'],
    effect: adds('correction', 'First reads do not matter.'),
  },
  {
    code: 'I4',
    args: ['--review-id', '$I1', '--forecast', '$I2', '--result', '1', '--summary', 'It takes 1.9 s.'],
    effect(done) {
      adds('outcome', 'result: 1')(done);
      expect(done.at.read(`.kaizen/records/forecast/${done.id('I2')}.md`)).toContain('status: resolved');
    },
  },
  {
    code: 'I5',
    args: ['--review-id', '$I1'],
    effect: ({ answer }) => expect(answer.sections[0].rows[0]).toEqual(['all', '1', '1', '0', '0.04', '0', '-']),
  },
];

const A: Row[] = [
  {
    code: 'A1',
    args: ['--path', 'notes.md', '--summary', 'Notes.'],
    effect: (done) => adds('artifact', 'file: notes.md', sha(done.at.read('notes.md')))(done),
  },
  {
    code: 'A2',
    args: ['--path', 'notes.md'],
    effect: ({ at, answer }) => expect(answer.sha256).toContain(sha(at.read('notes.md'))),
  },
  { code: 'A3', args: ['--id', '$A1'], effect: shows('A1', 'notes.md') },
  { code: 'A4', args: [], effect: holds('A1') },
  {
    code: 'A5',
    args: ['--id', '$A1'],
    effect: ({ at, answer }) =>
      expect(answer.files).toMatchObject([
        { path: 'notes.md', match: true, actual: expect.stringContaining(sha(at.read('notes.md'))) },
      ]),
  },
];

const X: Row[] = [
  {
    code: 'X1',
    args: [...toldAs('Ask first'), '--priority', 'critical', '--trigger', 'migration'],
    effect(done) {
      expect(done.answer.record.path).toContain('.kaizen/local/policy/');
      expect(written(done)).toContain('priority: critical');
      expect(done.at.git('status', '--porcelain', '-uall')).not.toContain('policy');
    },
  },
  { code: 'X2', args: [], effect: holds('X1') },
  { code: 'X3', args: ['--query', 'ask'], effect: holds('X1') },
  { code: 'X4', args: ['--id', '$X1'], effect: shows('X1', 'Ask first') },
  { code: 'X5', args: ['--trigger', 'migration'], effect: holds('X1') },
];

const E: Row[] = [
  {
    code: 'E1',
    args: ['--path', 'notes.md', '--source-id', 'notes', '--authority-tier', 'implementation'],
    effect({ at, answer }) {
      expect(at.read(`.kaizen/records/evidence/${answer.id}.md`)).toContain('Keys are sorted by their code units.');
      expect(at.read(`.kaizen/records/source/${answer.source}.md`)).toContain('source_id: notes');
    },
  },
  {
    code: 'E3',
    args: ['--id', '$E1'],
    effect: ({ answer, id }) => expect([answer.id, answer.total > 0]).toEqual([id('E1'), true]),
  },
  {
    code: 'E4',
    args: ['--query', 'sorted keys'],
    effect: ({ answer, id }) => expect(answer.hits[0].id).toContain(`${id('E1')}#`),
  },
  { code: 'E5', args: ['--id', '$E1'], effect: shows('E1', 'sorted') },
];

const T: Row[] = [
  TASK,
  {
    code: 'T1',
    args: [
      '--kind',
      'tool_call',
      '--summary',
      'Read the parser.',
      '--task-id',
      '$W1',
      '--payload-json',
      '{"total_tokens":40}',
    ],
    effect: ({ at, answer }) =>
      expect(textBelow(at, '.kaizen/records/trace')).toMatch(
        new RegExp(`${answer.id}.*"total_tokens":40.*"tool_call"`),
      ),
  },
  {
    code: 'T2',
    args: ['--payload-json', '{"name":"pass-rate","value":"0.9","data_type":"numeric","source":"deterministic"}'],
    effect: ({ at, answer }) =>
      expect(textBelow(at, '.kaizen/records/score')).toMatch(new RegExp(`${answer.id}.*"value_num":0.9`)),
  },
  {
    code: 'T3',
    args: ['--task-id', '$W1'],
    effect: ({ answer }) => expect(answer.sections[0].rows[0].slice(0, 2)).toEqual(['1', '40']),
  },
];

const O: Row[] = [
  { ...CASE, args: [...CASE.args, '--contract', 'parser'] },
  { code: 'O1', args: ['--contract', 'parser'], effect: holds('Q3') },
  {
    code: 'O2',
    args: [
      '--contract',
      'parser',
      ...toldAs('Test first'),
      '--metric',
      'pass-rate',
      '--baseline-score',
      '0.5',
      '--candidate-score',
      '0.6',
    ],
    effect: adds('proposal', 'baseline: 0.5', 'candidate: 0.6'),
  },
  {
    code: 'O3',
    args: ['--contract', 'parser'],
    effect: ({ answer, id }) =>
      expect(answer.sections[0].rows).toMatchObject([[id('O2'), 'parser', '+20.0 %', '-', '-', 'Test first']]),
  },
];

const R: Row[] = [
  TASK,
  GOTCHA,
  CASE,
  SOURCE,
  PATTERN,
  { code: 'Q1', args: ['--task-id', '$W1', '--summary', 'Seen.'], effect: adds('proof') },
  { code: 'R1', args: [], effect: holds('W1', 'G1') },
  {
    code: 'R2',
    args: ['--limit', '20'],
    effect: ({ answer, id }) =>
      expect(answer.sections[0].rows.map(([, , of]: string[]) => of)).toEqual(
        expect.arrayContaining([id('W1'), id('G1')]),
      ),
  },
  { code: 'R3', args: [], effect: holds('G1', 'W1') },
  { code: 'R4', args: [], effect: holds('Q1', 'W1') },
  { code: 'R5', args: [], effect: holds('Q3', 'W1') },
  { code: 'R6', args: [], effect: holds('S1', 'W1') },
  { code: 'R7', args: [], effect: holds('Q5', 'W1') },
  ...(['R8', 'R9', 'R10'] as const).map(
    (code, at): Row => ({
      code,
      args: ['--write'],
      effect({ at: repo, answer, id }) {
        const { from, to } = answer.period;
        expect((Date.parse(to) - Date.parse(from)) / 86_400_000).toBe([7, 30, 365][at]);
        expect(idsIn({ answer })).toContain(id('G1'));
        expect(repo.read(answer.path)).toContain(id('G1'));
      },
    }),
  ),
  { code: 'R11', args: ['--query', 'drifts'], effect: holds('G1', 'W1') },
];

const M: Row[] = [
  {
    code: 'M1',
    args: [],
    effect: ({ answer }) => expect(answer.files).toMatchObject([{ path: 'GOTCHA.md', entries: 1 }]),
  },
  {
    code: 'M2',
    args: [],
    effect: ({ answer }) => expect(answer.steps).toMatchObject([{ kind: 'gotcha', title: 'One thing', status: 'new' }]),
  },
  {
    code: 'M3',
    args: ['--confirm', '$M2'],
    effect({ at, answer }) {
      expect(at.read(answer.records[0].path)).toContain('origin: GOTCHA.md');
      expect(at.read('GOTCHA.md')).toBe('## One thing\n\nIt broke.\n');
    },
  },
  {
    code: 'M4',
    args: [],
    effect: ({ answer }) => expect([answer.ok, answer.compared[0].state]).toEqual([true, 'same']),
  },
  {
    code: 'M5',
    args: [],
    effect: ({ at }) => expect(at.read('.kaizen/reports/migration.md')).toContain('| GOTCHA.md | One thing |'),
  },
];

const Y: Row[] = [
  {
    code: 'Y1',
    args: ['--path', 'flow.json', '--task-id', '$W1'],
    effect: ({ at, answer, id }) => {
      expect([answer.status, answer.outputs[0].sha256]).toEqual(['completed', sha('picture')]);
      expect(at.read(answer.outputs[0].path)).toBe('picture');
      expect(at.read(answer.record.path)).toContain(`task: ${id('W1')}`);
    },
  },
  {
    code: 'Y2',
    args: ['--id', '$Y1'],
    effect: ({ answer }) => expect(answer.files.map(({ intact }: any) => intact)).toEqual([true, true]),
  },
  { code: 'Y3', args: [], effect: holds('Y1') },
  {
    code: 'Y4',
    args: ['--id', '$Y1'],
    effect: ({ at, answer, id }) => expect(at.read(answer.record.path)).toContain(`replay_of: ${id('Y1')}`),
  },
  { code: 'Y5', args: [], effect: ({ answer }) => expect(answer.state).toBe('ready') },
];

const B: Row[] = [
  {
    code: 'B1',
    args: [],
    effect: ({ answer: { text, embedding } }) =>
      expect([text, embedding].map(({ state, listed }: any) => [state, listed])).toEqual([
        ['ready', true],
        ['ready', true],
      ]),
  },
  {
    code: 'B2',
    args: ['--prompt', 'Why?'],
    effect({ at, answer }) {
      expect(at.read(answer.path)).toBe('You said: Why?');
      expect(at.read(answer.record.path)).toContain('status: completed');
    },
  },
  {
    code: 'B3',
    args: [],
    before: [['record', 'ingest', 'notes.md']],
    effect: ({ answer }) => expect([answer.embedded, answer.length]).toEqual([answer.chunks, 2]),
  },
];

/** All rows, by family: each family has a repository of its own, in which its rows run in this order. */
export const FAMILIES: Readonly<Record<string, readonly Row[]>> = {
  K,
  W,
  L,
  Q,
  S,
  I,
  A,
  X,
  E,
  T,
  O,
  R,
  M,
  Y: [TASK, ...Y],
  B,
};

/** What stands in each of these repositories. */
export const FILES: Readonly<Record<string, string>> = {
  'notes.md': '# Notes\n\n## Sorting\n\nKeys are sorted by their code units.\n',
  'GOTCHA.md': '## One thing\n\nIt broke.\n',
  'flow.json': '{"3":{"class_type":"KSampler","inputs":{"seed":42}}}',
};
