import { isoWeek } from '../lib/iso-week.ts';
import { sayPast } from '../metrics/optimizer/advice.ts';
import type { Standing } from '../metrics/optimizer/bets.ts';
import { stringifyYaml } from '../store/docs/yaml.ts';
import type { Retro, RetroBet } from './bet.ts';
import { HEADINGS, sayNothing, saySaving, tellDecided, tellRest, tellWindow } from './tell.ts';

/** `.kaizen/retro/2026-W47.md`: the week of the report's end. */
export const reportPath = ({ as_of }: Retro): string => `.kaizen/retro/${isoWeek(Date.parse(as_of!))}.md`;

/** Text that Markdown would take for its own, as code where it is a path or command already. */
const safe = (text: string): string => text.replace(/([<>|*_\\])/g, '\\$1');

function section(bet: RetroBet): string {
  const facts = [
    `\`${bet.id}\``,
    bet.rule,
    `${bet.confidence} confidence`,
    `${bet.effort_minutes} min`,
    saySaving(bet),
  ];
  return [
    `### ${safe(bet.title)}`,
    '',
    facts.filter((text) => text !== '').join(' · '),
    '',
    safe(bet.why),
    '',
    ...[
      ...bet.evidence.map(({ text }) => text),
      ...(bet.missing === null ? [] : [`missing: ${bet.missing}`]),
      ...bet.past.map((one) => `past: ${sayPast(one)}`),
    ].map((text) => `- ${safe(text)}`),
    '',
    ...bet.apply.map((step, i) => `${i + 1}. ${safe(step)}`),
  ].join('\n');
}

/**
 * The week's report for people. Ids stand in the frontmatter, for programs.
 *
 * @param standings by bet id: when and why it was decided
 */
export function reportText(retro: Retro, standings: ReadonlyMap<string, Standing>): string {
  const shown = retro.bets.filter(({ place }) => place !== null);
  const head = stringifyYaml({
    week: isoWeek(Date.parse(retro.as_of!)),
    as_of: retro.as_of,
    days: retro.window!.days,
    commit: retro.commit,
    sessions: retro.totals.sessions,
    bets: shown.map(({ id }) => id),
    decided: retro.decided.map(({ id }) => id),
  });
  const parts = [`---\n${head}---\n\n# Retro ${isoWeek(Date.parse(retro.as_of!))}`, tellWindow(retro)];
  for (const [place, heading] of HEADINGS) {
    const own = shown.filter((bet) => bet.place === place);
    if (own.length > 0) parts.push(`## ${heading}`, ...own.map(section));
  }
  if (shown.length === 0) parts.push(sayNothing(retro));
  if (retro.decided.length > 0)
    parts.push(
      '## Decided already',
      retro.decided.map((bet) => `- ${safe(tellDecided(bet, standings.get(bet.id)))}`).join('\n'),
    );
  const rest = tellRest(retro, false);
  if (rest.length > 0) parts.push('## Notes', rest.map((line) => `- ${safe(line)}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}
