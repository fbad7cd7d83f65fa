import { CUT } from '../../store/transcripts/cells.ts';
import type { SkimmedLine } from '../../store/transcripts/skim-lines.ts';
import { type Fields, fieldsIn } from '../values.ts';
import { flat, OUTPUT } from './outcome.ts';
import { textIn } from './turns.ts';

const isCut = (text: unknown): boolean => typeof text === 'string' && text.endsWith(CUT);

/** What is known of texts of which some may be cut: all before the first cut; null where none is. */
function knownOf(text: string): string | null {
  const end = text.indexOf(CUT);
  return end < 0 ? null : text.slice(0, end);
}

/**
 * Whether something was cut off a payload that is read of it. Where a text that was not cut holds what stands for a cut, it is
 * taken for one: then the line is parsed as a whole, which gives the same.
 */
export function lacksText(payload: Fields, line: SkimmedLine): boolean {
  const { type: kind } = payload;
  if (typeof kind !== 'string') return false;
  if (kind.endsWith('_output')) return lacksOutcome(payload.output) || line.mentionsId();
  // A patch names the files that it changes.
  if (kind.endsWith('_call')) return isCut(payload.input) && payload.name === 'apply_patch';
  if (kind === 'message') return payload.role === 'user' && lacksName(textIn(payload));
  if (kind === 'user_message') return isCut(payload.message);
  return kind === 'item_completed' && textIn(fieldsIn(payload.item)).includes(CUT);
}

/** How a call went is told before its own output; but JSON, in which that sign cannot stand, may tell it at its end. */
function lacksOutcome(output: unknown): boolean {
  const known = knownOf(flat(output));
  return known !== null && !known.includes(OUTPUT);
}

/** What Codex itself put into a message is told at its beginning; but the name of a skill may stand anywhere behind. */
const lacksName = (text: string): boolean => knownOf(text)?.startsWith('<skill>') === true;
