/** One column from 320 px up; light and dark; text contrast at least 4.5:1 in both. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#f4f6f8;--card:#fff;--ink:#16202b;--soft:#55616e;--line:#dfe4ea;--good:#0b6e4f;--bad:#b3261e;--stale:#8a5a00}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 "Source Han Sans SC","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",system-ui,sans-serif}
.good{--tone:var(--good)}.bad{--tone:var(--bad)}.stale{--tone:var(--stale)}
main{max-width:32rem;margin:0 auto;padding:1.25rem 1rem 2rem}
.brand{margin:0 0 1rem;font-weight:600;letter-spacing:.04em}
[lang=en]{display:block;font-weight:400;letter-spacing:0;font-size:.875rem;color:var(--soft)}
.brand [lang=en]{display:inline;margin-left:.6em}
.verdict{background:var(--card);border-radius:1rem 1rem 0 0;border-top:.375rem solid var(--tone);padding:1.75rem 1.25rem 1.25rem;text-align:center}
.verdict svg{fill:none;stroke:var(--tone);stroke-width:4;stroke-linecap:round;stroke-linejoin:round}
.verdict circle{fill:var(--tone);fill-opacity:.1;stroke-width:2.5}
h1{margin:.5rem 0 .75rem;font-size:1.875rem;line-height:1.25;color:var(--tone)}
h1 [lang=en]{font-size:1rem;color:var(--tone)}
.verdict p{margin:.25rem 0;text-wrap:balance}
dl{margin:0;background:var(--card);border-radius:0 0 1rem 1rem;padding:0 1.25rem .5rem}
dl div{border-top:1px solid var(--line);padding:.75rem 0;display:grid;grid-template-columns:6.5rem 1fr;gap:1rem}
dt{color:var(--soft)}
dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.code{font:600 1.0625rem/1.5 ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;letter-spacing:.04em}
.hash{font:400 .8125rem/1.6 ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace}
footer{color:var(--soft);font-size:.875rem;text-align:center;padding:.75rem}
footer p{margin:0}
@media (prefers-color-scheme:dark){:root{--paper:#10151b;--card:#1a222b;--ink:#eef2f6;--soft:#a9b4c0;--line:#2c3743;--good:#5fd3a8;--bad:#ff8a80;--stale:#f0b95a}}
@media print{body{background:#fff}}
`;
