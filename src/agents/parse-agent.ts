import { hashOfText, readMark } from '../harnesses/mark.ts';
import { parseDoc } from '../store/docs/doc.ts';
import { checkName } from '../store/names.ts';
import type { AgentFile } from './contract.ts';
import { toDefinition } from './definition.ts';

// One chunk parses all documents; its other part is `loadDoc`.
export * from '../store/docs/doc.ts';

/**
 * An agent file from its text; null for what is none.
 *
 * @param path relative to the project root, with `/`
 * @param stem the name for a file that states none
 */
export function parseAgent(path: string, stem: string, text: string): AgentFile | null {
  try {
    const { data, body, frontmatter } = parseDoc(text);
    if (frontmatter === null) return null;
    const definition = toDefinition(data, stem);
    checkName(definition.name);
    const mark = readMark(text);
    // An export that somebody edited is not what its source says: then its own bytes tell what ran.
    const hash = mark && !mark.edited ? mark.sourceHash : hashOfText(text);
    return { definition, body, path, hash, exported: mark !== null };
  } catch {
    return null;
  }
}
