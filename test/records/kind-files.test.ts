import { expect, test } from 'vitest';
import { TASK, tree } from './tree.ts';

test('all that is wrong in kind files is said at once, by every command', () => {
  const at = tree({
    '.kaizen/kinds/task.yaml':
      'kind: task\nprefix: T1\nabout: x\nfields: { title: {}, hash: {} }\nrequired: [titel]\nlist: [nope]\ngates: [{ to: [shipped], needs: [{ wished: x }] }]\n',
    '.kaizen/kinds/risk.yaml': 'kind: risk\nprefix: rk\nabout: x\nfeilds: {}\n',
    '.kaizen/kinds/odd.yaml': 'kind: [\n',
  });
  for (const words of [TASK, ['record', 'list', 'gotcha'], ['record', 'kinds']]) {
    const { code, err } = at.ka(words);
    expect(code).toBe(2);
    for (const says of [
      '.kaizen/kinds/task.yaml: ',
      'prefix is "T1"',
      '"hash" is ka\'s own',
      'required names "titel"',
      'list names "nope"',
      'gates names the status "shipped"',
      'which nothing judges',
      '.kaizen/kinds/risk.yaml: ',
      'did you mean "fields"?',
      '.kaizen/kinds/odd.yaml: ',
    ])
      expect(err).toContain(says);
  }
  const { code, findings } = at.verify();
  expect(code).toBe(1);
  expect(findings.map(({ code: one, path }) => [one, path])).toEqual([
    ['bad-kind', '.kaizen/kinds/odd.yaml'],
    ['bad-kind', '.kaizen/kinds/risk.yaml'],
    ['bad-kind', '.kaizen/kinds/task.yaml'],
  ]);
});

test('an error of shape hides none of the others in its file, and makes up none', () => {
  const at = tree({
    '.kaizen/kinds/risk.yaml': `kind: task
prefix: RK
about: x
feilds: {}
fields: { title: { max_words: many }, hash: {}, odd: 5, status: { enum: [open], defalt: open } }
required: [title, titel]
list: [status, odd]
sections: [{ flag: how }, { title: Cause }]
gates: [{ to: [shipped, open], needs: [{ filled: Cause }], reasons: true }]
`,
  });
  const { code, err } = at.ka(['record', 'list', 'gotcha']);
  expect(code).toBe(2);
  expect(
    err
      .split('\n')[0]!
      .replace(/^ka: [^:]*: |\.$/g, '')
      .split('; ')
      .sort(),
  ).toEqual([
    '"hash" is ka\'s own',
    'did you mean "default"?',
    'did you mean "fields"?',
    'did you mean "reason"?',
    'fields.odd is 5, not a mapping',
    'fields.title.max_words is "many", not a whole number',
    'gates names the status "shipped", which it does not have',
    'kind is "task", unlike the file\'s name',
    'prefix is "RK", not one to eight small letters',
    'required names "titel", which it does not have',
    'sections[0].title is missing',
    'there is no key "feilds"',
    'there is no key "fields.status.defalt"',
    'there is no key "gates[0].reasons"',
  ]);
});

test('two kinds with one prefix are refused', () => {
  const at = tree({
    '.kaizen/kinds/risk.yaml':
      'kind: risk\nprefix: t\nabout: x\nfields: { title: {} }\nlist: [title]\nsearch: [title]\n',
  });
  expect(at.ka(['record', 'list', 'risk'])).toMatchObject({ code: 2, err: expect.stringContaining('risk and task') });
});

test('a repository adds a kind of its own, in a folder of its own', () => {
  const at = tree({
    '.kaizen/kinds/risk.yaml': `kind: risk
prefix: rk
about: what may go wrong
folder: docs/risks
fields:
  title: { max_words: 5, example: The disk fills up }
  odds: { type: number, minimum: 0, maximum: 1 }
  status: { enum: [open, closed], default: open }
  task: { link: task }
required: [title, odds]
sections: [{ title: How, flag: how }]
list: [status, odds, title]
`,
  });
  const task = at.ok(...TASK);
  const bad = at.ka(['record', 'add', 'risk', '--title', 'one two three four five six', '--odds', '2']);
  expect(bad.err).toMatch(/title has 6 words, at most 5[\s\S]*odds is 2, above 1/);
  const { id, record } = at.ok(
    'record',
    'add',
    'risk',
    '--title',
    'The disk fills up',
    '--odds',
    '0.2',
    '--how',
    'Logs.',
    '--task',
    task.id,
  );
  expect([id, record.path]).toEqual([expect.stringMatching(/^rk_/), `docs/risks/${id}.md`]);
  expect(at.read(record.path)).toContain('odds: 0.2\n');
  at.ok('record', 'update', id, '--status', 'closed');
  expect(at.ok('record', 'list', 'risk', '--status', 'closed').total).toBe(1);
  expect(at.verify()).toMatchObject({ code: 0, all: { records: 2 } });
});

test('a repository replaces a shipped kind; what then is not as it says is found', () => {
  const at = tree();
  const { id } = at.ok(...TASK);
  at.write(
    '.kaizen/kinds/task.yaml',
    'kind: task\nversion: 2\nprefix: t\nabout: our own\nfields: { title: {}, owner: {}, summary: {}, status: { enum: [active, shipped], default: active } }\nrequired: [title, owner]\nlist: [owner, title]\n',
  );
  const { codes, findings } = at.verify();
  expect(codes).toEqual(['bad-field', 'bad-field']);
  expect(findings.map(({ says }) => says).join('\n')).toMatch(/owner is missing[\s\S]*scope is no field of task/);
  at.edit(at.file('task'), /^scope: .*$/m, 'owner: me');
  at.ok('record', 'seal', id);
  expect(at.verify().code).toBe(0);
  expect(at.ok('record', 'kinds').kinds.find(({ kind }: any) => kind === 'task').version).toBe(2);
});

test('a kind of a cloned repository writes to no file that is not its own', () => {
  const kind = (more: string): string => `kind: risk\nprefix: rk\nabout: x\nfields: { title: {} }\n${more}\n`;
  const file = (path: string): string => `export_file: { path: ${path}, list: risks, sort_by: title, fields: [title] }`;
  for (const more of [
    'folder: .git/hooks',
    'folder: ../x',
    'folder: /tmp',
    file('.git/config'),
    file('package.json'),
    file('.kaizen/../a.json'),
  ]) {
    const at = tree({ '.kaizen/kinds/risk.yaml': kind(more) });
    expect([more, at.ka(['record', 'export', 'risk']).code]).toEqual([more, 2]);
  }
  const at = tree({ '.kaizen/kinds/risk.yaml': kind(file('.kaizen/risks.json')) });
  at.ok('record', 'add', 'risk', '--title', 'A');
  at.ok('record', 'export', 'risk');
  expect(JSON.parse(at.read('.kaizen/risks.json'))).toEqual({ risks: [{ title: 'A' }] });
});
