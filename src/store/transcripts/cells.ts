import {
  BEGUN_TEXT,
  CELL,
  FALSE,
  INTEGER,
  JSON_TEXT,
  LIST,
  LONG_TEXT,
  NAME_SHIFT,
  NULL,
  OBJECT,
  OUT_AT,
  TEXT,
  TRUE,
} from './skim-memory.ts';
import type { Skimmed } from './skimmer.ts';

/** What stands for a long string, and seldom for itself. */
export const CUT = '\0';

/**
 * What is left of some lines: values, each in a cell, behind that of an object or a list its members. A cell is known by
 * its place. Readers of millions take the members that they know from here, into objects that all have the same fields.
 */
export class Cells {
  private readonly cells: Int32Array;
  private readonly memory: Buffer;
  private readonly names: readonly string[];
  /** All texts. */
  private readonly texts: string;

  /** @param end of the texts that were kept */
  constructor({ cells, memory, names }: Skimmed, end: number) {
    this.cells = cells;
    this.memory = memory;
    this.names = names;
    this.texts = memory.toString('latin1', OUT_AT, end);
  }

  isObject(at: number): boolean {
    return this.kindOf(at) === OBJECT;
  }

  isList(at: number): boolean {
    return this.kindOf(at) === LIST;
  }

  /** The first member of an object or a list, if it has one. */
  firstIn(at: number): number {
    return at + CELL;
  }

  /** Behind a value and all that it holds: the next member, or the end of what holds it. */
  behind(at: number): number {
    return this.kindOf(at) >= OBJECT ? this.cells[at + 1]! : at + CELL;
  }

  /** The name of an object's member. */
  nameOf(at: number): string {
    return this.names[this.cells[at]! >> NAME_SHIFT]!;
  }

  /** The value, as `JSON.parse` gives it, but for what was left out. */
  valueOf(at: number): unknown {
    const { cells } = this;
    switch (this.kindOf(at)) {
      case TEXT:
        return this.texts.slice(cells[at + 1]! - OUT_AT, cells[at + 2]! - OUT_AT);
      case JSON_TEXT:
        return JSON.parse(this.memory.toString('utf8', cells[at + 1]!, cells[at + 2]!));
      case BEGUN_TEXT:
        return `${JSON.parse(`${this.memory.toString('utf8', cells[at + 1]!, cells[at + 2]!)}"`)}${CUT}`;
      case LONG_TEXT:
        return CUT;
      case INTEGER:
        return cells[at + 1]!;
      case TRUE:
        return true;
      case FALSE:
        return false;
      case NULL:
        return null;
      case LIST:
        return this.listAt(at);
      default:
        return this.objectAt(at);
    }
  }

  private listAt(at: number): unknown[] {
    const list: unknown[] = [];
    const end = this.behind(at);
    for (let one = at + CELL; one < end; one = this.behind(one)) list.push(this.valueOf(one));
    return list;
  }

  private objectAt(at: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    const end = this.behind(at);
    for (let one = at + CELL; one < end; one = this.behind(one)) object[this.nameOf(one)] = this.valueOf(one);
    return object;
  }

  private kindOf(at: number): number {
    return this.cells[at]! & ((1 << NAME_SHIFT) - 1);
  }
}
