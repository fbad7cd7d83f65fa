/** One part of the brief: its lines stand in order of worth, the last one goes first. */
export interface Part {
  title: string;
  /** Printed above the units; `null`: no heading. */
  heading: string | null;
  /** Lines or blocks of lines. */
  units: Unit[];
  /** How the units are laid out; by default one below the other. */
  layout?: (units: readonly Unit[]) => string;
  /** The word for one unit in the notice of a cut. */
  noun: string;
}

export interface Unit {
  text: string;
  /** Memory: the heading that it stands under. */
  group?: string;
}

/** What is cut first, and down to which share of the budget, when the brief is too long. */
const CUTS: ReadonlyArray<readonly [title: string, floor: number]> = [
  ['Running experiments', 0.1],
  ['Memory', 0.5],
  ['Open recommendations', 0.2],
  ['Memory', 0.25],
  ['Open recommendations', 0],
  ['Running experiments', 0],
  ['Role and targets', 0.15],
  ['Memory', 0],
  ['Performance Summary', 0],
  ['Role and targets', 0],
];

/** Characters for one token, the estimate that the budget is counted by. */
const PER_TOKEN = 4;
/** Room for the line that names what was cut. */
const NOTICE = 240;

/** Tokens of a text, estimated: four characters each. */
export const estimateTokens = (text: string): number => Math.ceil(text.length / PER_TOKEN);

/** The text of one part; empty without units. */
export function layOut(part: Part): string {
  if (part.units.length === 0) return '';
  const body = part.layout?.(part.units) ?? part.units.map((unit) => unit.text).join('\n');
  return part.heading ? `${part.heading}\n\n${body}` : body;
}

/** What one unit adds to the text: itself, its line end, and at most once its group's heading. */
const cost = (unit: Unit): number => unit.text.length + 1 + (unit.group?.length ?? 0);

/**
 * Drops units until the parts fit, by the order of `CUTS`; a unit longer than a quarter of the budget is shortened first.
 *
 * @param room tokens that the parts may take together
 * @returns the parts with what is left, and how many units each lost
 */
export function fitParts(parts: readonly Part[], room: number): { parts: Part[]; cut: Map<string, number> } {
  const cut = new Map<string, number>();
  const whole = parts.map(layOut).filter(Boolean).join('\n\n');
  if (estimateTokens(whole) <= room) return { parts: [...parts], cut };
  const limit = Math.max(0, room * PER_TOKEN - NOTICE);
  const longest = Math.max(40, Math.floor(limit / 4));
  const fitted = parts.map((part) => ({ ...part, units: part.units.map((unit) => shorten(unit, longest)) }));
  const size = new Map(
    fitted.map((part) => [
      part,
      (part.heading?.length ?? 0) + 4 + part.units.reduce((sum, unit) => sum + cost(unit), 0),
    ]),
  );
  let total = [...size.values()].reduce((sum, one) => sum + one, 0);
  for (const [title, floor] of CUTS) {
    const part = fitted.find((one) => one.title === title);
    if (!part) continue;
    while (total > limit && part.units.length > 0 && size.get(part)! > floor * limit) {
      const dropped = cost(part.units.pop()!);
      size.set(part, size.get(part)! - dropped);
      total -= dropped;
      cut.set(title, (cut.get(title) ?? 0) + 1);
    }
  }
  return { parts: fitted, cut };
}

function shorten(unit: Unit, longest: number): Unit {
  if (unit.text.length <= longest) return unit;
  // Never between the halves of one character.
  const text = unit.text.slice(0, longest - 2).replace(/[\uD800-\uDBFF]$/, '');
  return { ...unit, text: `${text} …` };
}
