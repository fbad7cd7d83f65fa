/** A kind of secret, with a text in which it is found and one in which it is not: its tests and its explanation. */
export interface SecretPattern {
  name: string;
  /** Lower case; a text with none of these holds no such secret. */
  hints: readonly string[];
  /** Without flags; a group is the part that may be a uuid, an id or a commit hash, which are exempt. */
  find: string;
  fires: string;
  quiet: string;
}

/** Examples are put together so that this file itself holds no text that scanners of secrets stop at. */
const x = (...parts: string[]): string => parts.join('');
const KEY36 = x('a1B2c3D4e5F6g7H8', 'i9J0k1L2m3N4o5P6q7R8');

/**
 * What must not be committed (design.md 9). Tokens with a maker's prefix first, the general ones last: the first that
 * matches at a place names it. Every repetition is bounded or cannot overlap its neighbour, so that no text is slow.
 */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    name: 'private-key',
    hints: ['private key'],
    find: '-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----[^-]{0,10000}(?:-----END [A-Z0-9 ]{1,60}-----)?',
    fires: x('-----BEGIN RSA PRIV', 'ATE KEY-----\nMIIE\n-----END RSA PRIV', 'ATE KEY-----'),
    quiet: '-----BEGIN PUBLIC KEY-----',
  },
  {
    name: 'url-credentials',
    hints: ['://'],
    find: '\\b[a-z][a-z0-9+.-]{1,20}://[^\\s:/@"\'<>{}$]{0,100}:(?![*x]{3}|<|\\$|\\{)[^\\s/@"\'<>]{1,200}@',
    fires: x('https://bob:hun', 'ter2@host.example/x'),
    quiet: 'https://host.example:8080/@scope',
  },
  {
    name: 'jwt',
    hints: ['eyj'],
    find: '\\beyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{8,8000}\\.[A-Za-z0-9_-]{0,2000}',
    fires: x('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0In0.', 'c2lnbmF0dXJl'),
    quiet: 'eyJ is how a JSON object begins in base64',
  },
  {
    name: 'anthropic-key',
    hints: ['sk-ant-'],
    find: '\\bsk-ant-[A-Za-z0-9_-]{20,200}',
    fires: x('sk-', 'ant-api03-', KEY36),
    quiet: 'sk-ant-… is a key',
  },
  {
    name: 'openai-key',
    hints: ['sk-'],
    find: '\\bsk-(?:proj-|svcacct-|admin-|or-v1-)?(?=[A-Za-z_-]{0,60}[0-9])[A-Za-z0-9_-]{20,200}',
    fires: x('sk-', 'proj-', KEY36),
    quiet: 'sk-learn-with-a-long-package-name',
  },
  {
    name: 'github-token',
    hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    find: '\\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})',
    fires: x('ghp', '_', KEY36),
    quiet: 'ghp_short',
  },
  {
    name: 'gitlab-token',
    hints: ['gl'],
    find: '\\bgl[a-z]{2,6}-[A-Za-z0-9_-]{20,100}',
    fires: x('glp', 'at-', KEY36),
    quiet: 'glpat-x',
  },
  {
    name: 'npm-token',
    hints: ['npm_'],
    find: '\\bnpm_[A-Za-z0-9]{36}',
    fires: x('npm', '_', KEY36),
    quiet: 'npm_config_registry',
  },
  {
    name: 'pypi-token',
    hints: ['pypi-'],
    find: '\\bpypi-AgE[A-Za-z0-9_-]{40,300}',
    fires: x('pypi', '-AgE', KEY36, KEY36),
    quiet: 'pypi-AgE',
  },
  {
    name: 'slack-token',
    hints: ['xox', 'slack.com'],
    find: '\\bxox[abeoprs]-[A-Za-z0-9-]{10,200}|hooks\\.slack\\.com/services/[A-Za-z0-9/]{20,100}',
    fires: x('xox', 'b-123456789012-', KEY36),
    quiet: 'xoxo-hugs',
  },
  {
    name: 'aws-key',
    hints: ['akia', 'asia', 'abia', 'acca'],
    find: '\\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\\b',
    fires: x('AK', 'IAQWERTYUIOPASDFGH'),
    quiet: 'AKIA is how such a key begins',
  },
  {
    name: 'google-key',
    hints: ['aiza', 'ya29', 'gocspx'],
    find: '\\bAIza[A-Za-z0-9_-]{35}|\\bya29\\.[A-Za-z0-9_-]{20,500}|\\bGOCSPX-[A-Za-z0-9_-]{20,60}',
    fires: x('AI', 'za', KEY36.slice(0, 35)),
    quiet: 'AIzawa is a town',
  },
  {
    name: 'stripe-key',
    hints: ['k_live_', 'k_test_', 'whsec_'],
    find: '\\b(?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,200}',
    fires: x('sk', '_live_', KEY36),
    quiet: 'task_live_view',
  },
  {
    name: 'huggingface-token',
    hints: ['hf_'],
    find: '\\bhf_[A-Za-z0-9]{30,60}',
    fires: x('hf', '_', KEY36),
    quiet: 'hf_hub_download',
  },
  {
    name: 'service-token',
    hints: ['sg.', '_v1_', 'sntry', 'lin_api_', 'gsk_', 'xai-', 'pplx-', 'r8_', 'hvs.', 'dapi', 'shp', 'age-secret'],
    find: '\\b(?:SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}|do[opr]_v1_[a-f0-9]{64}|sntry[su]_[A-Za-z0-9+/=_-]{30,300}|lin_api_[A-Za-z0-9]{30,60}|gsk_[A-Za-z0-9]{40,60}|xai-[A-Za-z0-9]{40,100}|pplx-[A-Za-z0-9]{40,60}|r8_[A-Za-z0-9]{36,40}|hvs\\.[A-Za-z0-9_-]{20,200}|dapi[a-f0-9]{32}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|AGE-SECRET-KEY-1[A-Z0-9]{58})',
    fires: x('gsk', '_', KEY36, 'abcd'),
    quiet: 'SG.1 and gsk_test',
  },
  {
    name: 'azure-key',
    hints: ['accountkey', 'sharedaccesskey'],
    find: '\\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,100}={0,2}',
    fires: x('Account', 'Key=', KEY36, KEY36, '=='),
    quiet: 'AccountKey=<your key>',
  },
  {
    name: 'telegram-token',
    hints: [':aa'],
    find: '\\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\\b',
    fires: x('123456789', ':AA', KEY36.slice(0, 33)),
    quiet: '12345678:AA',
  },
  {
    name: 'authorization',
    hints: ['bearer', 'basic'],
    find: '\\b(?:[Bb]earer|[Bb]asic|BEARER|BASIC)\\s{1,3}((?=[A-Za-z._~+/-]{0,80}[0-9])[A-Za-z0-9._~+/-]{20,4000}={0,2})',
    fires: x('Authorization: Bea', 'rer ', KEY36),
    quiet: 'Bearer authentication-is-described-elsewhere',
  },
  {
    name: 'assigned-secret',
    hints: ['pass', 'secret', 'key', 'token', 'credential'],
    find: '(?:[Pp]ass(?:word|wd|phrase)|PASS(?:WORD|WD|PHRASE)|[Ss]ecret|SECRET|[Aa](?:pi|uth|ccess)[_-]?[Kk]ey|A(?:PI|UTH|CCESS)_?KEY|apikey|[Tt]oken|TOKEN|[Cc]redential|CREDENTIAL)["\']?\\s{0,3}[:=]\\s{0,3}["\']?((?=[A-Za-z_./+~!@#%^&*-]{0,60}[0-9])(?=[^A-Za-z\\s]{0,60}[A-Za-z])[A-Za-z0-9_./+~!@#%^&*-]{12,400})',
    fires: x('api_key = "', 'q9w8e7r6t5y4u3i2"'),
    quiet: 'token: 9b1d0f3a-1111-4222-8333-444455556666, password: $PASSWORD, secret: settings.secretFromVault',
  },
  {
    name: 'email',
    hints: ['@'],
    find: '(?<![A-Za-z0-9._%+@-])(?!git@|[A-Za-z0-9._%+-]{1,64}@(?:[0-9]x\\.|(?:[a-z0-9-]{1,63}\\.){0,5}example\\.|[A-Za-z0-9.-]{1,100}\\.(?:example|invalid|test|localhost)\\b))[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9])',
    fires: 'ask bob.smith@corp-mail.com about it',
    quiet: 'git@github.com:owner/name.git, icon@2x.png, ajv@8.20.0, a@example.org, @scope/name',
  },
  {
    name: 'home-path',
    hints: ['/home/', 'users', '/root/'],
    find: '(?<![A-Za-z0-9_.~*-])(?:/(?:home|Users)/(?!Shared/)[A-Za-z0-9_.][A-Za-z0-9_.-]{0,63}|/root(?=/)|[A-Za-z]:[\\\\/]{1,4}Users[\\\\/]{1,4}(?!Public|Default)[A-Za-z0-9_.][A-Za-z0-9_. -]{0,63})(?![A-Za-z0-9_-])',
    fires: 'see /home/bob/notes.md',
    quiet: 'https://host.example/home/index.html, /home/<you>/x, src/home/page.ts, ~/notes.md, /homeland',
  },
];
