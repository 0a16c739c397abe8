/** The webcam's button and image. */
export interface Camera {
  readonly button: HTMLButtonElement;
  readonly video: HTMLVideoElement;
  /** Says something to the reader. */
  readonly say: (message: string) => void;
  /** Judges and shows a frame; it belongs to the camera. */
  readonly judge: (frame: ImageBitmap) => Promise<void>;
}

let stream: MediaStream | null = null;

/** Whether frames are being judged. */
export function isCameraOn(): boolean {
  return stream !== null;
}

/** Makes the button start and stop the webcam; while it is on, one frame after the other is judged. */
export function installCamera(camera: Camera): void {
  const { button } = camera;
  if (navigator.mediaDevices === undefined) {
    button.textContent = "No webcam on this page";
    button.title =
      "This browser allows webcams on pages from a web server (https or localhost) only.";
    button.disabled = true;
    return;
  }
  button.addEventListener("click", () => {
    if (stream) stopCamera(camera);
    else void start(camera);
  });
}

export function stopCamera({ button, video }: Camera): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
  button.textContent = "Use the webcam";
}

async function start(camera: Camera): Promise<void> {
  const { button, video, say } = camera;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    for (const track of stream.getTracks()) track.onended = () => stopCamera(camera);
    video.srcObject = stream;
    await video.play();
    button.textContent = "Stop the webcam";
    say("The webcam is on; what it shows is judged all the time.");
    await judgeFrames(camera);
  } catch (error) {
    stopCamera(camera);
    const [label, sentence] = describeFault(error as DOMException);
    button.textContent = label;
    say(sentence);
  }
}

function describeFault({ name, message }: DOMException): [label: string, sentence: string] {
  switch (name) {
    case "NotFoundError":
      return ["No webcam found", "No webcam was found."];
    case "NotAllowedError":
    case "SecurityError":
      return [
        "Webcam not allowed",
        "The browser does not let this page use the webcam. Allow it beside the address, or choose image files.",
      ];
    default:
      return ["Use the webcam", `The webcam stopped: ${message || name}.`];
  }
}

async function judgeFrames({ video, judge }: Camera): Promise<void> {
  while (isCameraOn()) {
    const frame = await createImageBitmap(video);
    try {
      await judge(frame);
    } finally {
      frame.close();
    }
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
