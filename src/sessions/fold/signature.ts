/** Programs whose first argument names what they do. Of all others the first argument may be anything. */
const WITH_SUBCOMMANDS = new Set(
  (
    'ansible apt apt-get aws az brew bun bundle cargo cdk composer conda deno docker docker-compose dotnet eas expo fly flutter ' +
    'gcloud gem gh git glab go gradle gradlew heroku helm hg jj just ka kaizen-agentic kubectl lerna make meson mise mix mvn mvnw netlify next nox nx ' +
    'pip pip3 pipenv pipx pnpm podman poetry pre-commit prisma pulumi rails rake rustup sam sbt serverless sf stack supabase svn ' +
    'swift systemctl task terraform tofu tox turbo uv vercel vite wrangler yarn npm npx zig'
  ).split(' '),
);
/** Words before the program proper. */
const BEFORE = /^(sudo|time|timeout|nohup|env|exec|command|nice|xargs|then|do|if|!|\(|\{)$/;
const SETTING = /^(cd|pushd|export|set|source|\.)$/;
const PROGRAM = /^[A-Za-z][A-Za-z0-9._+-]{0,30}$/;
const SUBCOMMAND = /^[a-z][a-z-]{0,20}(:[a-z-]{1,20})?$/;

/**
 * What a command line runs, without what it runs it on: the program, and its subcommand where it is known to have such.
 * Arguments, paths and values never stand in it. `cd /w/app && FOO=1 npm test -- x | tail` is `npm test`.
 *
 * @returns null where no program can be made out
 */
export function commandSignature(line: string): string | null {
  for (const part of line.slice(0, 2000).split(/&&|\|\||[;\n|]/)) {
    const words = part.trim().split(/\s+/).slice(0, 12);
    let at = 0;
    while (at < words.length && isBefore(words[at]!, words[at - 1])) at++;
    const program = words[at]?.replace(/^.*[/\\]/, '').replace(/\.(exe|cmd)$/i, '') ?? '';
    if (program === '' || program.startsWith('#') || SETTING.test(program)) continue;
    // What follows something odd may be the rest of a quoted text.
    if (!PROGRAM.test(program)) return null;
    // Options before the subcommand may take values (`git -C folder status`): then the program stands alone.
    const next = words[at + 1] ?? '';
    return WITH_SUBCOMMANDS.has(program) && SUBCOMMAND.test(next) ? `${program} ${next}` : program;
  }
  return null;
}

const isBefore = (word: string, before: string | undefined): boolean =>
  BEFORE.test(word) || /^\w+=/.test(word) || (before === 'timeout' && /^(-\S+|\d\S*)$/.test(word));
