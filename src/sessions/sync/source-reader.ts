import { lazy } from '../../lib/lazy.ts';
import { readSessionBook } from '../../metrics/records/session-book.ts';
import { readPrices } from '../../models/prices.ts';
import type { Config } from '../../store/config.ts';
import type { Project } from '../../store/project.ts';
import { type ReadSource, readSource } from './read-source.ts';
import type { Replays } from './settle-replays.ts';
import type { Found } from './sources.ts';
import { type Whose, whoseSessions } from './whose.ts';

/** What reading needs of its surroundings: plain data, so that it can be handed to a thread. */
export interface ReadingSetup {
  project: Project;
  home: string | null;
  dist: string;
  overrides: Config['prices']['overrides'];
  correctionKey: string | null;
  /** Of the project in all work trees. */
  roots: readonly string[];
  allProjects: boolean;
}

/** Reads sources one by one into digests, each with the replies that belong to earlier sessions (`FoldOptions`). */
export type ReadOne = (one: Found, replayed: Replays, earlier?: ReadonlySet<string>) => Promise<ReadSource>;

export function sourceReader(setup: ReadingSetup, whose: Whose = whoseOf(setup)): ReadOne {
  const { overrides, correctionKey, allProjects } = setup;
  const settings = { prices: readPrices(setup), overrides, rootOf: whose.rootOf, correctionKey };
  return async (one, replayed, earlier) => {
    await one.reader.prepare?.(one.source);
    return readSource(
      one,
      { ...settings, replayed, ...(earlier ? { earlier } : {}) },
      (place) => allProjects || whose.isOwn(place),
    );
  };
}

const whoseOf = ({ project, home, roots }: ReadingSetup): Whose =>
  whoseSessions(
    project,
    { home },
    roots,
    lazy(() => readSessionBook(project)),
  );
