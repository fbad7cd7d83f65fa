import { join } from 'node:path';
import Handlebars from 'handlebars';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { readText, resolveInside } from '../files.ts';
import type { Project } from '../project.ts';

/** The text of a template and where it stands: `.kaizen/templates/` wins over the shipped ones. */
function findTemplate(project: Project, ctx: Ctx, name: string): { text: string; path: string } {
  const own = `.kaizen/templates/${name}`;
  const text = readText(resolveInside(project.root, own));
  if (text !== null) return { text, path: own };
  const shipped = readText(join(ctx.packageRoot, 'templates', name));
  if (shipped === null) throw new KaError('no-template', `There is no template ${name}.`);
  return { text: shipped, path: name };
}

/**
 * Renders `name` (e.g. `memory.md.hbs`) as Markdown: values are put in as they are, a missing one is an error, only the
 * built-in helpers exist and prototypes are out of reach, since a cloned repository brings its own templates.
 *
 * @throws KaError `bad-template` with the path and what is wrong
 */
export function renderTemplate(project: Project, ctx: Ctx, name: string, data: Record<string, unknown>): string {
  const { text, path } = findTemplate(project, ctx, name);
  const handlebars = Handlebars.create();
  handlebars.unregisterHelper('log');
  try {
    const render = handlebars.compile(text.replace(/^\uFEFF/, ''), {
      noEscape: true,
      strict: true,
      knownHelpersOnly: true,
      preventIndent: true,
    });
    return render(data, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    throw new KaError('bad-template', `${path} cannot be rendered: ${said.slice(0, 300)}.`);
  }
}
