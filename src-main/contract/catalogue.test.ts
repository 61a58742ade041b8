import { expect, it } from 'vitest';
import { sampleCatalogue } from '../../test/fixtures/catalogue.ts';
import { catalogueDocumentSchema } from './catalogue.ts';

it('takes each of the four themes once, and no catalogue in which one stands twice', () => {
  expect(catalogueDocumentSchema.safeParse(sampleCatalogue).success).toBe(true);
  const [first] = sampleCatalogue.themes;
  const themes = sampleCatalogue.themes.map((theme, index) => (index === 3 ? first : theme));
  const twice = catalogueDocumentSchema.safeParse({ ...sampleCatalogue, themes });
  expect(twice.error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [['themes', 3, 'id'], 'theme medical-social is named twice'],
  ]);
});
