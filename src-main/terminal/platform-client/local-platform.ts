import type http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { generate } from 'selfsigned';
import type { CatalogueDocument } from '../../contract/catalogue.ts';

/** A real HTTPS server on this machine that answers as a test tells it to, also as no platform ever should. */
export interface LocalPlatform {
  readonly url: string;
  readonly certificateAuthority: string;
  readonly keys: { sign: Awaited<ReturnType<typeof exportJWK>>; seal: Awaited<ReturnType<typeof exportJWK>> };
  /** What the server does with every request from now on; requests are kept in `seen`. */
  answer(handler: (request: SeenRequest, response: http.ServerResponse) => void): void;
  readonly seen: SeenRequest[];
  sign(payload: unknown): Promise<string>;
  close(): Promise<void>;
}
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export async function startLocalPlatform(): Promise<LocalPlatform> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const sign = await generateKeyPair('ES256', { extractable: true });
  const seal = await generateKeyPair('ECDH-ES+A256KW', { extractable: true });
  const seen: SeenRequest[] = [];
  let handler: Parameters<LocalPlatform['answer']>[0] = (_request, response) => response.writeHead(503).end();
  const server = https.createServer({ key, cert }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      handler(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificateAuthority: cert,
    keys: { sign: await exportJWK(sign.publicKey), seal: await exportJWK(seal.publicKey) },
    answer: (next) => {
      handler = next;
    },
    seen,
    sign: (payload) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'ES256' })
        .sign(sign.privateKey),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const text = (zh: string, en: string) => ({ 'zh-CN': zh, en });
/** The smallest catalogue that fits the contract. */
export function sampleCatalogue(revision: number): CatalogueDocument {
  const theme = (id: CatalogueDocument['themes'][number]['id']) => ({
    id,
    name: text('主题', 'Theme'),
    summary: text('样例', 'Sample'),
  });
  return {
    document: 'catalogue',
    revision,
    publishedAt: '2026-11-21T00:00:00Z',
    themes: [theme('medical-social'), theme('transport'), theme('housing'), theme('approval')],
    featured: [],
    items: [
      {
        ...{ code: 'sample-item', basicCode: null, version: 1, effectiveFrom: '2026-01-01', effectiveTo: null },
        ...{
          name: text('样例', 'Sample'),
          summary: text('样例', 'Sample'),
          keywords: [],
          theme: 'housing',
          sceneTags: [],
        },
        ...{ type: '公共服务', objects: ['person'], handling: 'onTheSpot', decisionMode: 'instant', ruleSet: 'sample' },
        cardTypes: ['resident'],
        identify: ['idCard'],
        notice: {
          materials: [{ name: text('证', 'Card'), source: 'card', grade: 'A', exempt: true, gapAllowed: false }],
          fee: { amountFen: 0, text: text('不收费', 'Free') },
          ...{ legalLimitDays: 0, promisedLimitDays: 0, result: text('证明', 'Proof'), visits: 0 },
          basis: [{ title: text('样例办法', 'Sample measures'), clause: text('第一条', 'Article 1') }],
          owner: { office: text('样例局', 'Sample office'), phone: '12345' },
        },
        form: [
          {
            id: 'name',
            label: text('姓名', 'Name'),
            kind: 'text',
            source: 'card.name',
            editable: false,
            required: true,
            masked: false,
          },
        ],
        ...{ promise: null, outputs: [], abilities: ['readIdCard'], offline: 'accept' },
      },
    ],
  };
}
