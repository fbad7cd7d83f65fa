import { readPrices } from '../../models/prices.ts';
import type { Config } from '../../store/config.ts';
import type { ReadLines } from '../../store/transcripts/skim-lines.ts';
import { type ReadSource, readSource } from './read-source.ts';
import type { Replays } from './settle-replays.ts';
import type { Found } from './sources.ts';
import type { Whose } from './whose.ts';

/** What reading needs of its surroundings. */
export interface ReadingSetup {
  /** Folder of the built program. */
  dist: string;
  overrides: Config['prices']['overrides'];
  correctionKey: string | null;
  whose: Whose;
  allProjects: boolean;
}

/** How one source is to be read: with the replies that belong to earlier sessions (`FoldOptions`). */
export interface HowToRead {
  replayed: Replays;
  earlier?: ReadonlySet<string>;
  lines?: ReadLines;
}

/** Reads sources one by one into digests. */
export type ReadOne = (one: Found, how: HowToRead) => Promise<ReadSource>;

export function sourceReader({ dist, overrides, correctionKey, whose, allProjects }: ReadingSetup): ReadOne {
  const settings = {
    prices: readPrices({ dist }),
    overrides,
    rootOf: whose.rootOf,
    folderOf: whose.folderOf,
    correctionKey,
  };
  return async (one, { replayed, earlier, lines }) => {
    await one.reader.prepare?.(one.source);
    return readSource(
      one,
      { ...settings, replayed, ...(earlier ? { earlier } : {}) },
      (place) => allProjects || whose.isOwn(place),
      lines,
    );
  };
}
