import type { IdCard } from '../contract/index.ts';

/** Where an item lies in the 256-byte text block: byte offset and size, two bytes a UTF-16LE unit. */
export interface Field {
  readonly at: number;
  readonly size: number;
}

/** The four layouts (GA/T 450-2020 family; README says who agrees). An item a layout does not have is left out. */
export interface CardLayout {
  readonly name: Field;
  readonly sex: Field;
  readonly birth: Field;
  readonly number: Field;
  readonly validFrom: Field;
  readonly validTo: Field;
  readonly nation?: Field;
  readonly address?: Field;
  readonly issuer?: Field;
  readonly passNumber?: Field;
  readonly issueCount?: Field;
  /** In reading order: the 2023 card continues the English name elsewhere. */
  readonly englishName?: readonly Field[];
  readonly nationality?: Field;
  readonly olderNumberLink?: Field;
}

export const TEXT_BLOCK_BYTES = 256;
export const ADDRESS_BYTES = 70;
export const TYPE_FLAG: Field = { at: 248, size: 2 };

const resident: CardLayout = {
  name: { at: 0, size: 30 },
  sex: { at: 30, size: 2 },
  nation: { at: 32, size: 4 },
  birth: { at: 36, size: 16 },
  address: { at: 52, size: ADDRESS_BYTES },
  number: { at: 122, size: 36 },
  issuer: { at: 158, size: 30 },
  validFrom: { at: 188, size: 16 },
  validTo: { at: 204, size: 16 },
};

const { nation: _notOnPermits, ...withoutNation } = resident;

export const layouts: Record<IdCard['cardType'], CardLayout> = {
  resident,
  J: { ...withoutNation, passNumber: { at: 220, size: 18 }, issueCount: { at: 238, size: 4 } },
  I: {
    englishName: [{ at: 0, size: 120 }],
    sex: { at: 120, size: 2 },
    number: { at: 122, size: 30 },
    nationality: { at: 152, size: 6 },
    name: { at: 158, size: 30 },
    validFrom: { at: 188, size: 16 },
    validTo: { at: 204, size: 16 },
    birth: { at: 220, size: 16 },
  },
  Y: {
    name: { at: 0, size: 30 },
    sex: { at: 30, size: 2 },
    issueCount: { at: 32, size: 4 },
    birth: { at: 36, size: 16 },
    englishName: [
      { at: 52, size: 70 },
      { at: 220, size: 22 },
    ],
    number: { at: 122, size: 36 },
    validFrom: { at: 188, size: 16 },
    validTo: { at: 204, size: 16 },
    nationality: { at: 242, size: 6 },
    olderNumberLink: { at: 250, size: 6 },
  },
};

/** The flag at offset 248, and back. */
export const cardTypeOfFlag: ReadonlyMap<string, IdCard['cardType']> = new Map([
  [' ', 'resident'],
  ['J', 'J'],
  ['I', 'I'],
  ['Y', 'Y'],
]);

/** GB/T 2261.1. */
export const sexes: ReadonlyMap<string, string> = new Map([
  ['0', '未知'],
  ['1', '男'],
  ['2', '女'],
  ['9', '未说明'],
]);

/** GB/T 3304 in code order from 01, then the two codes outside it. Code 81 has one source only and is left out. */
const nationsInOrder =
  '汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 ' +
  '柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 ' +
  '独龙 鄂伦春 赫哲 门巴 珞巴 基诺';

export const nations: ReadonlyMap<string, string> = new Map([
  ...nationsInOrder.split(' ').map((nation, index): [string, string] => [String(index + 1).padStart(2, '0'), nation]),
  ['97', '其他'],
  ['98', '外国血统中国籍人士'],
]);
