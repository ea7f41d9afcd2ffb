import type { OutputStream } from "../../../examples/terminal.ts";

/** Keeps what is written to it. */
export class RecordingStream implements OutputStream {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  output = "";

  constructor({ isTTY = false, columns }: { isTTY?: boolean; columns?: number } = {}) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

  get lines(): string[] {
    return this.output.split("\n");
  }

  write(text: string): void {
    this.output += text;
  }
}
