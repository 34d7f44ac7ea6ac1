export interface Rectangle {
  width: number;
  height: number;
}

/** The area of a rectangle. */
export function area({ width, height }: Rectangle): number {
  
}
