import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { type TarEntry, tar } from '../../lib/tar.ts';
import { readConfig } from '../../store/config.ts';
import { listFolder, readBytes, replaceFile, statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { findSecrets } from '../../store/redact/redact.ts';
import { type Manifest, makeManifest } from './manifest.ts';

const MAX_FILE = 1024 * 1024 * 1024;

/**
 * Copies every file of records beside a manifest of their hashes, as a folder or, by its name, as `.tar`, `.tar.gz` or `.tgz`.
 *
 * @param target absolute; nothing may stand there yet
 * @throws KaError `file-exists`, `secret` naming file, line and pattern, `disk-full`; nothing was written then
 */
export function writeBundle(project: Project, ctx: Ctx, target: string): Manifest {
  const there = statFile(target);
  if (there && !(there.isDirectory && listFolder(target).length === 0))
    throw new KaError('file-exists', `${target} is there already; nothing was written.`, 'ka record export --bundle …');
  const manifest = makeManifest(project, ctx);
  const { allow } = readConfig(project, ctx).redaction;
  const entries = manifest.files.map(({ path }): TarEntry => {
    const content = readBytes(join(project.root, path), MAX_FILE) ?? Buffer.alloc(0);
    const [secret] = findSecrets(content.toString('utf8'), allow);
    if (!secret) return { path, content };
    const where = `${path}, line ${secret.line},`;
    throw new KaError(
      'secret',
      `Nothing was written: ${where} holds what looks like a secret (${secret.pattern}).`,
      'ka redact check',
    );
  });
  const whole = [...entries, { path: 'manifest.json', content: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) }];
  if (!ctx.dryRun) write(project, target, whole);
  return manifest;
}

function write(project: Project, target: string, entries: readonly TarEntry[]): void {
  const tmp = join(project.local, 'tmp');
  if (!/\.(?:tar|tar\.gz|tgz)$/.test(target)) {
    for (const { path, content } of entries) replaceFile(join(target, path), content, tmp);
    return;
  }
  const archive = tar(entries);
  replaceFile(target, target.endsWith('.tar') ? archive : gzipSync(archive), tmp);
}
