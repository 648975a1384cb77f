/**
 * The page's style sheet. Candidate and champion have blue and vermilion, the classes green and purple, of the palette by
 * Okabe and Ito that people with any kind of colour blindness can tell apart; dashes and shapes say the same again.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --card: #f6f7f9; --ink: #1b1f24; --quiet: #59636e; --line: #d9dee3;
  --candidate: #0072b2; --champion: #d55e00; --positive: #007a58; --negative: #a8487f;
  --good: #0b6b3a; --warning: #8a5a00; --bad: #b3261e;
  --good-soft: #e3f4ea; --warning-soft: #fdf1d8; --bad-soft: #fde8e6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --card: #1d2127; --ink: #e8eaed; --quiet: #a3adb8; --line: #363d46;
    --candidate: #56b4e9; --champion: #e69f00; --positive: #3fc79a; --negative: #e09ac4;
    --good: #7bd6a2; --warning: #f0c15c; --bad: #ff9d94;
    --good-soft: #17301f; --warning-soft: #33290f; --bad-soft: #3a1c1a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 5rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
body > header, nav ul, main { max-width: 1180px; margin: 0 auto; padding: 0 1.25rem; }
body > header { padding-top: 1.5rem; padding-bottom: 1.25rem; border-left: 0.5rem solid var(--tone); background: var(--tone-soft); margin-top: 1rem; border-radius: 0.5rem; }
header.good { --tone: var(--good); --tone-soft: var(--good-soft); }
header.warning { --tone: var(--warning); --tone-soft: var(--warning-soft); }
header.bad, header.quiet { --tone: var(--bad); --tone-soft: var(--bad-soft); }
header p, header h1 { margin: 0; overflow-wrap: anywhere; }
.model { font-weight: 600; color: var(--quiet); }
h1 { font-size: 2rem; line-height: 1.2; color: var(--tone); }
.reason { font-size: 1.15rem; margin: 0.4rem 0 0.5rem; }
.quiet { color: var(--quiet); }
p.quiet { font-size: 0.875rem; }
nav { position: sticky; top: 0; z-index: 1; background: var(--paper); border-bottom: 1px solid var(--line); margin-top: 0.75rem; }
nav ul { display: flex; gap: 0.25rem 1.25rem; list-style: none; padding-top: 0.6rem; padding-bottom: 0.6rem; flex-wrap: wrap; white-space: nowrap; }
a { color: var(--candidate); text-underline-offset: 0.2em; }
h2 { font-size: 1.4rem; line-height: 1.25; margin: 2.5rem 0 0.75rem; overflow-wrap: anywhere; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 0.5rem; }
p { margin: 0.5rem 0; max-width: 75ch; overflow-wrap: anywhere; }
.note { padding: 0.6rem 0.9rem; border-left: 3px solid var(--line); background: var(--card); color: var(--quiet); }
ul { margin: 0.5rem 0; padding-left: 1.25rem; }
li { overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.86em; }
code { overflow-wrap: anywhere; }
pre { background: var(--card); padding: 0.8rem 1rem; border-radius: 0.4rem; overflow-x: auto; }
dl { margin: 0.75rem 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 0 2rem; }
dl > div { display: grid; grid-template-columns: 11rem 1fr; gap: 0.75rem; padding: 0.4rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
.table { overflow-x: auto; margin: 0.75rem 0; border: 1px solid var(--line); border-radius: 0.4rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0.75rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--quiet); font-weight: 600; background: var(--card); white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: break-word; min-width: 8rem; }
.number { text-align: right; }
td.good { color: var(--good); } td.warning { color: var(--warning); } td.bad { color: var(--bad); }
td.good, td.warning, td.bad { font-weight: 600; min-width: 12rem; overflow-wrap: anywhere; }
td.word { min-width: 0; white-space: nowrap; }
.figures { display: grid;  grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1.25rem; margin: 1rem 0; }
figure { margin: 0; padding: 1rem; border: 1px solid var(--line); border-radius: 0.5rem; min-width: 0; max-width: 35rem; break-inside: avoid; }
figcaption { font-weight: 600; margin-bottom: 0.5rem; overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; font-family: inherit; }
figure p { margin: 0.5rem 0 0.25rem; }
summary { cursor: pointer; color: var(--quiet); font-size: 0.875rem; }
details .table { max-height: 20rem; overflow: auto; }
details thead th { position: sticky; top: 0; }
@media (max-width: 42rem) {
  html { scroll-padding-top: 3.2rem; }
  body > header { margin: 0; border-radius: 0; padding-left: 1rem; }
  nav ul, main { padding-left: 1rem; padding-right: 1rem; }
  nav ul { flex-wrap: nowrap; overflow-x: auto; }
  dl > div { grid-template-columns: 1fr; gap: 0; }
  figure { padding: 0.75rem; }
}
@media screen and (max-width: 60rem) {
  .stacks thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .stacks tr { display: block; padding: 0.5rem 0.75rem; border-bottom: 1px solid var(--line); }
  .stacks tbody tr:last-child { border-bottom: 0; }
  .stacks td, .stacks tbody th { display: flex; justify-content: space-between; gap: 1rem; min-width: 0; padding: 0.1rem 0; border: 0; text-align: right; }
  .stacks tbody th { text-align: left; }
  .stacks td::before { content: attr(data-label); flex: none; max-width: 50%; color: var(--quiet); font-weight: 400; text-align: left; overflow-wrap: break-word; white-space: normal; }
  .stacks td:empty { display: none; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --card: #ffffff; --ink: #000000; --quiet: #444444; --line: #bbbbbb;
    --candidate: #0072b2; --champion: #d55e00; --positive: #007a58; --negative: #a8487f;
    --good: #0b6b3a; --warning: #8a5a00; --bad: #b3261e;
    --good-soft: #ffffff; --warning-soft: #ffffff; --bad-soft: #ffffff;
  }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  html { font-size: 11px; }
  body { font-size: 1rem; }
  th, td { padding: 0.3rem 0.5rem; }
  thead th { white-space: normal; }
  tbody th { min-width: 0; }
  nav, details { display: none; }
  .figures { grid-template-columns: 1fr 1fr; }
  h2, h3 { break-after: avoid; }
  tr, dl > div { break-inside: avoid; }
  .table { overflow: visible; }
}
`;
