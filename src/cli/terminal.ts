import type { Browser, Key } from '../commands/sessions/browse.ts';
import { write } from './print.ts';

/** What terminals send for a key. */
const KEYS: Readonly<Record<string, Key>> = {
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  k: 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
  j: 'down',
  '\x1b[5~': 'page-up',
  '\x1b[6~': 'page-down',
  ' ': 'page-down',
  '\x1b[H': 'home',
  '\x1b[1~': 'home',
  g: 'home',
  '\x1b[F': 'end',
  '\x1b[4~': 'end',
  G: 'end',
  '\r': 'enter',
  '\n': 'enter',
  '\x1b[C': 'enter',
  '\x1b': 'back',
  '\x1b[D': 'back',
  '\x7f': 'back',
  t: 't',
  q: 'quit',
  '\x03': 'quit',
  '\x04': 'quit',
};

const PRESSED = /\x1b\[[0-9;]*[~A-Za-z]|\x1bO[A-Z]|[\s\S]/g;

const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';

/** Runs a browser on the other screen of the terminal until it is left; the terminal is then as it was. */
export async function runBrowser(browser: Browser): Promise<void> {
  const { stdin, stdout } = process;
  const size = (): { columns: number; rows: number } => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const paint = (): void => {
    const { columns, rows } = size();
    const lines = browser.draw(columns, rows).slice(0, rows);
    const painted = lines.map((line) => (line.startsWith('>') ? `\x1b[7m${line.padEnd(columns)}\x1b[0m` : line));
    write(1, `\x1b[H${painted.map((line) => `${line}\x1b[K`).join('\r\n')}\x1b[J`);
  };
  write(1, ENTER);
  stdin.setRawMode(true);
  const leave = (): void => {
    stdin.setRawMode(false);
    write(1, LEAVE);
  };
  const ended = (): void => {
    leave();
    process.exit(143);
  };
  process.once('SIGTERM', ended).once('SIGHUP', ended);
  stdout.on('resize', paint);
  try {
    paint();
    for await (const bytes of stdin) {
      for (const pressed of String(bytes).match(PRESSED) ?? []) {
        const key = KEYS[pressed];
        if (key && !(await browser.press(key, size().rows))) return;
      }
      paint();
    }
  } finally {
    stdout.off('resize', paint);
    process.off('SIGTERM', ended).off('SIGHUP', ended);
    leave();
    stdin.destroy();
  }
}
