/*
 * AssemblyScript, compiled to `src/store/transcripts/skim-code.ts` by `node scripts/skim.mjs`; used by `src/store/transcripts/skim-lines.ts`.
 *
 * Shortens lines of JSON: of objects only members with the given names are left, of long strings only a mark. A line is
 * checked by the whole grammar of JSON, also in what is left out: what is shortened here, `JSON.parse` would take. A line in
 * any doubt is handed on as it is. Strings are skipped 16 bytes at a time, which is why this is no JavaScript. What is left
 * comes as cells instead of text, so that nobody has to parse it again.
 *
 * The caller lays a line feed behind the last line: no token of JSON goes on over one, so nothing is read beyond.
 */

import {
  APARTS,
  BEGUN_TEXT,
  CELL as CELL_NUMBERS,
  COMMON_BEGIN,
  COMMON_END,
  COMMON_OBJECT,
  ENTRY,
  ESCAPES_AT,
  FALSE,
  HAS_ID,
  INTEGER,
  JSON_TEXT,
  KEEP_APART,
  KEEP_COMMON,
  KEEP_CUT,
  KEEP_NOTHING,
  KEEP_START,
  KEEP_WHOLE,
  LINE_BEGIN,
  LINE_CELL,
  LINE_END,
  LIST,
  LONG_TEXT,
  MOST_NAME,
  MOST_RECENT,
  MOST_TOGETHER,
  NAME_SHIFT,
  NAMES_AT,
  NULL,
  OBJECT,
  PER_LENGTH,
  RECENT_AT,
  RECENT_SPACE,
  ROW as ROW_NUMBERS,
  TEXT,
  TEXTS_END,
  TIME,
  TOGETHER_AT,
  TRUE,
} from '../src/store/transcripts/skim-memory.ts';

/** Bytes of a number in a row or a cell, of a row, of a cell. */
const NUMBER: usize = 4;
const ROW: usize = NUMBER * ROW_NUMBERS;
const CELL: usize = NUMBER * CELL_NUMBERS;

/** A value nested deeper is left to `JSON.parse`, which does not recurse. */
const DEEPEST: i32 = 100;
/** A string of more bytes than this is cut. */
const LONG: usize = 98;
/** Of a string of more bytes than `LONG_START` the beginning is about so long. */
const LONG_START: usize = 544;
const START_BYTES: usize = 512;

/** Where reading and writing stand. */
let at: usize = 0;
let out: usize = 0;
let row: usize = 0;
/** The next cell, the first of all, and the end of the room for them. */
let cell: usize = 0;
let firstCell: usize = 0;
let endOfCells: usize = 0;
/** How many names there are; that of the member at hand. */
let names: i32 = 0;
let named: i32 = 0;
/** Behind what was put together; how many of the recent objects gave way. */
let together: usize = TOGETHER_AT;
let turns: usize = 0;
/** Whether the last string had a backslash. */
let escaped: bool = false;
/** Not all zero: `x_` was met in this line. */
let ids: v128 = i8x16.splat(0);
/** Not zero: a byte that was copied is not ASCII. */
let signs: i32 = 0;

/** Adds a name of 1 to 31 bytes, laid at `from` with 8 zeros behind it. @returns false where its length has 15 already */
export function keep(from: usize, length: usize, how: i32): bool {
  // " \ / b f n r t
  store<u8>(ESCAPES_AT + 0x22, 1);
  store<u8>(ESCAPES_AT + 0x5c, 1);
  store<u8>(ESCAPES_AT + 0x2f, 1);
  store<u8>(ESCAPES_AT + 0x62, 1);
  store<u8>(ESCAPES_AT + 0x66, 1);
  store<u8>(ESCAPES_AT + 0x6e, 1);
  store<u8>(ESCAPES_AT + 0x72, 1);
  store<u8>(ESCAPES_AT + 0x74, 1);
  names++;
  // The last entry of a length stays empty: it ends the search.
  for (let n: usize = 0; n < PER_LENGTH - 1; n++) {
    const entry = NAMES_AT + (length * PER_LENGTH + n) * ENTRY;
    if (load<u8>(entry, 32) !== 0) continue;
    store<u64>(entry, headOf(from, length));
    store<u64>(entry, tailOf(from, length), 8);
    store<u64>(entry, length > 16 ? load<u64>(from, 8) : 0, 16);
    store<u64>(entry, length > 24 ? load<u64>(from, 16) : 0, 24);
    store<u8>(entry, how, 32);
    store<u8>(entry, names, 33);
    return true;
  }
  return false;
}

function headOf(from: usize, length: usize): u64 {
  const word = load<u64>(from);
  return length >= 8 ? word : word & (((<u64>1) << (length << 3)) - 1);
}

function tailOf(from: usize, length: usize): u64 {
  return length >= 8 ? load<u64>(from + length - 8) : 0;
}

/** How to keep the value of a name, whose number is noted. */
function lookUp(from: usize, length: usize): i32 {
  if (length > MOST_NAME) return KEEP_NOTHING;
  let entry = NAMES_AT + length * PER_LENGTH * ENTRY;
  let how = <i32>load<u8>(entry, 32);
  if (how === KEEP_NOTHING) return KEEP_NOTHING;
  const head = headOf(from, length);
  const tail = tailOf(from, length);
  while (
    how !== KEEP_NOTHING &&
    (load<u64>(entry) !== head || load<u64>(entry, 8) !== tail || !isMiddle(entry, from, length))
  ) {
    entry += ENTRY;
    how = <i32>load<u8>(entry, 32);
  }
  named = <i32>load<u8>(entry, 33);
  return how;
}

function isMiddle(entry: usize, from: usize, length: usize): bool {
  if (length > 16 && load<u64>(entry, 16) !== load<u64>(from, 8)) return false;
  return length <= 24 || load<u64>(entry, 24) === load<u64>(from, 16);
}

/** Writes what stands between two places; may spoil 15 bytes behind it. */
function copy(from: usize, to: usize): void {
  let place = out;
  for (let read = from; read < to; read += 16) {
    const bytes = v128.load(read);
    const all = i8x16.bitmask(bytes);
    signs |= read + 16 > to ? all & ((1 << (<i32>(to - read))) - 1) : all;
    v128.store(place, bytes);
    place += 16;
  }
  out += to - from;
}

/** @returns whether there is room for it */
function putCell(kind: i32, name: i32, a: usize, b: usize): bool {
  if (cell + CELL > endOfCells) return false;
  store<u32>(cell, kind | (name << NAME_SHIFT));
  store<u32>(cell, <u32>a, 4);
  store<u32>(cell, <u32>b, 8);
  cell += CELL;
  return true;
}

/** Keeps a string whose quotes stand at both ends: the text itself where that is what is between them. */
function putString(from: usize, to: usize, name: i32): bool {
  if (escaped) return putCell(JSON_TEXT, name, from, to);
  const begin = out;
  signs = 0;
  copy(from + 1, to - 1);
  if (signs === 0) return putCell(TEXT, name, begin, out);
  out = begin;
  return putCell(JSON_TEXT, name, from, to);
}

/** Keeps a number: itself where it is a short integer. */
function putNumber(from: usize, to: usize, name: i32): bool {
  if (to - from > 9) return putCell(JSON_TEXT, name, from, to);
  let value = 0;
  for (let place = from; place < to; place++) {
    const digit = <i32>load<u8>(place) - 0x30;
    if (<u32>digit > 9) return putCell(JSON_TEXT, name, from, to);
    value = value * 10 + digit;
  }
  return putCell(INTEGER, name, value, 0);
}

function put(sign: u32): void {
  store<u8>(out++, sign);
}

function skipBlank(): void {
  let sign = load<u8>(at);
  while (sign === 0x20 || sign === 0x09 || sign === 0x0d) sign = load<u8>(++at);
}

function isHex(sign: u32): bool {
  return (sign >= 0x30 && sign <= 0x39) || ((sign | 0x20) >= 0x61 && (sign | 0x20) <= 0x66);
}

/** From the opening quote of a string to behind its closing one. */
function skipString(): bool {
  escaped = false;
  at++;
  while (true) {
    const bytes = v128.load(at);
    const x = i8x16.eq(bytes, i8x16.splat(0x78));
    ids = v128.or(ids, v128.and(x, i8x16.eq(v128.load(at, 1), i8x16.splat(0x5f))));
    const quote = i8x16.eq(bytes, i8x16.splat(0x22));
    const backslash = i8x16.eq(bytes, i8x16.splat(0x5c));
    const control = i8x16.lt_u(bytes, i8x16.splat(0x20));
    const stops = i8x16.bitmask(v128.or(v128.or(quote, backslash), control));
    if (stops === 0) {
      at += 16;
      continue;
    }
    at += ctz(stops);
    const sign = load<u8>(at);
    if (sign === 0x22) {
      at++;
      return true;
    }
    if (sign !== 0x5c || !skipEscape()) return false;
  }
}

function skipEscape(): bool {
  escaped = true;
  const sign = load<u8>(at, 1);
  if (load<u8>(ESCAPES_AT + sign) !== 0) {
    at += 2;
    return true;
  }
  if (sign !== 0x75) return false;
  for (let n: usize = 2; n < 6; n++) if (!isHex(load<u8>(at + n))) return false;
  at += 6;
  return true;
}

function skipDigits(): bool {
  const start = at;
  let sign = load<u8>(at);
  while (sign >= 0x30 && sign <= 0x39) sign = load<u8>(++at);
  return at > start;
}

function skipNumber(): bool {
  if (load<u8>(at) === 0x2d) at++;
  if (load<u8>(at) === 0x30) at++;
  else if (!skipDigits()) return false;
  if (load<u8>(at) === 0x2e) {
    at++;
    if (!skipDigits()) return false;
  }
  if ((load<u8>(at) | 0x20) !== 0x65) return true;
  at++;
  const sign = load<u8>(at);
  if (sign === 0x2b || sign === 0x2d) at++;
  return skipDigits();
}

/** Skips a word by its last four letters; its first was seen. */
function skipWord(letters: u32, length: usize): bool {
  if (load<u32>(at + length - 4) !== letters) return false;
  at += length;
  return true;
}

/** Keeps how a long string begins. It ends behind a character, and no part of an escape is left. */
function putStart(start: usize, name: i32): bool {
  let end = start + 1;
  while (end < start + START_BYTES) end += load<u8>(end) !== 0x5c ? 1 : load<u8>(end, 1) === 0x75 ? 6 : 2;
  while ((load<u8>(end) & 0xc0) === 0x80) end++;
  return putCell(BEGUN_TEXT, name, start, end);
}

function takeValue(how: i32, depth: i32, name: i32): bool {
  const start = at;
  const sign = load<u8>(at);
  if (sign === 0x22) {
    if (!skipString()) return false;
    if (how === KEEP_NOTHING) return true;
    if (how === KEEP_CUT && at - start > LONG) return putCell(LONG_TEXT, name, 0, 0);
    if (how === KEEP_START && at - start > LONG_START) return putStart(start, name);
    // Not among texts of which parts are kept for long: it is seldom asked for.
    if (how === KEEP_START && at - start > LONG) return putCell(JSON_TEXT, name, start, at);
    return putString(start, at, name);
  }
  if (sign === 0x7b || sign === 0x5b) {
    const parts = how === KEEP_CUT || how === KEEP_START ? KEEP_CUT : KEEP_NOTHING;
    if (!(sign === 0x7b ? takeObject(parts, depth + 1, name) : takeArray(parts, depth + 1, name))) return false;
    return how !== KEEP_WHOLE || putCell(JSON_TEXT, name, start, at);
  }
  if (sign === 0x74) return skipWord(0x65757274, 4) && (how === KEEP_NOTHING || putCell(TRUE, name, 0, 0));
  if (sign === 0x66) return skipWord(0x65736c61, 5) && (how === KEEP_NOTHING || putCell(FALSE, name, 0, 0));
  if (sign === 0x6e) return skipWord(0x6c6c756e, 4) && (how === KEEP_NOTHING || putCell(NULL, name, 0, 0));
  return skipNumber() && (how === KEEP_NOTHING || putNumber(start, at, name));
}

/** @param how `KEEP_CUT` or `KEEP_NOTHING` */
function takeObject(how: i32, depth: i32, name: i32): bool {
  if (depth > DEEPEST) return false;
  const own = cell;
  if (how !== KEEP_NOTHING && !putCell(OBJECT, name, 0, 0)) return false;
  at++;
  skipBlank();
  let more = load<u8>(at) !== 0x7d;
  while (more) {
    skipBlank();
    const start = at;
    if (load<u8>(at) !== 0x22 || !skipString()) return false;
    const end = at;
    // A name with an escape may stand for any.
    if (escaped && how !== KEEP_NOTHING) return false;
    let member = how === KEEP_NOTHING ? KEEP_NOTHING : lookUp(start + 1, end - start - 2);
    const number = named;
    skipBlank();
    if (load<u8>(at) !== 0x3a) return false;
    at++;
    skipBlank();
    let taken = LEFT;
    if (member >= KEEP_COMMON && member !== KEEP_START) {
      if (depth === 1) taken = member === KEEP_COMMON ? takeCommon(start, end) : takeApart(member);
      if (taken === DOUBT) return false;
      member = KEEP_WHOLE;
    }
    if (taken === LEFT && !takeValue(member, depth, number)) return false;
    skipBlank();
    more = load<u8>(at) === 0x2c;
    if (more) at++;
  }
  if (load<u8>(at) !== 0x7d) return false;
  at++;
  if (how !== KEEP_NOTHING) store<u32>(own, <u32>((cell - firstCell) >> 2), 4);
  return true;
}

/** @param how `KEEP_CUT` or `KEEP_NOTHING` */
function takeArray(how: i32, depth: i32, name: i32): bool {
  if (depth > DEEPEST) return false;
  const own = cell;
  if (how !== KEEP_NOTHING && !putCell(LIST, name, 0, 0)) return false;
  at++;
  skipBlank();
  let more = load<u8>(at) !== 0x5d;
  while (more) {
    skipBlank();
    if (!takeValue(how, depth, 0)) return false;
    skipBlank();
    more = load<u8>(at) === 0x2c;
    if (more) at++;
  }
  if (load<u8>(at) !== 0x5d) return false;
  at++;
  if (how !== KEEP_NOTHING) store<u32>(own, <u32>((cell - firstCell) >> 2), 4);
  return true;
}

/** Of a value that is to be kept elsewhere: it is not, since it is no plain string; it is; whether it is can't be told. */
const LEFT: i32 = 0;
const TAKEN: i32 = 1;
const DOUBT: i32 = 2;

/** Notes where a value stands, and skips it; leaves one that is no plain string. */
function takeApart(how: i32): i32 {
  const place = row + NUMBER * APARTS + <usize>(how - KEEP_APART) * 2 * NUMBER;
  // Of members with one name the last counts.
  if (load<u32>(place) !== 0) return DOUBT;
  const start = at;
  if (load<u8>(at) !== 0x22) return LEFT;
  if (!skipString()) return DOUBT;
  if (escaped) {
    at = start;
    return LEFT;
  }
  store<u32>(place, <u32>(start + 1));
  store<u32>(place, <u32>(at - 1), 4);
  return TAKEN;
}

/** Puts a member to those that many lines have in common. */
function takeCommon(name: usize, named: usize): i32 {
  const start = at;
  if (!takeValue(KEEP_NOTHING, 1, 0)) return DOUBT;
  if (together + (named - name) + (at - start) > TOGETHER_AT + MOST_TOGETHER) return DOUBT;
  const main = out;
  out = together;
  put(together === TOGETHER_AT ? 0x7b : 0x2c);
  copy(name, named);
  put(0x3a);
  copy(start, at);
  together = out;
  out = main;
  return TAKEN;
}

/** @returns which of the recent objects the one just put together is, or 16 more: it is new, and took that one's place */
function findRecent(): usize {
  if (together === TOGETHER_AT) store<u8>(together++, 0x7b);
  store<u8>(together++, 0x7d);
  v128.store(together, i8x16.splat(0));
  const length = <u32>(together - TOGETHER_AT);
  for (let n: usize = 0; n < MOST_RECENT; n++) {
    const place = RECENT_AT + n * RECENT_SPACE;
    if (load<u32>(place) === length && isTogether(place + 16, length)) return n;
  }
  const n = turns++ % MOST_RECENT;
  const place = RECENT_AT + n * RECENT_SPACE;
  store<u32>(place, length);
  for (let at: u32 = 0; at < length; at += 16) v128.store(place + 16 + at, v128.load(TOGETHER_AT + at));
  return MOST_RECENT + n;
}

function isTogether(place: usize, length: u32): bool {
  for (let at: u32 = 0; at < length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(place + at), v128.load(TOGETHER_AT + at)))) return false;
  }
  return true;
}

/** Two digits as a number; 256 or more where one is none. */
function twoDigits(place: usize): i32 {
  const tens = <i32>load<u8>(place) - 0x30;
  const ones = <i32>load<u8>(place, 1) - 0x30;
  return <u32>tens > 9 || <u32>ones > 9 ? 256 : tens * 10 + ones;
}

/**
 * The milliseconds since 1970 that 24 bytes are, `yyyy-mm-ddThh:mm:ss.mmmZ`, as `Date.parse` gives them. NaN for any other
 * text, and for the last day of a leap year's February.
 * Days are counted as in H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 */
function timeAt(from: usize): f64 {
  // `-`, `-`, `T`, `:`, `:`, `.`, `Z`
  if (load<u8>(from, 4) !== 0x2d || load<u8>(from, 7) !== 0x2d || load<u8>(from, 10) !== 0x54) return NaN;
  if (load<u8>(from, 13) !== 0x3a || load<u8>(from, 16) !== 0x3a || load<u8>(from, 19) !== 0x2e) return NaN;
  if (load<u8>(from, 23) !== 0x5a) return NaN;
  const century = twoDigits(from);
  const ofCentury = twoDigits(from + 2);
  const month = twoDigits(from + 5);
  const day = twoDigits(from + 8);
  const hour = twoDigits(from + 11);
  const minute = twoDigits(from + 14);
  const second = twoDigits(from + 17);
  const hundredths = twoDigits(from + 20);
  const last = <i32>load<u8>(from, 22) - 0x30;
  if ((century | ofCentury | hundredths) > 255 || <u32>last > 9) return NaN;
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return NaN;
  // April, June, September and November have 30 days.
  const most = month === 2 ? 28 : 31 - <i32>((0b101001010000 >> month) & 1);
  if (day < 1 || day > most) return NaN;
  const year = century * 100 + ofCentury - (month <= 2 ? 1 : 0);
  const era = (year >= 0 ? year : year - 399) / 400;
  const ofEra = year - era * 400;
  const ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const days = era * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
  return ((<f64>days * 24.0 + hour) * 60.0 + minute) * 60000.0 + second * 1000 + hundredths * 10 + last;
}

/**
 * Shortens the lines between two places, of which the last ends in a line feed.
 *
 * @param into where to write texts that are kept
 * @param rows where to write a row for each line
 * @param most rows to write; the rest of the lines waits for another call
 * @param cells where to write these, and how many bytes
 * @returns how many rows were written
 */
export function skim(from: usize, to: usize, into: usize, rows: usize, most: i32, cells: usize, room: usize): i32 {
  at = from;
  out = into;
  row = rows;
  firstCell = cells;
  endOfCells = cells + room;
  // The first stays empty: no line's cell is 0.
  cell = cells + CELL;
  let count = 0;
  // What each call tells is whole: nobody needs to have seen what the one before told.
  turns = 0;
  for (let n: usize = 0; n < MOST_RECENT; n++) store<u32>(RECENT_AT + n * RECENT_SPACE, 0);
  while (at < to && count < most) {
    const start = at;
    const begin = out;
    const own = cell;
    ids = i8x16.splat(0);
    store<u64>(row, 0, NUMBER * APARTS);
    store<u64>(row, 0, NUMBER * (APARTS + 2));
    store<u64>(row, 0, NUMBER * (APARTS + 4));
    store<u64>(row, 0, NUMBER * COMMON_OBJECT);
    store<u32>(row, 0, NUMBER * COMMON_END);
    together = TOGETHER_AT;
    let whole = false;
    if (load<u8>(at) === 0x7b && takeObject(KEEP_CUT, 1, 0)) {
      skipBlank();
      whole = load<u8>(at) === 0x0a;
    }
    if (!whole) {
      out = begin;
      cell = own;
      while (load<u8>(at) !== 0x0a) at++;
    }
    store<u32>(row, <u32>start, NUMBER * LINE_BEGIN);
    store<u32>(row, <u32>at, NUMBER * LINE_END);
    store<u32>(row, whole ? <u32>((own - cells) >> 2) : 0, NUMBER * LINE_CELL);
    store<u32>(row, <u32>out, NUMBER * TEXTS_END);
    store<u32>(row, v128.any_true(ids) ? 1 : 0, NUMBER * HAS_ID);
    if (whole) {
      const recent = findRecent();
      store<u32>(row, <u32>(recent % MOST_RECENT), NUMBER * COMMON_OBJECT);
      if (recent >= MOST_RECENT) {
        store<u32>(row, <u32>out, NUMBER * COMMON_BEGIN);
        copy(TOGETHER_AT, together);
        store<u32>(row, <u32>out, NUMBER * COMMON_END);
      }
    }
    const stamp = load<u32>(row, NUMBER * APARTS);
    store<f64>(
      row,
      stamp !== 0 && load<u32>(row, NUMBER * (APARTS + 1)) - stamp === 24 ? timeAt(stamp) : NaN,
      NUMBER * TIME,
    );
    row += ROW;
    at++;
    count++;
  }
  return count;
}
