/** The marks that stand for a method or a series. */
export type MarkShapeName = "circle" | "diamond" | "square" | "triangle" | "plus";

/** How a method looks everywhere: a colour and a shape, so that colour is never the only difference. */
export interface MethodStyle {
  readonly shape: MarkShapeName;
  /** Tailwind classes that set the text colour (marks are drawn in it) and the fill. */
  readonly text: string;
  /** The token in theme.css, for what is drawn on a canvas. */
  readonly token: string;
  /** What the method is, in one sentence. */
  readonly about: string;
}

const STYLES: Readonly<Record<string, MethodStyle>> = {
  "fine-tuned": {
    shape: "circle",
    text: "text-fine-tuned",
    token: "--method-fine-tuned",
    about: "The pretrained net with a new head, every layer trained on.",
  },
  "frozen-features": {
    shape: "diamond",
    text: "text-frozen-features",
    token: "--method-frozen-features",
    about: "A classical classifier on the outputs of the pretrained net, its layers fixed.",
  },
  "raw-pixels": {
    shape: "square",
    text: "text-raw-pixels",
    token: "--method-raw-pixels",
    about: "A classical classifier on the raw pixels.",
  },
  scratch: {
    shape: "triangle",
    text: "text-scratch",
    token: "--method-scratch",
    about: "The same net from random weights, nothing transferred.",
  },
};

const UNKNOWN: MethodStyle = {
  shape: "circle",
  text: "text-muted",
  token: "--muted",
  about: "A method this version does not know.",
};

/** The look of a method; a method from a newer version is shown in grey. */
export function methodStyle(method: string): MethodStyle {
  return Object.hasOwn(STYLES, method) ? (STYLES[method] ?? UNKNOWN) : UNKNOWN;
}
