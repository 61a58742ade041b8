import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { unbroken } from '../format/value.ts';
import { HeadedList } from '../parts/headed-list.tsx';
import { Note } from '../parts/note.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './notice.module.css';
import type { ScreenProps } from './screen-props.ts';

type Material = ScreenProps<'notice'>['screen']['materials'][number];
type Law = ScreenProps<'notice'>['screen']['basis'][number];

/** 一次性告知: everything one should know before beginning, once. */
export function NoticePage({ screen }: ScreenProps<'notice'>) {
  const { snapshot, press } = useTerminal();
  const { t, say } = useWords();
  const days = (count: number): string => (count === 0 ? t('notice.onTheSpot') : t('notice.days', { count }));
  const law = ({ title, number, clause }: Law): string =>
    number === null
      ? t('notice.law', { title: say(title), clause: say(clause) })
      : t('notice.lawOfNumber', { title: say(title), number: say(number), clause: say(clause) });
  const facts = [
    { name: t('notice.fee'), value: say(screen.fee) },
    {
      name: t('notice.time'),
      value: days(screen.promisedLimitDays),
      ...(screen.legalLimitDays === 0 ? {} : { more: t('notice.legal', { count: screen.legalLimitDays }) }),
    },
    { name: t('notice.result'), value: say(screen.result) },
  ];
  const rows = [
    ...screen.materials.map((material) => ({
      key: `material/${say(material.name)}`,
      node: <MaterialRow material={material} />,
    })),
    // A law a row: together they may be longer than a page.
    ...screen.basis.map((basis, index) => ({
      key: `basis/${basis.title['zh-CN']}${basis.clause['zh-CN']}`,
      node: (
        <div className={styles.law}>
          {index === 0 ? <p className={styles.about}>{t('notice.basis')}</p> : null}
          <p>
            <Phrases text={law(basis)} />
          </p>
        </div>
      ),
    })),
    {
      key: 'owner',
      node: (
        <div className={styles.law}>
          <p className={styles.about}>{t('notice.owner')}</p>
          <p>
            <Phrases text={`${say(screen.owner.office)} ${unbroken(screen.owner.phone)}`} />
          </p>
        </div>
      ),
    },
  ];
  const remark = screen.unavailable ?? screen.note;
  const remarked =
    remark === null ? undefined : (
      <Note tone="attention">
        <Phrases text={say(remark)} />
      </Note>
    );
  const factList = (shown: typeof facts) => (
    <dl className={styles.facts}>
      {shown.map((fact) => (
        <div key={fact.name} className={styles.fact}>
          <dt>{fact.name}</dt>
          <dd className={styles.value}>
            <Phrases text={fact.value} />
          </dd>
          {fact.more === undefined ? null : <dd className={styles.more}>{fact.more}</dd>}
        </div>
      ))}
    </dl>
  );
  return (
    <Page
      title={say(screen.item.name)}
      lead={snapshot.elder ? undefined : t('notice.lead')}
      wide={!snapshot.elder}
      beside={snapshot.elder ? remarked : undefined}
      main={
        screen.unavailable === null
          ? { text: t('notice.begin'), iconAfter: 'forward', onPress: () => press({ type: 'begin' }) }
          : { text: t('common.home'), icon: 'home', onPress: () => press({ type: 'home' }) }
      }
    >
      {snapshot.elder ? (
        <Paged items={[...facts.map((fact) => ({ key: `fact/${fact.name}`, node: factList([fact]) })), ...rows]} />
      ) : (
        <div className={styles.notice}>
          {remarked}
          {factList(facts)}
          <HeadedList className={styles.materials} title={t('notice.materials')} items={rows} />
        </div>
      )}
    </Page>
  );
}

function MaterialRow({ material }: { material: Material }) {
  const { t, say } = useWords();
  const sources: Record<string, string> = {
    card: t('notice.sourceCard'),
    shared: t('notice.sourceShared'),
    eLicence: t('notice.sourceELicence'),
    cabinet: t('notice.sourceCabinet'),
    scan: t('notice.sourceScan'),
    promise: t('notice.sourcePromise'),
  };
  return (
    <div className={styles.material}>
      <Icon name={material.source === 'card' ? 'card' : 'paper'} />
      <span className={styles.name}>
        <Phrases text={say(material.name)} />
      </span>
      <span className={styles.marks}>
        <span className={material.exempt ? styles.exempt : styles.bring}>
          {t(material.exempt ? 'notice.exempt' : 'notice.bring')}
        </span>
        {material.mayFollow && !material.exempt ? <span className={styles.exempt}>{t('notice.mayFollow')}</span> : null}
      </span>
      <span className={styles.source}>
        <Phrases text={sources[material.source] ?? material.source} />
      </span>
    </div>
  );
}
