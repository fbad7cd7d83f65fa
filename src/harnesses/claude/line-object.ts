import type { SkimmedLine } from '../../store/transcripts/skim-lines.ts';
import { knownTime, timeOf } from './file-reading.ts';
import type { Head, Line } from './line.ts';

/** One object of a transcript, as `session-events.ts` takes it. */
export interface LineObject {
  /** What most lines of a file have in common: where it is the same it may be the same object. */
  readonly head: Head;
  /** All else that is read of it. */
  readonly line: Line;
  /** Milliseconds since 1970; null where it notes no time. */
  readonly at: number | null;
  uuid(): unknown;
  parentUuid(): unknown;
  /** The text of its line if an execution id may stand in it, else anything. */
  raw(): string;
}

/** An object that was parsed as a whole. */
export const wholeObject = (line: Line, text: string): LineObject => ({
  head: line,
  line,
  at: timeOf(line.timestamp),
  uuid: () => line.uuid,
  parentUuid: () => line.parentUuid,
  raw: () => text,
});

/** An object on a shortened line: what few lines are asked for is fetched when it is asked for. */
export class ShortObject implements LineObject {
  readonly head: Head;
  readonly line: Line;
  readonly at: number | null;
  private readonly skimmed: SkimmedLine;

  /** @param line its text, parsed */
  constructor(skimmed: SkimmedLine, line: Line) {
    this.head = skimmed.common;
    this.line = line;
    const time = skimmed.time();
    this.at = Number.isNaN(time) ? timeOf(skimmed.apart(0) ?? line.timestamp) : knownTime(time);
    this.skimmed = skimmed;
  }

  uuid(): unknown {
    return this.skimmed.apart(1) ?? this.line.uuid;
  }

  parentUuid(): unknown {
    return this.skimmed.apart(2) ?? this.line.parentUuid;
  }

  raw(): string {
    return this.skimmed.mentionsId() ? this.skimmed.whole() : '';
  }
}
