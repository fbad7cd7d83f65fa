import { execFileSync, spawnSync } from 'node:child_process';
import { type Browser, chromium } from 'playwright-core';

/** Debian's, or the one that `CHROMIUM` names. */
const found = (): string | null =>
  [process.env.CHROMIUM ?? '', 'chromium', 'chromium-browser', 'google-chrome'].find(
    (program) => program !== '' && spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0,
  ) ?? null;

function install(): void {
  try {
    execFileSync('apt-get', ['update'], { stdio: 'ignore', timeout: 300_000 });
    execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], { stdio: 'pipe', timeout: 600_000 });
  } catch (error) {
    const said = (error as { stderr?: Buffer }).stderr?.toString() || String(error);
    throw new Error(
      `There is no Chromium here and none could be installed, so no page was looked at: ${said.slice(0, 300)}. Name one in CHROMIUM.`,
    );
  }
}

/** A real headless Chromium. On a build machine it is installed where it is missing. */
export async function startChromium(): Promise<Browser> {
  if (found() === null && process.env.CI) install();
  const program = found();
  if (program === null) {
    throw new Error(
      'There is no Chromium here, so no page was looked at: apt-get install chromium, or name one in CHROMIUM.',
    );
  }
  const executablePath = program.includes('/')
    ? program
    : execFileSync('which', [program], { encoding: 'utf8' }).trim();
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}
