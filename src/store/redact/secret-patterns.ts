/** A kind of secret; `test/redact/examples.ts` has texts with and without each. */
export interface SecretPattern {
  name: string;
  /** Lower case; a text with none of these holds no such secret. */
  hints: readonly string[];
  /** Without flags; a group is the part that may be a uuid, an id or a commit hash, which are exempt. */
  find: string;
}

/**
 * What must not be committed (design.md 9). Tokens with a maker's prefix first, the general ones last: the first that
 * matches at a place names it. Every repetition is bounded or cannot overlap its neighbour, so that no text is slow.
 */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    name: 'private-key',
    hints: ['private key'],
    find: '-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----[^-]{0,10000}(?:-----END [A-Z0-9 ]{1,60}-----)?',
  },
  {
    name: 'url-credentials',
    hints: ['://'],
    find: '\\b[a-z][a-z0-9+.-]{1,20}://[^\\s:/@"\'<>{}$]{0,100}:(?![*x]{3}|<|\\$|\\{)[^\\s/@"\'<>]{1,200}@',
  },
  {
    name: 'jwt',
    hints: ['eyj'],
    find: '\\beyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{8,8000}\\.[A-Za-z0-9_-]{0,2000}',
  },
  {
    name: 'anthropic-key',
    hints: ['sk-ant-'],
    find: '\\bsk-ant-[A-Za-z0-9_-]{20,200}',
  },
  {
    name: 'openai-key',
    hints: ['sk-'],
    find: '\\bsk-(?:proj-|svcacct-|admin-|or-v1-)?(?=[A-Za-z_-]{0,60}[0-9])[A-Za-z0-9_-]{20,200}',
  },
  {
    name: 'github-token',
    hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    find: '\\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})',
  },
  {
    name: 'gitlab-token',
    hints: ['gl'],
    find: '\\bgl[a-z]{2,6}-[A-Za-z0-9_-]{20,100}',
  },
  {
    name: 'npm-token',
    hints: ['npm_'],
    find: '\\bnpm_[A-Za-z0-9]{36}',
  },
  {
    name: 'pypi-token',
    hints: ['pypi-'],
    find: '\\bpypi-AgE[A-Za-z0-9_-]{40,300}',
  },
  {
    name: 'slack-token',
    hints: ['xox', 'slack.com'],
    find: '\\bxox[abeoprs]-[A-Za-z0-9-]{10,200}|hooks\\.slack\\.com/services/[A-Za-z0-9/]{20,100}',
  },
  {
    name: 'aws-key',
    hints: ['akia', 'asia', 'abia', 'acca'],
    find: '\\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\\b',
  },
  {
    name: 'google-key',
    hints: ['aiza', 'ya29', 'gocspx'],
    find: '\\bAIza[A-Za-z0-9_-]{35}|\\bya29\\.[A-Za-z0-9_-]{20,500}|\\bGOCSPX-[A-Za-z0-9_-]{20,60}',
  },
  {
    name: 'stripe-key',
    hints: ['k_live_', 'k_test_', 'whsec_'],
    find: '\\b(?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,200}',
  },
  {
    name: 'huggingface-token',
    hints: ['hf_'],
    find: '\\bhf_[A-Za-z0-9]{30,60}',
  },
  {
    name: 'service-token',
    hints: ['sg.', '_v1_', 'sntry', 'lin_api_', 'gsk_', 'xai-', 'pplx-', 'r8_', 'hvs.', 'dapi', 'shp', 'age-secret'],
    find: '\\b(?:SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}|do[opr]_v1_[a-f0-9]{64}|sntry[su]_[A-Za-z0-9+/=_-]{30,300}|lin_api_[A-Za-z0-9]{30,60}|gsk_[A-Za-z0-9]{40,60}|xai-[A-Za-z0-9]{40,100}|pplx-[A-Za-z0-9]{40,60}|r8_[A-Za-z0-9]{36,40}|hvs\\.[A-Za-z0-9_-]{20,200}|dapi[a-f0-9]{32}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|AGE-SECRET-KEY-1[A-Z0-9]{58})',
  },
  {
    name: 'azure-key',
    hints: ['accountkey', 'sharedaccesskey'],
    find: '\\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40,100}={0,2}',
  },
  {
    name: 'telegram-token',
    hints: [':aa'],
    find: '\\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\\b',
  },
  {
    name: 'authorization',
    hints: ['bearer', 'basic'],
    find: '\\b(?:[Bb]earer|[Bb]asic|BEARER|BASIC)\\s{1,3}((?=[A-Za-z._~+/-]{0,80}[0-9])[A-Za-z0-9._~+/-]{20,4000}={0,2})',
  },
  {
    name: 'assigned-secret',
    hints: ['pass', 'secret', 'key', 'token', 'credential'],
    find: '(?:[Pp]ass(?:word|wd|phrase)|PASS(?:WORD|WD|PHRASE)|[Ss]ecret|SECRET|[Aa](?:pi|uth|ccess)[_-]?[Kk]ey|A(?:PI|UTH|CCESS)_?KEY|apikey|[Tt]oken|TOKEN|[Cc]redential|CREDENTIAL)["\']?\\s{0,3}[:=]\\s{0,3}["\']?((?=[A-Za-z_./+~!@#%^&*-]{0,60}[0-9])(?=[^A-Za-z\\s]{0,60}[A-Za-z])[A-Za-z0-9_./+~!@#%^&*-]{12,400})',
  },
  {
    name: 'email',
    hints: ['@'],
    find: '(?<![A-Za-z0-9._%+@-])(?!git@|[A-Za-z0-9._%+-]{1,64}@(?:[0-9]x\\.|(?:[a-z0-9-]{1,63}\\.){0,5}example\\.|[A-Za-z0-9.-]{1,100}\\.(?:example|invalid|test|localhost)\\b))[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9])',
  },
  {
    name: 'home-path',
    hints: ['/home/', 'users', '/root/'],
    find: '(?<![A-Za-z0-9_.~*-])(?:/(?:home|Users)/(?!Shared/)[A-Za-z0-9_.][A-Za-z0-9_.-]{0,63}|/root(?=/)|[A-Za-z]:[\\\\/]{1,4}Users[\\\\/]{1,4}(?!Public|Default)[A-Za-z0-9_.][A-Za-z0-9_. -]{0,63})(?![A-Za-z0-9_-])',
  },
];
