/** Longer than one report of a scanner, and cut inside a character. */
export const LONG_CODE = '测试样例：二维码里的中文内容，超过一个报告的长度，必须先拼接再解码。';
