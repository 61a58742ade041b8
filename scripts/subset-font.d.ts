declare module 'subset-font' {
  /** The part of subset-font 2 in use here. */
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: { targetFormat: 'sfnt'; keepFeatures: readonly string[] },
  ): Promise<Buffer>;
}
