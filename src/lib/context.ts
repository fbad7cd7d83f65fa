/**
 * Everything that a run takes from its surroundings. The surface builds it once; nothing below reads the clock,
 * chance, the environment or the terminal by itself, so that the same input gives the same bytes.
 */
export interface Ctx {
  /** Absolute folder in which the program was started. */
  readonly cwd: string;
  /** `--target`, absolute, or null. */
  readonly target: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Home folder, or null where there is none. */
  readonly home: string | null;
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly version: string;
  /** Folder of the installed package: `agents/`, `templates/`, `schemas/` lie below it. */
  readonly packageRoot: string;
  /** Folder of the built program: its chunks, `prices.json`. */
  readonly dist: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  now(): number;
  /** `bytes` random bytes as hex. */
  random(bytes: number): string;
  /** Standard input, whole, at most 16 MiB. */
  stdin(): Uint8Array;
  /** A line of progress, shown only on a terminal (stderr). */
  progress(line: string): void;
  /** A line that is drawn over its former self, shown only on a terminal (stderr); null wipes it away. */
  meter(line: string | null): void;
  /** Set where an agent asks through `ka mcp`: records say so. */
  readonly surface?: 'mcp';
  readonly json: boolean;
  readonly dryRun: boolean;
  /** Width of the terminal in columns; 80 where there is none. */
  readonly columns: number;
  readonly color: boolean;
}
