import { SECRET_PATTERNS } from '../../src/store/redact/secret-patterns.ts';

/** Examples are put together so that this file itself holds no text that scanners of secrets stop at. */
const x = (...parts: string[]): string => parts.join('');
const KEY36 = x('a1B2c3D4e5F6g7H8', 'i9J0k1L2m3N4o5P6q7R8');

/** By name of the pattern: a text in which it finds a secret, and one in which it does not. */
const EXAMPLES: Readonly<Record<string, { fires: string; quiet: string }>> = {
  'private-key': {
    fires: x('-----BEGIN RSA PRIV', 'ATE KEY-----\nMIIE\n-----END RSA PRIV', 'ATE KEY-----'),
    quiet: '-----BEGIN PUBLIC KEY-----',
  },
  'url-credentials': {
    fires: x('https://bob:hun', 'ter2@host.example/x'),
    quiet: 'https://host.example:8080/@scope',
  },
  jwt: {
    fires: x('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0In0.', 'c2lnbmF0dXJl'),
    quiet: 'eyJ is how a JSON object begins in base64',
  },
  'anthropic-key': {
    fires: x('sk-', 'ant-api03-', KEY36),
    quiet: 'sk-ant-… is a key',
  },
  'openai-key': {
    fires: x('sk-', 'proj-', KEY36),
    quiet: 'sk-learn-with-a-long-package-name',
  },
  'github-token': {
    fires: x('ghp', '_', KEY36),
    quiet: 'ghp_short',
  },
  'gitlab-token': {
    fires: x('glp', 'at-', KEY36),
    quiet: 'glpat-x',
  },
  'npm-token': {
    fires: x('npm', '_', KEY36),
    quiet: 'npm_config_registry',
  },
  'pypi-token': {
    fires: x('pypi', '-AgE', KEY36, KEY36),
    quiet: 'pypi-AgE',
  },
  'slack-token': {
    fires: x('xox', 'b-123456789012-', KEY36),
    quiet: 'xoxo-hugs',
  },
  'aws-key': {
    fires: x('AK', 'IAQWERTYUIOPASDFGH'),
    quiet: 'AKIA is how such a key begins',
  },
  'google-key': {
    fires: x('AI', 'za', KEY36.slice(0, 35)),
    quiet: 'AIzawa is a town',
  },
  'stripe-key': {
    fires: x('sk', '_live_', KEY36),
    quiet: 'task_live_view',
  },
  'huggingface-token': {
    fires: x('hf', '_', KEY36),
    quiet: 'hf_hub_download',
  },
  'service-token': {
    fires: x('gsk', '_', KEY36, 'abcd'),
    quiet: 'SG.1 and gsk_test',
  },
  'azure-key': {
    fires: x('Account', 'Key=', KEY36, KEY36, '=='),
    quiet: 'AccountKey=<your key>',
  },
  'telegram-token': {
    fires: x('123456789', ':AA', KEY36.slice(0, 33)),
    quiet: '12345678:AA',
  },
  authorization: {
    fires: x('Authorization: Bea', 'rer ', KEY36),
    quiet: 'Bearer authentication-is-described-elsewhere',
  },
  'assigned-secret': {
    fires: x('api_key = "', 'q9w8e7r6t5y4u3i2"'),
    quiet: 'token: 9b1d0f3a-1111-4222-8333-444455556666, password: $PASSWORD, secret: settings.secretFromVault',
  },
  email: {
    fires: 'ask bob.smith@corp-mail.com about it',
    quiet: 'git@github.com:owner/name.git, icon@2x.png, ajv@8.20.0, a@example.org, @scope/name',
  },
  'home-path': {
    fires: 'see /home/bob/notes.md',
    quiet: 'https://host.example/home/index.html, /home/<you>/x, src/home/page.ts, ~/notes.md, /homeland',
  },
};

/** Every pattern with its examples. */
export const SECRETS = SECRET_PATTERNS.map(({ name }) => ({ name, ...EXAMPLES[name]! }));
