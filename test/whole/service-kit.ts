import { codeOf } from '../../scripts/dock/invented-staff.ts';
import type { DiagnosticsPage, DiagnosticsPageName, ServiceAct } from '../../src-main/contract/diagnostics.ts';
import type { Whole } from './whole.ts';

export type PageOf<N extends DiagnosticsPageName> = Extract<DiagnosticsPage, { page: N }>;

/** A technician's hands on the service side of a whole terminal. */
export class ServiceHands {
  readonly #whole: Whole;
  /** Each code opens once; the next is the generator's next, which the door takes too. */
  readonly #entries = new Map<string, number>();

  constructor(whole: Whole) {
    this.#whole = whole;
  }

  act(what: ServiceAct): void {
    this.#whole.touch({ type: 'service', act: what });
  }

  /** From the attract screen to the overview. */
  async enter(staff: '1001' | '2001' | '3001'): Promise<PageOf<'overview'>> {
    const before = this.#entries.get(staff) ?? 0;
    this.#entries.set(staff, before + 1);
    this.#whole.touch({ type: 'openService' });
    await this.#whole.sees('serviceAccess');
    this.act({ act: 'enter', staff, code: codeOf(staff, Date.now() + before * 30_000) ?? '' });
    return this.sees('overview');
  }

  async leave(): Promise<void> {
    this.act({ act: 'leave' });
    await this.#whole.sees('attract');
  }

  async open<N extends DiagnosticsPageName>(page: N): Promise<PageOf<N>> {
    this.act({ act: 'open', page });
    return this.sees(page);
  }

  /** Waits for a page, and for what it must show. */
  async sees<N extends DiagnosticsPageName>(
    name: N,
    holds: (page: PageOf<N>) => boolean = () => true,
    withinMs = 15_000,
  ): Promise<PageOf<N>> {
    const fits = (page: DiagnosticsPage): page is PageOf<N> => page.page === name && holds(page as PageOf<N>);
    const { view } = await this.#whole.sees('diagnostics', (screen) => fits(screen.view.page), withinMs);
    if (!fits(view.page)) throw new Error(`not ${name}`);
    return view.page;
  }

  /** Runs one check to its end; `during` does what the person does, or judges. */
  async check(
    device: Extract<ServiceAct, { act: 'check' }>['device'],
    level: Extract<ServiceAct, { act: 'check' }>['level'],
    during: () => Promise<void> | void = () => undefined,
  ): Promise<PageOf<'test'>['test']> {
    this.act({ act: 'check', device, level });
    await this.sees('test', ({ test }) => test.what === `${device}.${level}`);
    await during();
    return (await this.sees('test', ({ test }) => test.phase === 'done')).test;
  }

  async judges(passed: boolean): Promise<void> {
    await this.sees('test', ({ test }) => test.phase === 'judge');
    this.act({ act: 'judge', passed });
  }
}
