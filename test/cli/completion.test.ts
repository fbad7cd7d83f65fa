import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

/** What each shell offers behind a line, asked in the shell itself. */
const ASK: Record<string, (script: string, line: string) => string> = {
  bash: (script, line) =>
    `source ${script}; COMP_WORDS=(${line} ${line.endsWith(' ') ? "''" : ''}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _ka; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (script, line) =>
    `compdef() { :; }; source ${script}; compadd() { shift; print -l -- "$@"; }; _describe() { print -l -- \${\${(P)2}%%:*}; }; words=(${line} ${line.endsWith(' ') ? "''" : ''}); CURRENT=\${#words}; _ka`,
  fish: (script, line) => `source ${script}; complete -C '${line}' | string replace -r '\\t.*' ''; true`,
};

test.each(Object.keys(ASK).filter(has))('%s completes commands, flags, values and agents', (shell) => {
  const { ka, write, root } = repo({ 'agents/tdd.md': '', '.kaizen/agents/coach/memory.md': '' });
  write('script', ka(['completion', shell]).out);
  const ask = (line: string): string[] =>
    execFileSync(shell, ['-c', ASK[shell]!(join(root, 'script'), line)], { cwd: root, encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
  expect(ask('ka ')).toEqual(expect.arrayContaining(['init', 'metrics', 'memory', 'completion']));
  expect(ask('ka memory ').sort()).toEqual(['add', 'brief', 'init', 'list', 'merge', 'show']);
  expect(ask('ka memory brief ')).toEqual(['coach', 'tdd']);
  expect(ask('ka memory brief --budget 300 ')).toEqual(expect.arrayContaining(['tdd']));
  expect(ask('ka memory brief --b')).toContain('--budget');
  expect(ask('ka completion ').sort()).toEqual(['bash', 'fish', 'zsh']);
});

test('a shell that ka does not know is refused with those that it knows', () => {
  const ran = repo().ka(['completion', 'tcsh']);
  expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
});
