/** Wall time by stage. */
export class Timer {
  #last = performance.now();
  readonly #laps: Record<string, number> = {};

  /** Ends a stage: what passed since the last one is added to it. */
  lap(stage: string): void {
    const now = performance.now();
    this.#laps[stage] = (this.#laps[stage] ?? 0) + now - this.#last;
    this.#last = now;
  }

  /** Milliseconds by stage. */
  laps(): Readonly<Record<string, number>> {
    return { ...this.#laps };
  }
}
