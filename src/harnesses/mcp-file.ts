/** One file in which a coding tool looks for MCP servers, and how that of ka goes in and out of it. */
export interface McpFile {
  /** Relative to the project root, with `/`. */
  path: string;
  /**
   * The file with the server in it, all else kept to the byte. The same text comes back where it is there, also with flags
   * of the user's own.
   *
   * @param text the file, or null where there is none
   * @throws KaError `bad-settings` where that could not be done without losing what stands there
   */
  add(text: string | null): string;
  /** The file as it was before `add`; null where ka had made it. One that ka could not have written to stays. */
  remove(text: string): string | null;
}

/** What a coding tool starts, and its name there: agents see the tools as `mcp__ka__summary` or the like. */
export const SERVER = { name: 'ka', command: 'ka', args: ['mcp'] } as const;

/** Whether the words of a server start `ka mcp`, however the program is called and whatever flags follow. */
export const startsMcp = (words: readonly unknown[]): boolean =>
  /(?:^|[\s/\\])(?:ka|ka\.cjs|ka\.cmd|kaizen-agentic)\s+mcp(?:\s|$)/.test(
    words.filter((word) => typeof word === 'string').join(' '),
  );
