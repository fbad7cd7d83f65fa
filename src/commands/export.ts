import { setTimeout as sleep } from 'node:timers/promises';
import { collectItems } from '../export/collect-items.ts';
import type { Address } from '../export/contract.ts';
import type { Patience } from '../export/deliver.ts';
import { DESTINATIONS } from '../export/destinations/index.ts';
import { fileForItems, linesOfItems, writeItems } from '../export/file.ts';
import type { ExportItem } from '../export/item.ts';
import { showRequest } from '../export/outgoing.ts';
import { planExport, sendItems } from '../export/send.ts';
import type { Ctx } from '../lib/context.ts';
import { count } from '../lib/count.ts';
import { KaError } from '../lib/errors.ts';
import { shellWord } from '../lib/shell-word.ts';
import { isoTime, parseTime } from '../lib/time.ts';
import { readConfig } from '../store/config.ts';
import { findProject, type Project } from '../store/project.ts';
import { isTrusted, trust } from '../store/trust.ts';
import { defineCommand, type Output } from './contract.ts';
import { selectionInput } from './sessions/selection.ts';

const TO = ['file', 'otlp', 'posthog', 'datadog'] as const;

interface Input {
  to: (typeof TO)[number];
  out?: string;
  since?: string;
  days?: number;
  allProjects: boolean;
  noSync: boolean;
  trust?: boolean;
}

export default defineCommand<Input>({
  summary: 'send digests of sessions and execution records to a file or a backend',
  description:
    'A connection is opened only when this is typed. What goes out are the text-free lines of .kaizen/, past the redaction gate. --dry-run prints each request as it would stand on the wire, keys as ***. Lines for a file are JSON Lines, under --json too. What a backend acknowledged is not sent again unless it changed. Keys come from the environment: OTEL_EXPORTER_OTLP_HEADERS, POSTHOG_API_KEY, DD_API_KEY.',
  input: {
    to: { type: 'string', description: 'where to', enum: TO },
    out: {
      type: 'string',
      description:
        'with --to file: the file to write, an earlier export is replaced; - for standard output (a dry run prints there)',
      placeholder: 'file',
      complete: 'files',
    },
    since: { type: 'string', description: 'only what ended at or after this time', placeholder: 'date' },
    days: selectionInput.days!,
    allProjects: selectionInput.allProjects!,
    noSync: { ...selectionInput.noSync!, description: 'send what is known, without looking for new transcripts' },
    trust: { type: 'boolean', description: 'approve the address that .kaizen/config.yaml names, in this clone' },
  },
  required: ['to'],
  exclusive: [['since', 'days']],
  writes: true,
  examples: [
    { line: 'ka export --to file --out sessions.jsonl', says: 'everything, as JSON Lines' },
    { line: 'ka export --to otlp --dry-run', says: 'the exact requests, without sending them' },
    { line: 'ka export --to posthog --days 7', says: 'what is new of the last week' },
  ],
  async run(input, ctx): Promise<Output> {
    const project = findProject(ctx);
    const since = sinceOf(input, ctx);
    if (input.to === 'file' && input.out === undefined && !ctx.dryRun) {
      throw new KaError('no-file', '--to file needs a file.', 'ka export --to file --out sessions.jsonl');
    }
    if (input.to !== 'file' && input.out !== undefined) throw new KaError('exclusive', '--out goes with --to file.');
    // What is wrong with the file, the address or the key comes before any work.
    const file = input.out === undefined || input.out === '-' ? null : fileForItems(ctx, input.out);
    const backend = input.to === 'file' ? null : await reach(project, ctx, input);
    const { items, running, redacted } = await collectItems(project, ctx, {
      since,
      allProjects: input.allProjects,
      sync: !input.noSync,
      // What a backend acknowledged is kept here; a file needs nothing of that.
      start: backend !== null,
    });
    const notes = [
      ...(running > 0 ? [`${running} left out: still running`] : []),
      ...(redacted > 0 ? [`${redacted} held what looks like a secret; it was taken out. try: ka redact check`] : []),
    ];
    if (items.length === 0)
      notes.push(
        `nothing to export: no finished session, no execution record${since === null ? '' : ` since ${since}`}`,
      );
    if (backend === null) return toFile(project, ctx, file, items, notes);
    const { destination, address } = backend;
    if (ctx.dryRun) {
      const { requests, ...counts } = planExport(project, ctx, destination, address, items);
      return {
        data: { schema_version: 1, to: input.to, dry_run: true, ...counts, requests },
        text: requests.length === 0 ? 'nothing to send' : requests.map(showRequest).join('\n\n'),
        notes,
      };
    }
    const sent = await sendItems(project, ctx, destination, address, items, patience(ctx));
    return {
      data: { schema_version: 1, to: input.to, dry_run: false, ...sent },
      text: tell(sent, destination.title),
      notes: [...notes, ...sent.refused.map((words) => `${destination.title} did not take all: ${words}`)],
      exitCode: sent.refused.length > 0 ? 1 : 0,
    };
  },
});

/** @throws KaError `bad-value` */
function sinceOf({ since, days }: Input, ctx: Ctx): string | null {
  if (days !== undefined) return isoTime(ctx.now() - days * 86_400_000);
  if (since === undefined) return null;
  const at = parseTime(since);
  if (at === null) throw new KaError('bad-value', `--since: "${since.slice(0, 60)}" is no date such as 2026-11-01.`);
  return isoTime(at);
}

/** The backend with its address. @throws KaError `bad-address`, `no-key`, `untrusted-address`, `bad-config` */
async function reach(project: Project, ctx: Ctx, input: Input) {
  const destination = (await DESTINATIONS[input.to]!()).default;
  const address = destination.address(ctx, readConfig(project, ctx).export);
  if (!ctx.dryRun) checkReady(project, address, input, typed(input, ctx));
  return { destination, address };
}

/** The command line as it was typed, for hints: another flag goes behind it. */
function typed({ to, since, days, allProjects, noSync }: Input, { target }: Ctx): string {
  return [
    `ka export --to ${to}`,
    ...(since === undefined ? [] : [`--since ${shellWord(since)}`]),
    ...(days === undefined ? [] : [`--days ${days}`]),
    ...(allProjects ? ['--all-projects'] : []),
    ...(noSync ? ['--no-sync'] : []),
    ...(target === null ? [] : [`--target ${shellWord(target)}`]),
  ].join(' ');
}

function checkReady(project: Project, { fromConfig, missing }: Address, { to, trust: approve }: Input, line: string) {
  if (missing !== undefined) throw new KaError('no-key', `${missing} is not set.`, `${line} --dry-run`);
  if (fromConfig === null) return;
  const what = `export ${to} ${fromConfig}`;
  if (approve) trust(project, what);
  // A clone may bring a configuration that leads keys and numbers to a stranger.
  if (isTrusted(project, what)) return;
  const sentence = `.kaizen/config.yaml sends to ${fromConfig}, which nobody approved in this clone.`;
  throw new KaError('untrusted-address', sentence, `${line} --trust`);
}

function toFile(
  project: Project,
  ctx: Ctx,
  file: string | null,
  items: readonly ExportItem[],
  notes: string[],
): Output {
  const text = linesOfItems(items);
  if (file === null || ctx.dryRun) return { data: null, raw: true, text, notes };
  writeItems(project, file, text);
  return {
    data: { schema_version: 1, to: 'file', dry_run: false, sent: items.length, file },
    text: `wrote ${count(items.length, 'line')} to ${file}`,
    notes,
  };
}

const tell = ({ sent, known, timeless }: { sent: number; known: number; timeless: number }, title: string): string =>
  [
    `sent ${sent} to ${title}`,
    ...(known > 0 ? [`${known} it had already`] : []),
    ...(timeless > 0 ? [`${timeless} left out: their tool notes no times`] : []),
  ].join('; ');

const patience = (ctx: Ctx): Patience => ({
  tries: 6,
  pauseMs: 500,
  longestMs: 120_000,
  timeoutMs: 30_000,
  now: ctx.now,
  random: () => Number.parseInt(ctx.random(4), 16) / 2 ** 32,
  wait: (ms) => sleep(ms),
  say: ctx.progress,
});
