import { OWN_FILE } from '../hook-line.ts';

/**
 * The plugin, as it lies in a project. It waits for ka, which takes some 50 ms: what is started and left behind dies with
 * `opencode run`. The brief goes into the system prompt of the session that it was made for;
 * sessions of subagents are left to the transcript. Everything in it fails
 * open: a missing ka, an odd answer, an OpenCode that calls nothing of this.
 */
export const PLUGIN = `// ${OWN_FILE}
const briefs = new Map();
const children = new Set();

export const Kaizen = async ({ directory }) => {
  const { spawnSync } = await import('node:child_process');
  const tell = (event, session) => {
    try {
      const input = JSON.stringify({ event, sessionID: session, directory });
      const options = { cwd: directory, input, encoding: 'utf8', timeout: 10000, windowsHide: true };
      const { stdout } = spawnSync('ka', ['hook', 'opencode'], options);
      const { system } = JSON.parse(stdout || '{}');
      if (system) briefs.set(session, system);
    } catch {}
  };
  return {
    event: async ({ event }) => {
      const { info, sessionID } = event.properties ?? {};
      const session = info?.id ?? sessionID;
      if (info?.parentID) children.add(session);
      const heard = ['session.created', 'session.idle', 'session.deleted'].includes(event.type);
      if (heard && session && !children.has(session)) tell(event.type, session);
    },
    'experimental.chat.system.transform': async (input, output) => {
      const brief = briefs.get(input?.sessionID);
      if (brief && Array.isArray(output?.system)) output.system.push(brief);
    },
  };
};
`;
