import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ToolCall } from './wires/wire.ts';

/** A real coding tool, and how it is run without a person, without an account and without leaving the machine. */
export interface Client {
  /** As `ka init --harness` calls it; also the name of its program. */
  name: 'claude' | 'codex' | 'gemini' | 'copilot' | 'opencode';
  title: string;
  /** On npm, pinned. */
  package: string;
  version: string;
  /** Settings below its home folder: path and text. */
  settings?: (url: string, root: string) => readonly [path: string, text: string];
  env: (url: string) => Record<string, string>;
  /** Its arguments for one prompt, every tool allowed. */
  args: (prompt: string) => readonly string[];
  /** The same, to go on with the newest session. */
  goOn: (prompt: string) => readonly string[];
  /** Starts a subagent with a prompt, and waits for it where the tool does so by itself. */
  delegate: (prompt: string) => ToolCall;
  /** The agent that `delegate` names. */
  delegate_to: string;
  /** Whether a subagent is given its own brief. */
  briefsSubagents: boolean;
  /** Whether a hook tells the end of a session; else the next sync finds that its program is gone. */
  tellsEnd: boolean;
}

const MODEL = 'scripted-1';

const claude: Client = {
  name: 'claude',
  title: 'Claude Code',
  package: '@anthropic-ai/claude-code',
  version: '2.1.328',
  env: (url) => ({
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: 'none',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
  }),
  args: (prompt) => ['-p', prompt, '--allowedTools', 'Bash', 'Agent', 'Read', 'Write', 'Edit'],
  goOn: (prompt) => ['--continue', ...claude.args(prompt)],
  delegate: (prompt) => ({ name: 'Agent', input: { subagent_type: 'Explore', description: 'look', prompt } }),
  delegate_to: 'Explore',
  briefsSubagents: true,
  tellsEnd: true,
};

/** The hooks of a trusted project run only once a person trusts them, too; the last flag does so for one run. */
const TRUSTED = ['--json', '--dangerously-bypass-approvals-and-sandbox', '--dangerously-bypass-hook-trust'];

const codex: Client = {
  name: 'codex',
  title: 'Codex',
  package: '@openai/codex',
  version: '0.169.0',
  settings: (url, root) => [
    '.codex/config.toml',
    `model = "${MODEL}"
model_provider = "scripted"
check_for_update_on_startup = false
[model_providers.scripted]
name = "scripted"
base_url = "${url}/v1"
wire_api = "responses"
env_key = "SCRIPTED_KEY"
[projects.${JSON.stringify(root)}]
trust_level = "trusted"
`,
  ],
  env: () => ({ SCRIPTED_KEY: 'none' }),
  args: (prompt) => ['exec', ...TRUSTED, prompt],
  goOn: (prompt) => ['exec', 'resume', '--last', ...TRUSTED, prompt],
  delegate: (message) => ({
    ...{ name: 'spawn_agent', namespace: 'multi_agent_v1' },
    input: { agent_type: 'explorer', message },
  }),
  delegate_to: 'explorer',
  briefsSubagents: true,
  tellsEnd: true,
};

const gemini: Client = {
  name: 'gemini',
  title: 'Gemini CLI',
  package: '@google/gemini-cli',
  version: '0.61.0',
  settings: () => [
    '.gemini/settings.json',
    JSON.stringify({
      security: { auth: { selectedType: 'gemini-api-key' } },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
      general: { disableAutoUpdate: true, disableUpdateNag: true },
    }),
  ],
  env: (url) => ({ GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: url, GEMINI_CLI_TRUST_WORKSPACE: 'true' }),
  args: (prompt) => ['-p', prompt, '-o', 'json', '--approval-mode', 'yolo', '-m', 'gemini-2.5-flash'],
  goOn: (prompt) => ['--resume', 'latest', ...gemini.args(prompt)],
  delegate: (prompt) => ({ name: 'invoke_agent', input: { agent_name: 'generalist', prompt } }),
  delegate_to: 'generalist',
  briefsSubagents: false,
  tellsEnd: true,
};

const copilot: Client = {
  name: 'copilot',
  title: 'Copilot CLI',
  package: '@github/copilot',
  version: '1.0.102',
  env: (url) => ({
    COPILOT_OFFLINE: 'true',
    COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
    COPILOT_MODEL: MODEL,
    COPILOT_AUTO_UPDATE: 'false',
    COPILOT_ALLOW_ALL: 'true',
  }),
  args: (prompt) => ['-p', prompt, '--output-format', 'json', '--allow-all-tools', '--trust-folder'],
  goOn: (prompt) => ['--continue', '-p', prompt, '--output-format', 'json', '--allow-all-tools'],
  delegate: (prompt) => ({
    name: 'task',
    input: { agent_type: 'explore', name: 'looker', description: 'look', mode: 'sync', prompt },
  }),
  delegate_to: 'explore',
  briefsSubagents: false,
  tellsEnd: true,
};

const opencode: Client = {
  name: 'opencode',
  title: 'OpenCode',
  package: 'opencode-ai',
  version: '1.18.33',
  settings: (url) => [
    '.config/opencode/opencode.json',
    JSON.stringify({
      provider: {
        scripted: {
          npm: '@ai-sdk/openai-compatible',
          name: 'scripted',
          options: { baseURL: `${url}/v1`, apiKey: 'none' },
          models: { [MODEL]: { name: MODEL } },
        },
      },
      model: `scripted/${MODEL}`,
      permission: 'allow',
      autoupdate: false,
      share: 'disabled',
    }),
  ],
  // A project with plugins makes it fetch a package of types from npm, which it does without.
  env: (url) => ({
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    npm_config_registry: url,
    npm_config_fetch_retries: '0',
  }),
  args: (prompt) => ['run', '--format', 'json', prompt],
  goOn: (prompt) => ['run', '--continue', '--format', 'json', prompt],
  delegate: (prompt) => ({ name: 'task', input: { subagent_type: 'general', description: 'look', prompt } }),
  delegate_to: 'general',
  briefsSubagents: false,
  tellsEnd: false,
};

export const CLIENTS = { claude, codex, gemini, copilot, opencode } as const;

/** Writes the client's settings below a scratch home. */
export function settle(client: Client, home: string, url: string, root: string): void {
  const [path, text] = client.settings?.(url, root) ?? [];
  if (path === undefined || text === undefined) return;
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
}
