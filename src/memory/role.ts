import type { Definition, MetricDefinition } from '../agents/contract.ts';
import type { Part } from './fit.ts';

/** `test-pass-rate: at least 1 (ratio)`; without a target which way is better, if the definition says so. */
function metricText({ name, target, direction, unit }: MetricDefinition): string {
  const less = direction === 'min';
  const better = direction === undefined ? '' : ` ${less ? 'less' : 'more'} is better`;
  const aim = target === undefined ? better : ` at ${less ? 'most' : 'least'} ${target}`;
  return `${name}${aim}${unit ? ` (${unit})` : ''}`;
}

function thresholdTexts({ optimization }: Definition): string[] {
  const { success_rate, execution_time_s, quality_score } = optimization?.thresholds ?? {};
  return [
    success_rate == null ? null : `success rate at least ${success_rate}`,
    quality_score == null ? null : `quality at least ${quality_score}`,
    execution_time_s == null ? null : `working time at most ${execution_time_s} s`,
  ].filter((text) => text !== null);
}

/** What an agent is for and what it is measured by; null without a definition. */
export function rolePart(definition: Definition | null): Part | null {
  if (!definition) return null;
  const { description, metrics, category } = definition;
  const units: Part['units'] = [];
  const about = description?.replace(/\s+/g, ' ').trim();
  if (about) units.push({ text: category ? `${about} (${category})` : about });
  if (metrics?.primary) units.push({ text: `- Primary metric: ${metricText(metrics.primary)}` });
  if (metrics?.secondary?.length) {
    units.push({ text: `- Also measured: ${metrics.secondary.map(metricText).join('; ')}` });
  }
  const thresholds = thresholdTexts(definition);
  if (thresholds.length > 0) units.push({ text: `- Targets: ${thresholds.join('; ')}` });
  return {
    title: 'Role and targets',
    heading: null,
    noun: 'lines',
    units,
    // The sentence stands apart from the list.
    layout: (kept) =>
      kept.map(({ text }, at) => (at === 1 && !kept[0]!.text.startsWith('- ') ? `\n${text}` : text)).join('\n'),
  };
}
