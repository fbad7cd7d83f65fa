/** Colours of models in charts, each at least 3:1 against its background. */
const LIGHT = ['#1f5fbf', '#b4530a', '#1b7f4d', '#8a3fc7', '#b0235f', '#5b6470'];
const DARK = ['#7ab0ff', '#f2a35e', '#5fd39a', '#cfa0ff', '#ff8fb8', '#a9b2bd'];

const colours = (list: readonly string[]): string => list.map((colour, n) => `--m${n}:${colour}`).join(';');
const perModel = LIGHT.map((_, n) => `.m${n}{fill:var(--m${n})}.k${n}{background:var(--m${n})}`).join('\n');

export const STYLE = `
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--soft:#57606a;--edge:#d0d7de;--panel:#f6f8fa;--link:#0a58ca;--good:#1b7f4d;--bad:#b42318;${colours(LIGHT)}}
@media (prefers-color-scheme:dark){:root{--back:#12161b;--text:#e6edf3;--soft:#9aa5b1;--edge:#30363d;--panel:#1a2027;--link:#7ab0ff;--good:#5fd39a;--bad:#ff8a7a;${colours(DARK)}}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:88rem;background:var(--back);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:.2rem 0}
h2{font-size:1.2rem;margin:2rem 0 .5rem}
a{color:var(--link)}
nav ul,.legend,.bets{padding:0;list-style:none}
nav ul,.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.5rem 0}
.small{color:var(--soft);font-size:.875rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.5rem;margin:1rem 0;padding:0}
.facts div{background:var(--panel);border:1px solid var(--edge);border-radius:.4rem;padding:.5rem .75rem}
.facts dt{color:var(--soft);font-size:.875rem}
.facts dd{margin:0;font-size:1.25rem;overflow-wrap:anywhere}
.wide{overflow-x:auto;border:1px solid var(--edge);border-radius:.4rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--edge);white-space:nowrap}
tbody th{font-weight:500}
thead th{background:var(--panel)}
.n{text-align:right}
td[colspan]{white-space:normal}
td[colspan]>*{max-width:calc(100vw - 4rem);overflow-wrap:anywhere}
details table th,#experiments th[scope=row]{white-space:normal;min-width:12rem}
button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}
thead button{font-weight:600}
thead button::after{content:" \\2195";color:var(--soft)}
[aria-sort=descending] button::after{content:" \\2193";color:var(--text)}
[aria-sort=ascending] button::after{content:" \\2191";color:var(--text)}
.opens{color:var(--link)}
.opens::before{content:"\\25B8  "}
.opens[aria-expanded=true]::before{content:"\\25BE  "}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
svg{display:block}
svg text{fill:var(--soft);font-size:12px}
.chart{width:100%;min-width:36rem;max-width:66rem;height:auto}
.small .good,.good{fill:var(--good)}
.bad{fill:var(--bad)}
.unknown{fill:none;stroke:var(--soft)}
.curve{fill:none;stroke:var(--m0);stroke-width:1.5}
.grid{stroke:var(--edge)}
.zero{stroke:var(--soft)}
.range{stroke:var(--text);stroke-width:2}
.effect{fill:var(--text)}
.key{display:inline-block;width:.8rem;height:.8rem;margin-right:.4rem;border-radius:.15rem}
${perModel}
.improving{color:var(--good)}
.worsening,.failed{color:var(--bad)}
.few{color:var(--soft)}
.bets>li{border:1px solid var(--edge);border-radius:.4rem;margin:.5rem 0;padding:.5rem .75rem}
.bets,.bets *{overflow-wrap:anywhere}
summary{cursor:pointer}
.tree,.tree ul{padding-left:1.2rem;list-style:none;margin:.2rem 0}
#said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem}
`;
