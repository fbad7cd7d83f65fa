import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { KaError } from '../../lib/errors.ts';
import { readBytes, replaceFile } from '../../store/files.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import type { Project } from '../../store/project.ts';

/** Vectors of one model, by the hash of the text that each is of. */
export interface Vectors {
  model: string;
  byText: Map<string, Float32Array>;
}

const VERSION = 1;
const MAX_BYTES = 2 * 1024 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The key of a text: 32 hex digits of its SHA-256. */
export const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** `.kaizen/local/cache/vectors/<model>-<hash>.f32`: one file a model. */
function fileOf(project: Project, model: string): string {
  const name = model.replace(/[^A-Za-z0-9._-]+/g, '-').slice(-60);
  return join(project.local, 'cache', 'vectors', `${name}-${keyOf(model).slice(0, 8)}.f32`);
}

/** How many numbers each vector has; 0 while there is none. */
const lengthOf = ({ byText }: Vectors): number => byText.values().next().value?.length ?? 0;

/** Those that are kept; none if the file is missing or was cut short: it is made again. */
export function readVectors(project: Project, model: string): Vectors {
  const none = { model, byText: new Map() };
  const bytes = readBytes(fileOf(project, model), MAX_BYTES);
  const end = bytes?.indexOf(NEWLINE) ?? -1;
  if (bytes === null || end < 0) return none;
  let head: { version?: unknown; model?: unknown; length: number; keys: string[] };
  try {
    head = JSON.parse(bytes.toString('utf8', 0, end));
  } catch {
    return none;
  }
  const { version, length, keys } = head;
  if (version !== VERSION || head.model !== model || bytes.length !== end + 1 + keys.length * length * 4) return none;
  // A copy: floats begin at a multiple of four.
  const floats = new Float32Array(new Uint8Array(bytes.subarray(end + 1)).buffer);
  return { model, byText: new Map(keys.map((key, at) => [key, floats.subarray(at * length, (at + 1) * length)])) };
}

/** Little-endian float32 after a line of JSON: `{version, model, length, keys}`. */
export function writeVectors(project: Project, vectors: Vectors): void {
  const { model, byText } = vectors;
  const length = lengthOf(vectors);
  const head = `${JSON.stringify({ version: VERSION, model, length, keys: [...byText.keys()] })}\n`;
  const floats = new Float32Array(byText.size * length);
  [...byText.values()].forEach((vector, at) => {
    floats.set(vector, at * length);
  });
  hideLocal(project);
  const bytes = Buffer.concat([Buffer.from(head), Buffer.from(floats.buffer)]);
  replaceFile(fileOf(project, model), bytes, join(project.local, 'tmp'));
}

/** @throws KaError `mixed-vectors` where another model seems to answer to the name: their vectors mean nothing beside each other */
export function refuseMixed(vectors: Vectors, vector: ArrayLike<number>): void {
  const length = lengthOf(vectors);
  if (length === 0 || vector.length === length) return;
  const says = `${vectors.model} gave a vector of ${vector.length} numbers; those that are kept have ${length}.`;
  throw new KaError('mixed-vectors', says, 'ka model embed --anew', 1);
}
