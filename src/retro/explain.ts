import { wrap } from '../lib/wrap.ts';
import { judge } from '../metrics/optimizer/judge.ts';
import { loadRules } from '../metrics/optimizer/optimize.ts';
import type { Recommendation } from '../metrics/optimizer/recommendation.ts';
import { judgeRetro } from './judge.ts';
import { loadRetroRules } from './retro.ts';

export interface RuleName {
  name: string;
  /** Which command runs it. */
  from: 'retro' | 'optimize';
  title: string;
}

/** A rule in words, with what it says of its own examples. */
export interface Explained extends RuleName {
  why: string;
  trigger: string;
  /** Null: its findings tell none. */
  saving: string | null;
  /** Tokens a week that stand in where a finding tells none; for ranking only. */
  impact: number;
  effort_minutes: number;
  examples: { fires: { says: string; bet: Recommendation | null }; quiet: { says: string } };
}

/** All rules, in the order of their tables. */
export async function listRules(): Promise<RuleName[]> {
  const [retro, optimize] = await Promise.all([loadRetroRules(), loadRules()]);
  return [
    ...retro.map(({ name, title }): RuleName => ({ name, from: 'retro', title })),
    ...optimize.map(({ name, title }): RuleName => ({ name, from: 'optimize', title })),
  ];
}

async function explained(name: string): Promise<Explained> {
  const retro = (await loadRetroRules()).find((rule) => rule.name === name);
  if (retro) {
    const { fires, quiet } = retro.examples;
    const bet = judgeRetro(fires.input(), [retro]).bets[0] ?? null;
    const { title, why, trigger, saving, impact, effort_minutes } = retro;
    const examples = { fires: { says: fires.says, bet }, quiet: { says: quiet.says } };
    return { name, from: 'retro', title, why, trigger, saving, impact, effort_minutes, examples };
  }
  const rule = (await loadRules()).find((one) => one.name === name)!;
  const { fires, quiet } = rule.examples;
  const bet = judge(fires.input(), [rule]).recommendations[0] ?? null;
  const { title, why, trigger, saving, impact, effort_minutes } = rule;
  const examples = { fires: { says: fires.says, bet }, quiet: { says: quiet.says } };
  return { name, from: 'optimize', title, why, trigger, saving, impact, effort_minutes, examples };
}

/** A rule of either kind; it must exist. */
export async function explainRule(name: string, columns: number): Promise<{ data: Explained; text: string }> {
  const rule = await explained(name);
  const { fires, quiet } = rule.examples;
  const lines = [
    wrap('', `${rule.name}: ${rule.title} (ka ${rule.from === 'retro' ? 'retro' : 'metrics optimize'})`, columns),
    '',
    wrap('speaks when  ', rule.trigger, columns),
    wrap('why          ', rule.why, columns),
    ...(rule.saving === null ? [] : [wrap('saving       ', rule.saving, columns)]),
    wrap(
      'effort       ',
      `about ${rule.effort_minutes} min; where no saving can be told, it is ranked as ${rule.impact} tokens a week`,
      columns,
    ),
    '',
    wrap('it speaks: ', `${fires.says}.`, columns),
    ...(fires.bet
      ? [
          wrap('  ', fires.bet.title, columns),
          ...fires.bet.evidence.map(({ text }) => wrap('  - ', text, columns)),
          ...fires.bet.apply.map((step, at) => wrap(`  ${at + 1}) `, step, columns)),
        ]
      : []),
    '',
    wrap('it is quiet: ', `${quiet.says}.`, columns),
  ];
  return { data: rule, text: lines.join('\n') };
}
