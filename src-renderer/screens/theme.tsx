import { useTerminal } from '../connection/terminal-context.ts';
import { ItemTile } from '../parts/item-tile.tsx';
import { Page } from '../parts/page.tsx';
import { Paged } from '../parts/paged.tsx';
import { useWords } from '../words/use-words.ts';
import type { ScreenProps } from './screen-props.ts';

export function ThemePage({ screen }: ScreenProps<'theme'>) {
  const { snapshot } = useTerminal();
  const { t, say } = useWords();
  return (
    <Page title={say(screen.theme.name)} lead={t('theme.lead')} wide>
      <Paged
        wider
        columns={snapshot.elder ? 1 : 2}
        items={screen.items.map((item) => ({ key: item.code, node: <ItemTile item={item} /> }))}
      />
    </Page>
  );
}
