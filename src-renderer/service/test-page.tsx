import { LivePicture } from '../camera/live-picture.tsx';
import { useTerminal } from '../connection/terminal-context.ts';
import { Action } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import { Line } from './line.tsx';
import type { PageProps } from './page-props.ts';
import { ServicePage } from './service-page.tsx';
import { stepRows } from './steps.tsx';
import { outcomeTone } from './test-line.tsx';
import styles from './test-page.module.css';
import { TestTone } from './test-tone.tsx';

/** One test while it runs: what to do at the machine now, or what to judge. */
export function TestPage({ page: { test }, may, act }: PageProps<'test'>) {
  const { t, say } = useWords();
  const { device, level, steps, sounds } = test;
  const leave = (): void =>
    act(device === null || !may('device') ? { act: 'open', page: 'overview' } : { act: 'openDevice', device });
  const open = useTerminal().snapshot.camera.open;
  const lead = test.instruction === null ? t(`service.test.${test.phase}`) : say(test.instruction);
  return (
    <ServicePage
      title={say(test.title)}
      lead={test.secondsLeft === null ? lead : `${lead} · ${t('service.test.left', { count: test.secondsLeft })}`}
      columns={steps.length > 3 ? 2 : 1}
      rows={[
        ...stepRows(steps),
        ...(test.outcome === null && test.evidence === ''
          ? []
          : [
              {
                key: 'outcome',
                node: (
                  <Line
                    tone={test.outcome === null ? 'plain' : outcomeTone[test.outcome]}
                    mark={test.outcome === null ? undefined : t(`service.outcome.${test.outcome}`)}
                    title={t('service.test.evidence')}
                    text={test.evidence}
                  />
                ),
              },
            ]),
      ]}
      actions={
        test.phase === 'judge' ? (
          <>
            <Action
              tone="main"
              text={t(sounds === null ? 'service.test.yes' : 'service.test.heard')}
              onPress={() => act({ act: 'judge', passed: true })}
            />
            <Action
              tone="stop"
              text={t(sounds === null ? 'service.test.no' : 'service.test.notHeard')}
              onPress={() => act({ act: 'judge', passed: false })}
            />
          </>
        ) : test.phase === 'done' ? (
          <>
            <Action tone="main" text={t('common.continue')} onPress={leave} />
            {device === null || level === null ? (
              <Action
                tone="second"
                text={t('service.test.again')}
                onPress={() => act({ act: 'open', page: 'sound' })}
              />
            ) : (
              <Action
                tone="second"
                text={t('service.test.again')}
                onPress={() => act({ act: 'check', device, level })}
              />
            )}
          </>
        ) : (
          <>
            {steps.length === 0 || test.phase !== 'doThis' ? null : (
              <Action
                tone="stop"
                text={t('service.test.nothing')}
                onPress={() => act({ act: 'judge', passed: false })}
              />
            )}
            <Action tone="quiet" text={t('service.test.cancel')} onPress={() => act({ act: 'cancel' })} />
          </>
        )
      }
    >
      {device === 'camera' && open !== null ? (
        <div className={styles.picture}>
          <p>{t(`service.test.${open.place}`)}</p>
          <LivePicture label={t('camera.seen')} />
        </div>
      ) : null}
      {sounds === null ? null : <TestTone key={sounds} />}
    </ServicePage>
  );
}
