import { Action } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import { Line } from './line.tsx';
import type { PageProps } from './page-props.ts';
import { ServicePage } from './service-page.tsx';

/** Refilling, one step after the other, for somebody who never did it. */
export function RefillPage({ page, act }: PageProps<'refill'>) {
  const { t, say } = useWords();
  const { consumable } = page;
  const { testWith } = page;
  const unit = t(`service.unit.${consumable.unit}`);
  return (
    <ServicePage
      title={t('service.refill.title', { what: say(consumable.title) })}
      lead={t(
        page.finished ? 'service.refill.finished' : page.watching ? 'service.refill.watching' : 'service.refill.lead',
      )}
      of={consumable.id}
      rows={page.steps.map((step, index) => ({
        key: step.title['zh-CN'],
        node: (
          <Line
            tone={step.done ? 'fine' : index === page.stepIndex ? 'here' : 'plain'}
            mark={step.done ? t('service.refill.done') : String(index + 1)}
            title={say(step.title)}
            text={say(step.text)}
          />
        ),
      }))}
      actions={
        <>
          {page.finished ? (
            <>
              {testWith === null ? null : (
                <Action
                  tone="main"
                  text={t('service.check.external')}
                  onPress={() => act({ act: 'check', device: testWith, level: 'external' })}
                />
              )}
              <Action
                tone={testWith === null ? 'main' : 'quiet'}
                text={t('common.continue')}
                onPress={() => act({ act: 'open', page: 'overview' })}
              />
            </>
          ) : page.asksAmount ? (
            page.amounts.map((amount) => (
              <Action
                key={amount}
                tone="main"
                text={
                  consumable.id === 'retractBin'
                    ? t('service.refill.emptied')
                    : t('service.refill.amount', { amount, unit })
                }
                onPress={() => act({ act: 'refilled', amount })}
              />
            ))
          ) : (
            <Action
              tone="main"
              text={t('service.refill.next')}
              onPress={() => act({ act: 'refillStep', done: true })}
            />
          )}
          {page.finished ? null : (
            <Action
              tone="quiet"
              icon="back"
              text={t('common.back')}
              onPress={() => act({ act: 'open', page: 'overview' })}
            />
          )}
        </>
      }
    />
  );
}
