/** A point of a picture; x to the right, y down, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Four corners in the order left top, right top, right bottom, left bottom of the page as it lies. */
export type Quad = readonly [Point, Point, Point, Point];
