import { digests, exampleInput, file, touch } from '../example.ts';
import { estimated, factsOf, newestEnd, perWeek, readsFact, readTokens, sum, usesOf } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import { ruleFile } from '../visible.ts';

const SESSIONS = 3;
const BYTES = 20_000;
const GENERATED =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|composer\.lock|Gemfile\.lock|poetry\.lock|uv\.lock|Cargo\.lock|go\.sum|mix\.lock|flake\.lock)$|\.min\.(js|css)$|\.(js|css)\.map$|\.snap$|(^|\/)(dist|build|vendor|node_modules|coverage|__snapshots__)\//;

/** Lists by which a tool keeps files out of its agent's sight. */
const IGNORED_BY: Readonly<Record<string, string>> = { cursor: '.cursorignore', gemini: '.geminiignore' };

export default defineRetroRule({
  name: 'generated-files',
  title: 'Generated files are read',
  trigger: `A lock file, bundle, snapshot or other generated file of ${BYTES / 1000} KB or more that ${SESSIONS} or more sessions of the window read.`,
  why: 'A generated file is large and says little; what made it says more.',
  saving: 'Each read of it, at a quarter of its bytes (at most 2,000 lines).',
  category: 'quick',
  impact: 10_000,
  effort_minutes: 5,
  find(input) {
    const findings: Finding[] = [];
    const looked = new Set<string>();
    for (const [path, all] of usesOf(input.sessions)) {
      const facts = GENERATED.test(path) ? factsOf(input, path) : null;
      if (!facts || facts.bytes < BYTES) continue;
      const uses = all.filter((use) => use.reads > 0);
      looked.add(`file:${path}`);
      if (uses.length < SESSIONS) continue;
      const reads = sum(uses, (use) => use.reads);
      const tools = new Set(uses.map(({ session }) => session.harness));
      const list = tools.size === 1 ? IGNORED_BY[[...tools][0]!] : undefined;
      const where = list ?? ruleFile(input);
      const line = list ? path : `- Do not read \`${path}\`: it is generated.`;
      findings.push({
        subject: `file:${path}`,
        title: `${path} is generated (${facts.bytes} bytes) and was read ${reads} times in ${uses.length} sessions`,
        evidence: [readsFact(uses)],
        apply: [`${where}: add "${line}"`],
        confidence: 'medium',
        saving: estimated(perWeek(reads, input.days) * readTokens(facts)),
        seen: newestEnd(uses.map(({ session }) => session)),
        edit: { kind: 'add-line', path: where, line },
      });
    }
    return { findings, tests: [], judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'four sessions read the lock file',
      input: () =>
        exampleInput(
          digests(4, () => ({ files: [touch('package-lock.json', 1, 0)] })),
          { files: [file('package-lock.json', 9000, { complexity: null })] },
        ),
    },
    quiet: {
      says: 'they read package.json',
      input: () =>
        exampleInput(
          digests(4, () => ({ files: [touch('package.json', 1, 0)] })),
          { files: [file('package.json', 900, { complexity: null })] },
        ),
    },
  },
});
