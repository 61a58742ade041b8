import { INK, INK_SOFT, PAPER } from './ground.ts';

/** What the screen shows when the terminal itself cannot run: who helps, and nothing else. No script, no data. */
export function safePage(site: { readonly name: string; readonly helpPhone: string } | null, nonce: string): string {
  const phone = site === null ? '' : `<p class="phone">帮助电话 <b>${escaped(site.helpPhone)}</b></p>`;
  const phoneEnglish = site === null ? '' : `<br>Help: ${escaped(site.helpPhone)}`;
  const place = site === null ? '' : `<p class="place">${escaped(site.name)}</p>`;
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>暂停服务</title>
<style nonce="${nonce}">
html, body { height: 100%; margin: 0; background: ${PAPER}; color: ${INK}; cursor: none; user-select: none; }
body { display: flex; flex-direction: column; justify-content: center; align-items: center; text-align: center;
  font: 400 clamp(20px, 3.2vmin, 36px)/1.6 'Source Han Sans SC', 'Noto Sans CJK SC', sans-serif; }
h1 { font-size: 2.6em; font-weight: 600; margin: 0 0 .4em; }
p { margin: .3em 1.2em; max-width: 28em; text-wrap: balance; word-break: keep-all; overflow-wrap: anywhere; }
.phone { margin-top: 1.4em; font-size: 1.25em; }
.phone b { font-size: 1.3em; letter-spacing: .04em; }
.english { margin-top: 2.4em; color: ${INK_SOFT}; font-size: .85em; }
.place { margin-top: 3em; color: ${INK_SOFT}; font-size: .85em; }
</style>
</head>
<body>
<h1>暂停服务</h1>
<p>本终端正在自行恢复，请稍后再来，或使用旁边的终端、到服务窗口办理。</p>
<p>如果您刚才正在办事：已提交的事项都已保存，不会丢失。请勿重复提交，可凭身份证到窗口查询。</p>
${phone}
<p class="english">Out of service. This terminal is recovering; please use another terminal or a counter.
What you have already submitted is saved.${phoneEnglish}</p>
${place}
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
