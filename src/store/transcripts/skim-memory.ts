/*
 * What stands where in the memory of an instance of `wasm/skim.ts`, whose compiler reads this file, too (after a change:
 * `node scripts/skim.mjs`). Places and lengths are bytes; within a row or a cell, numbers of four bytes.
 */

/** Of 64 KiB. What was never written to takes no memory. */
export const PAGES: usize = 292;

/** Characters that may follow a backslash: a byte each. */
export const ESCAPES_AT: usize = 512;
/** Where a name that is to be kept is laid, with zeros behind it, and how long it may be. */
export const NAME_AT: usize = 800;
export const MOST_NAME: usize = 31;
/**
 * Names by their length: 16 entries of 40 bytes, each the first and last eight bytes of a name, those from the ninth and from
 * the 17th on, how to keep its value, and its number.
 */
export const NAMES_AT: usize = 1_024;
export const ENTRY: usize = 40;
export const PER_LENGTH: usize = 16;
/** Where what a line has in common with others is put together: an object of at most 960 bytes, then zeros. */
export const TOGETHER_AT: usize = 22_528;
export const MOST_TOGETHER: usize = 960;
/** The latest such objects: the length of each and, 16 bytes on, its text with zeros behind it. */
export const RECENT_AT: usize = 24_576;
export const RECENT_SPACE: usize = 1_024;
export const MOST_RECENT: usize = 16;
/** A row for each line, and how many fit. */
export const ROWS_AT: usize = 65_536;
export const MOST_ROWS: i32 = 7_168;
/** Where lines are to be laid, and how many bytes: the longest line that is read. */
export const IN_AT: usize = 524_288;
export const MOST_BYTES: usize = 8_388_609;
/** Where texts are found that were kept. */
export const OUT_AT: usize = 8_978_448;
/** Where cells are found, and how many bytes. */
export const CELLS_AT: usize = 17_432_576;
export const CELLS_ROOM: usize = 1_572_864;

/** Numbers of a row. */
export const ROW: usize = 16;
/** Where the line begins and ends. */
export const LINE_BEGIN: i32 = 0;
export const LINE_END: i32 = 1;
/** The cell with what is left of it; 0: nothing was shortened. */
export const LINE_CELL: i32 = 2;
/** Where its texts end. */
export const TEXTS_END: i32 = 3;
/** 1 if `x_` may stand in it. */
export const HAS_ID: i32 = 4;
/** Where each of three values that are kept apart begins (0: it is not there) and ends. */
export const APARTS: i32 = 5;
/** Which object of 16 it has in common with others, where that begins (0: a line before said it) and ends. */
export const COMMON_OBJECT: i32 = 11;
export const COMMON_BEGIN: i32 = 12;
export const COMMON_END: i32 = 13;
/** In the place of two: the first of the three values as a time (NaN: it is none). */
export const TIME: i32 = 14;

/** How a value is kept: not at all. */
export const KEEP_NOTHING: i32 = 0;
/** Its members by their names, and without its long strings. */
export const KEEP_CUT: i32 = 1;
/** With all that it holds. */
export const KEEP_WHOLE: i32 = 2;
/** In the outermost object: with what many lines have in common. */
export const KEEP_COMMON: i32 = 3;
/** There, if it is a plain string: only where it stands is told, in the first, second (5) or third (6) of three places. */
export const KEEP_APART: i32 = 4;
/** If it is a long string: its beginning. */
export const KEEP_START: i32 = 7;

/**
 * Numbers of a cell: its kind, with the number of its name (0: it has none) above four bits; and two more. A text that
 * is kept: from where to where it stands, as it is, or as JSON in its line, of which the last may be left out. An integer: itself.
 * An object or a list: the cell behind its last one, which begin behind it.
 */
export const CELL: usize = 3;
export const NAME_SHIFT: i32 = 4;
export const TEXT: i32 = 1;
export const JSON_TEXT: i32 = 2;
export const BEGUN_TEXT: i32 = 3;
export const LONG_TEXT: i32 = 4;
export const INTEGER: i32 = 5;
export const TRUE: i32 = 6;
export const FALSE: i32 = 7;
export const NULL: i32 = 8;
export const OBJECT: i32 = 9;
export const LIST: i32 = 10;
