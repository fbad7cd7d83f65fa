import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { onTestFinished } from 'vitest';
import type { Repo } from '../repo.ts';

export const PROGRAM = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');

/** What a tool answered. */
export interface Answer {
  /** The first content: the text, or the JSON document. */
  text: string;
  /** Where more is to come. */
  next: string | null;
  error: { code: string; message: string; hint: string | null } | null;
  json: () => any;
}

/** The SDK's own client, talking to the built program in a repository. */
export async function connect({ root, home }: Repo, ...args: string[]) {
  const client = new Client({ name: 'test', version: '1' });
  const env = { PATH: process.env.PATH!, HOME: home };
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [PROGRAM, 'mcp', ...args], cwd: root, env }),
  );
  onTestFinished(() => client.close());
  const call = async (name: string, input: Record<string, unknown> = {}): Promise<Answer> => {
    const { content, structuredContent, isError } = await client.callTool({ name, arguments: input });
    const texts = (content as Array<{ text: string }>).map(({ text }) => text);
    const said = structuredContent as { error?: Answer['error']; next_cursor?: string | null } | undefined;
    const marked = texts.find((text) => text.startsWith('next_cursor: '));
    return {
      text: texts[0]!,
      next: said?.next_cursor ?? marked?.slice('next_cursor: '.length) ?? null,
      error: isError ? (said?.error ?? null) : null,
      json: () => JSON.parse(texts[0]!),
    };
  };
  return { client, call };
}
