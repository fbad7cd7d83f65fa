import { basename, relative, resolve } from 'node:path';
import { KaError } from '../../lib/errors.ts';
import { resolveInside } from '../../store/files.ts';
import { hashFile } from '../../store/hash-file.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ path: string; allowExternal?: boolean }>({
  summary: "print a file's SHA-256 and size",
  positional: ['path'],
  required: ['path'],
  input: {
    path: { type: 'string', description: 'a file of the project', complete: 'files' },
    allowExternal: { type: 'boolean', description: 'also a file outside of it, which is named without its folder' },
  },
  examples: [
    { line: 'ka record hash package.json', says: 'what ka record add artifact would keep of it' },
    { line: 'ka record hash ~/Downloads/spec.pdf --allow-external', says: 'named external:spec.pdf' },
  ],
  run({ path, allowExternal }, ctx) {
    const { root } = findProject(ctx);
    const place = resolve(ctx.cwd, path);
    const below = relative(root, place).replaceAll('\\', '/');
    const file = allowExternal ? place : resolveInside(root, below);
    const isOutside = below.startsWith('..') || resolve(below) === below;
    const hash = hashFile(file);
    if (!hash) throw new KaError('no-file', `${path} is not there.`);
    const name = isOutside ? `external:${basename(place)}` : below;
    return { data: { schema_version: 1, path: name, ...hash }, text: `${hash.sha256}  ${hash.bytes}  ${name}` };
  },
});
