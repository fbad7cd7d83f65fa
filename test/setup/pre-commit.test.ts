import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addCheck, dropCheck } from '../../src/setup/pre-commit.ts';
import { repo } from '../repo.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
const SECRET = ['gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');
const HOOK = '.git/hooks/pre-commit';

/** A repository whose git finds `ka` on the PATH of its hooks, where `installed`. */
function committing(files: Record<string, string> = {}, installed = true) {
  const at = repo({ 'CLAUDE.md': '', ...files });
  const bin = join(at.home, 'bin');
  mkdirSync(bin);
  if (installed) {
    writeFileSync(join(bin, 'ka'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
    chmodSync(join(bin, 'ka'), 0o755);
  }
  // The rest of the PATH may have a ka of its own.
  for (const name of ['git', 'sh', 'bash', 'node']) {
    const real = at.git('-c', `alias.w=!command -v ${name}`, 'w').trim();
    symlinkSync(real, join(bin, name));
  }
  const init = (...args: string[]) => at.ka(['init', '--harness', 'claude', ...args]);
  const commit = (): { code: number; says: string } => {
    try {
      at.git('add', '-A');
      at.git('-c', `alias.c=!PATH='${bin}' git commit -q -m x`, 'c');
      return { code: 0, says: '' };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string };
      return { code: status, says: stderr };
    }
  };
  return { ...at, init, commit };
}

test('a secret that is staged stops the commit; one that stands outside .kaizen does not', () => {
  const at = committing();
  expect(at.init('--pre-commit').code).toBe(0);
  expect(statSync(join(at.root, HOOK)).mode & 0o111).toBe(0o111);
  expect(at.commit()).toMatchObject({ code: 0 });
  at.write('notes.md', SECRET);
  expect(at.commit()).toMatchObject({ code: 0 });
  at.write('.kaizen/agents/main/memory.md', `- use ${SECRET}\n`);
  const { code, says } = at.commit();
  expect([code, says]).toEqual([1, expect.stringContaining('.kaizen/agents/main/memory.md:1: github-token')]);
  expect(says).not.toContain(SECRET);
});

test('what is staged counts, not what lies in the work tree', () => {
  const at = committing();
  at.init('--pre-commit');
  at.write('.kaizen/a.md', SECRET);
  at.git('add', '-A');
  at.write('.kaizen/a.md', 'clean');
  expect(at.ka(['redact', 'check', '--staged'])).toMatchObject({ code: 1 });
  at.git('add', '-A');
  at.write('.kaizen/a.md', SECRET);
  expect(at.ka(['redact', 'check', '--staged'])).toMatchObject({ code: 0 });
});

test('a hook that is there is kept and runs on, also past its exit; it comes back to the byte', () => {
  const own = '#!/usr/bin/env bash\necho mine >> ran.txt\nexit 0\n';
  const at = committing();
  at.write(HOOK, own);
  chmodSync(join(at.root, HOOK), 0o755);
  at.init('--pre-commit');
  expect(at.init('--pre-commit').out).toContain('nothing to change');
  expect(at.read(HOOK)).toMatch(/^#!\/usr\/bin\/env bash\n# ka:start/);
  expect(at.commit().code).toBe(0);
  expect(at.read('ran.txt')).toBe('mine\n');
  at.write('.kaizen/a.md', SECRET);
  expect(at.commit().code).toBe(1);
  at.ka(['init', '--remove']);
  expect(at.read(HOOK)).toBe(own);
});

test('a hook of its own is gone again', () => {
  const at = committing();
  at.init('--pre-commit');
  at.ka(['init', '--remove']);
  expect(() => statSync(join(at.root, HOOK))).toThrow();
});

test('a teammate without ka notices nothing', () => {
  const at = committing({}, false);
  at.init('--pre-commit');
  at.write('.kaizen/a.md', SECRET);
  expect(at.commit()).toEqual({ code: 0, says: '' });
});

test('core.hooksPath is honoured; husky\u2019s own folder is left alone; one that others share is refused', () => {
  const at = committing();
  at.git('config', 'core.hooksPath', 'hooks');
  at.init('--pre-commit');
  expect(at.read('hooks/pre-commit')).toContain('ka redact check');
  at.ka(['init', '--remove']);
  at.git('config', 'core.hooksPath', '.husky/_');
  at.init('--pre-commit');
  expect(at.read('.husky/pre-commit')).toContain('ka redact check');
  at.git('config', 'core.hooksPath', at.home);
  expect(at.init('--pre-commit')).toMatchObject({
    code: 2,
    err: expect.stringContaining('which other repositories share'),
  });
});

test('a hook in another language is left alone, and the call to add is named', () => {
  const at = committing();
  at.write(HOOK, '#!/usr/bin/env python3\nprint(1)\n');
  const { code, err } = at.init('--pre-commit');
  expect([code, err]).toEqual([2, expect.stringContaining('try: ka redact check --staged')]);
  expect(at.read(HOOK)).toBe('#!/usr/bin/env python3\nprint(1)\n');
});

test('any shell hook gets the block once and gives it back to the byte', () => {
  const part = fc.constantFrom('a', '\n', '\r\n', '# x', ' ', 'exit 0');
  const head = fc.constantFrom('', '#!/bin/sh', '#!/bin/sh\n', '#!/usr/bin/env bash -e\n', '#!/bin/sh\r\n');
  const hook = fc.tuple(head, fc.array(part, { maxLength: 10 })).map(([first, rest]) => first + rest.join(''));
  fc.assert(
    fc.property(hook, (text) => {
      let after: string;
      try {
        after = addCheck(text, '');
      } catch {
        return;
      }
      expect(addCheck(after, '')).toBe(after);
      expect(dropCheck(after)).toBe(text);
      expect(dropCheck(addCheck(after, "it's"))).toBe(text);
    }),
    { numRuns: 500 },
  );
});
