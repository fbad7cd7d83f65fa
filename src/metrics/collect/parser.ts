/** What a collector's command left for its parser. */
export interface Report {
  /** Exit code; null if a signal ended it. */
  code: number | null;
  stdout: string;
  /** The text of the parser's own file, if this run wrote it. */
  file: string | null;
}

/** What was measured. Null: the report does not tell. */
export interface Measured {
  success: boolean | null;
  /** Value of the agent's primary metric; shares are 0 to 1. */
  value: number | null;
  /** 0 to 1. */
  quality: number | null;
  /** A share may be told in percent if the metric is declared so. */
  share: boolean;
  /** One clause, e.g. `41 of 42 tests passed`. */
  says: string;
}

/** How one kind of report is read: a file in `parsers/`. */
export interface Parser {
  /** Where tools write this report, if not to stdout; relative to the project root. */
  file?: string;
  /** Null for what is no such report. */
  read(report: Report): Measured | null;
}

/**
 * What a test report means: every test passed and the command says so too, or not. Skipped tests count on neither side.
 * Null for a report without a test that ran: a suite that could not start proves nothing.
 */
export function measureTests(
  { passed, failed }: { passed: number; failed: number },
  code: number | null,
): Measured | null {
  const ran = passed + failed;
  if (ran === 0) return null;
  const share = passed / ran;
  return {
    success: failed === 0 && code === 0,
    value: share,
    quality: share,
    share: true,
    says: `${passed} of ${ran} tests passed${code === 0 ? '' : `, exit code ${code ?? 'none'}`}`,
  };
}

/** The JSON document in an output that may have other lines around it (npm's banner); null if there is none. */
export function findJson(text: string): unknown {
  for (const match of text.matchAll(/^\s*\{/gm)) {
    const from = match.index + match[0].length - 1;
    const to = text.lastIndexOf('}');
    if (to < from) return null;
    try {
      return JSON.parse(text.slice(from, to + 1));
    } catch {
      // A banner line may begin with a brace too.
    }
  }
  return null;
}
