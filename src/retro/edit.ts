/** A plain edit as data: `ka bets apply` turns it into one commit. Paths are relative to the project's root. */
export type Edit =
  /** Moves a file, or all of a folder, to `.kaizen/archive/<path>`, where no coding tool looks. */
  | { kind: 'archive'; path: string }
  /** Adds a line at the end of a file of instructions, or of ignored paths; makes the file where it is missing. */
  | { kind: 'add-line'; path: string; line: string }
  /** Sets `model` in the frontmatter of an agent's file. */
  | { kind: 'set-model'; path: string; model: string };

/** The edit in words. */
export function sayEdit(edit: Edit): string {
  if (edit.kind === 'archive') return `move ${edit.path} to .kaizen/archive/${edit.path}`;
  if (edit.kind === 'add-line') return `add to ${edit.path}: ${edit.line}`;
  return `set model: ${edit.model} in ${edit.path}`;
}
