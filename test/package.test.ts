import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo, scratch } from './repo.ts';

const ROOT = join(import.meta.dirname, '..');

/** Packs a copy of what ships, so that a build beside this test cannot change it under way. */
function pack(): string {
  const [copy, out] = [scratch(), scratch()];
  for (const name of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'agents', 'templates', 'schemas']) {
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  }
  cpSync(join(ROOT, process.env.KA_DIST ?? 'dist'), join(copy, 'dist'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', out], { cwd: copy, stdio: 'pipe' });
  return join(out, readdirSync(out)[0]!);
}

test('the packed tarball installs globally and works without the checkout', () => {
  const tarball = pack();
  const prefix = scratch();
  execFileSync('npm', ['install', '--global', '--offline', '--prefix', prefix, tarball], { stdio: 'pipe' });
  const { root, home } = repo();
  const ka = (...args: string[]): string =>
    execFileSync(join(prefix, 'bin', 'ka'), args, {
      cwd: root,
      env: { PATH: process.env.PATH!, HOME: home },
      encoding: 'utf8',
    });
  ka('agents', 'install', 'tdd-workflow');
  ka('metrics', 'record', 'tdd-workflow', '--success');
  expect(ka('metrics', 'list')).toContain('tdd-workflow');
  expect(ka('memory', 'brief', 'tdd-workflow')).toContain('## Performance Summary');
  expect(existsSync(join(prefix, 'bin', 'kaizen-agentic'))).toBe(true);
  expect(readFileSync(join(prefix, 'lib/node_modules/kaizen-agentic/dist/THIRD_PARTY_LICENSES'), 'utf8')).toContain(
    'commander',
  );
});

test('the lock file records no download address', () => {
  expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(
    /https?:\/\/(?!(www\.)?(opencollective|github|paypal|tidelift))\S*\.tgz/,
  );
});

test("the lock file names every platform's optional package, without which npm 11 refuses to install", () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});
