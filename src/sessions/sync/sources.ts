import { resolve } from 'node:path';
import { TRANSCRIPTS } from '../../harnesses/index.ts';
import {
  HARNESSES,
  type HarnessName,
  type Source,
  type Surroundings,
  type Transcripts,
} from '../../harnesses/transcripts.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { statFile } from '../../store/files.ts';

/** A source with its reader. */
export interface Found {
  source: Source;
  reader: Transcripts;
}

/** The name of a source: its first file. */
export const keyOf = ({ source }: Pick<Found, 'source'>): string => source.files[0]!;

export const surroundings = (ctx: Ctx): Surroundings => ({ env: ctx.env, home: ctx.home, platform: ctx.platform });

/** The reader of one harness. */
export const readerOf = async (name: HarnessName): Promise<Transcripts> => (await TRANSCRIPTS[name]()).default;

/** The source of a harness that a path is the first file of; null if it is gone. */
export async function sourceAt(name: HarnessName, path: string): Promise<Found | null> {
  const reader = await readerOf(name);
  const source = reader.discover(path).find((one) => keyOf({ source: one }) === path);
  return source ? { source, reader } : null;
}

/**
 * All sources of transcripts: in the tools' own folders, or below the given paths instead, where each harness knows its
 * files by their content.
 *
 * @param from paths, relative to the folder in which the program was started
 * @param only one tool's sources
 * @throws KaError `no-file` for a path that does not exist
 */
export async function findSources(
  ctx: Ctx,
  from: readonly string[] | null,
  only?: HarnessName,
): Promise<{ found: Found[]; unread: Array<{ path: string; why: string }> }> {
  const given = from?.map((path) => resolve(ctx.cwd, path));
  const missing = given?.find((path) => !statFile(path));
  if (missing !== undefined) throw new KaError('no-file', `${missing} does not exist.`);
  const found: Found[] = [];
  const unread: Array<{ path: string; why: string }> = [];
  const taken = new Set<string>();
  for (const name of only === undefined ? HARNESSES : [only]) {
    const reader = await readerOf(name);
    for (const path of given ?? reader.places(surroundings(ctx))) {
      for (const source of discover(reader, path, unread)) {
        const first = source.files[0];
        if (first === undefined || taken.has(first)) continue;
        taken.add(first);
        found.push({ source, reader });
      }
    }
  }
  return { found, unread };
}

/** A folder that cannot be looked into is named, and stops no other. */
function discover(reader: Transcripts, path: string, unread: Array<{ path: string; why: string }>): Source[] {
  try {
    return reader.discover(path);
  } catch (error) {
    unread.push({ path, why: error instanceof Error ? error.message : String(error) });
    return [];
  }
}
