import { parse } from 'smol-toml';
import { KaError } from '../../lib/errors.ts';
import { HASH_BLOCK, removeBlock, setBlock } from '../../store/docs/block.ts';
import { type McpFile, SERVER, startsMcp } from '../mcp-file.ts';

const PATH = '.codex/config.toml';
const LINES = [
  `[mcp_servers.${SERVER.name}]`,
  `command = ${JSON.stringify(SERVER.command)}`,
  `args = ${JSON.stringify(SERVER.args)}`,
];

/** The server of ka's name in a configuration. @throws the parser's error */
function serverIn(text: string): { command?: unknown; args?: unknown } | undefined {
  const { mcp_servers } = parse(text) as { mcp_servers?: Record<string, object> };
  return mcp_servers?.[SERVER.name];
}

const refuse = (why: string): never => {
  throw new KaError('bad-settings', `${PATH}: ${why}. Nothing was written.`, 'ka init --mcp --dry-run');
};

/** What a reader of TOML makes of a text; what it cannot read, and what the block would break, is refused. */
function check(text: string): ReturnType<typeof serverIn> {
  try {
    return serverIn(text);
  } catch (error) {
    return refuse((error as Error).message.split('\n')[0]!);
  }
}

/** A table at the end of the file. Codex reads it in projects that the user trusts. https://developers.openai.com/codex/mcp */
const file: McpFile = {
  path: PATH,
  add: (text) => {
    const there = text === null ? undefined : check(text);
    if (there && !startsMcp([there.command, there.args].flat())) {
      return refuse(`mcp_servers.${SERVER.name} is another server`);
    }
    if (there) return text!;
    const edited = setBlock(text, LINES, HASH_BLOCK);
    check(edited);
    return edited;
  },
  remove: (text) => removeBlock(text, HASH_BLOCK),
};
export default [file];
