import { type Check, wrong } from './contract.ts';

const [MAJOR, MINOR] = [20, 19];

/** Whether a version such as `20.19.0` is at least the oldest that ka runs on. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MAJOR || (major === MAJOR && minor >= MINOR);
}

export const node: Check = {
  id: 'node',
  title: `Node.js is ${MAJOR}.${MINOR} or newer`,
  run: () => {
    const { node: version } = process.versions;
    if (isNewEnough(version)) return [];
    return [wrong(`Node.js ${version} runs ka; it needs ${MAJOR}.${MINOR}.`, 'nvm install --lts')];
  },
};
