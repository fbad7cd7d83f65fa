import { exampleDigest, touch } from '../../src/retro/example.ts';
import type { Digest } from '../../src/sessions/digests/digest.ts';
import { type Repo, repo } from '../repo.ts';

export { touch };

const LONG = Array.from({ length: 412 }, (_, i) => (i % 8 === 0 ? `def f${i}(a):` : `    if a: b${i} = ${i}`)).join(
  '\n',
);

/** The digests of a log, ended every four hours before 2026-11-20. */
export const logOf = (digests: readonly Digest[]): string => digests.map((one) => `${JSON.stringify(one)}\n`).join('');
export const LOG = '.kaizen/sessions/2026-11.jsonl';

/** Ten sessions: eight fight with a large file, all read a lock file, none uses the skill or keeps to the rule. */
export const sessions = (count = 10): Digest[] =>
  Array.from({ length: count }, (_, i) =>
    exampleDigest(i, {
      files: [...(i < 8 ? [touch('src/auth.py', 3, 2, 1, 2, 11)] : []), touch('uv.lock', 1, 0)],
      commands: [{ sig: 'npm install', runs: 1, errors: 0 }],
      tools: ['Bash', 'Read'].map((name) => ({ name, calls: 10, errors: 0, p50_ms: 5, p95_ms: 9 })),
    }),
  );

/** A repository with a large file, a skill and a rule, and these sessions. */
export function retroRepo(digests: readonly Digest[] = sessions()): Repo {
  return repo({
    'src/auth.py': LONG,
    'uv.lock': 'x = 1\n'.repeat(5000),
    'AGENTS.md': '# Rules\n\nUse `pnpm` instead of `npm`.\n',
    '.claude/skills/deploy/SKILL.md': '---\nname: deploy\ndescription: Deploys the thing.\n---\nDo it.\n',
    '.kaizen/.gitignore': 'local/\n',
    [LOG]: logOf(digests),
  });
}
