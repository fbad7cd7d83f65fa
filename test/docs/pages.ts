import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** A Markdown file of this repository that people read. */
export interface Page {
  path: string;
  text: string;
}

const inFolder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

/** README, AGENTS, CHANGELOG and all pages of wiki, adr and workplans. */
export function pages(): Page[] {
  const paths = ['README.md', 'AGENTS.md', 'CHANGELOG.md', ...['wiki', 'adr', 'workplans'].flatMap(inFolder)];
  return paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** The page without its code blocks and code spans. */
export const prose = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** The page's code alone: blocks and spans, one a line. */
export function code(text: string): string {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  const spans = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, span]) => span);
  return [...blocks, ...spans].join('\n');
}

/** The files that git knows, so that a link to an ignored file counts as broken. */
export const tracked = (): Set<string> =>
  new Set(execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean));

/** One command of a `console` block and the output that the page shows under it. */
export interface Example {
  line: string;
  command: string;
  shown: string;
}

/**
 * The commands of a page's ```console blocks, in order. A line that starts with `$ ` is a command, the lines below it
 * are its output; `…` stands for anything.
 */
export function examples({ path, text }: Page): Example[] {
  const found: Example[] = [];
  for (const block of text.matchAll(/^```console\n([\s\S]*?)^```/gm)) {
    const from = text.slice(0, block.index).split('\n').length;
    for (const [at, line] of block[1]!.split('\n').entries()) {
      if (line.startsWith('$ ')) found.push({ line: `${path}:${from + at + 1}`, command: line.slice(2), shown: '' });
      else if (found.length > 0) found.at(-1)!.shown += `${line}\n`;
    }
  }
  return found;
}

/** Whether an output is what the page shows. */
export function fits(shown: string, output: string): boolean {
  const parts = shown.trim().split('…');
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]*');
  return new RegExp(`^\\s*${pattern}\\s*$`).test(output);
}
