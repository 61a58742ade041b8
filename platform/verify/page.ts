import { createHash } from 'node:crypto';
import type { Verification } from '../../src-main/contract/code-lookup.ts';
import { PAGE_STYLE } from './page-style.ts';

/** Nothing but this page's own style sheet: no script, image, frame, form or font from anywhere. */
export const PAGE_CSP = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

type Verdict = {
  readonly tone: 'good' | 'bad' | 'stale';
  readonly mark: string;
  readonly zh: string;
  readonly en: string;
  readonly zhMore: string;
  readonly enMore: string;
};

const GENUINE: Verdict = {
  tone: 'good',
  mark: 'M20 33l8 8 17-18',
  zh: '真实有效',
  en: 'Genuine',
  zhMore: '本平台签发过这份文书。请核对下列内容与您手中的纸张一致。',
  enMore: 'This platform issued this document. Check that what follows matches the paper in your hand.',
};
const WITHDRAWN: Verdict = {
  tone: 'stale',
  mark: 'M20 32h24',
  zh: '已撤回',
  en: 'Withdrawn',
  zhMore: '这份文书曾由本平台签发，但对应办件已撤回，不再有效。',
  enMore: 'This platform issued this document, but its case was withdrawn. It no longer counts.',
};
const UNKNOWN: Verdict = {
  tone: 'bad',
  mark: 'M23 23l18 18M41 23L23 41',
  zh: '查无此码',
  en: 'Not found',
  zhMore: '本平台没有签发过带有此校验码的文书。请核对校验码；如无误，请勿采信这份文书。',
  enMore:
    'This platform issued no document with this check code. Check the code; if it is right, do not rely on the paper.',
};
const BUSY: Verdict = {
  tone: 'stale',
  mark: 'M32 20v14l9 6',
  zh: '查询过于频繁',
  en: 'Too many look-ups',
  zhMore: '请一分钟后再试。',
  enMore: 'Please try again in a minute.',
};

/** The public page for one check code. `undefined` stands for an address that asks too often. */
export function renderPage(checkCode: string, verification: Verification | undefined): string {
  const verdict = verdictOf(verification);
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${verdict.zh} · 文书核验 Document check</title>
<style>${PAGE_STYLE}</style>
</head>
<body class="${verdict.tone}">
<main>
<header><p class="brand">文书核验<span lang="en">Document check</span></p></header>
<section class="verdict">
<svg viewBox="0 0 64 64" width="88" height="88" aria-hidden="true"><circle cx="32" cy="32" r="30"/><path d="${verdict.mark}"/></svg>
<h1>${verdict.zh}<span lang="en">${verdict.en}</span></h1>
<p>${verdict.zhMore}</p>
<p lang="en">${verdict.enMore}</p>
</section>
<dl>
${row('校验码', 'Check code', `<span class="code">${escapeHtml(shownCode(checkCode, verification))}</span>`)}
${details(verification)}</dl>
<footer><p>本页不显示完整姓名和证件号码。<span lang="en">This page never shows a full name or an ID number.</span></p></footer>
</main>
</body>
</html>
`;
}

/** A code that was found in the groups of four it has on paper; any other exactly as it was typed. */
function shownCode(typed: string, verification: Verification | undefined): string {
  if (verification === undefined || verification.status === 'unknown') return typed;
  const bare = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return (bare.match(/.{1,4}/g) ?? []).join('-');
}

function verdictOf(verification: Verification | undefined): Verdict {
  if (verification === undefined) return BUSY;
  switch (verification.status) {
    case 'genuine':
      return GENUINE;
    case 'withdrawn':
      return WITHDRAWN;
    case 'unknown':
      return UNKNOWN;
  }
}

function details(verification: Verification | undefined): string {
  if (verification === undefined || verification.status === 'unknown') return '';
  const { title, issuedOn, holder, pages, sha256 } = verification;
  return [
    row('文书名称', 'Title', `${escapeHtml(title['zh-CN'])}<span lang="en">${escapeHtml(title.en)}</span>`),
    row('持有人', 'Holder', escapeHtml(holder)),
    row('签发日期', 'Issued on', `<time datetime="${escapeHtml(issuedOn)}">${escapeHtml(issuedOn)}</time>`),
    row('页数', 'Pages', String(pages)),
    row('文件摘要', 'SHA-256', `<span class="hash">${escapeHtml(sha256)}</span>`),
    '',
  ].join('\n');
}

const row = (zh: string, en: string, value: string): string =>
  `<div><dt>${zh}<span lang="en">${en}</span></dt><dd>${value}</dd></div>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
