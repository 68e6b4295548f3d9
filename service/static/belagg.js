// Belägg's page script. Every page works without it; it only saves waiting and hand movements.
import { answerInPlace } from "./ask.js";
import { copyQuotes } from "./copy.js";
import { giveFeedback } from "./feedback.js";
import { followJob } from "./job.js";
import { useKeys } from "./keys.js";
import { lightUp } from "./marks.js";
import { showPlace } from "./outline.js";
import { keepRecent } from "./recent.js";
import { leadBack } from "./switches.js";

const recent = keepRecent();
answerInPlace(recent);
copyQuotes();
giveFeedback();
followJob();
useKeys();
lightUp();
leadBack();
showPlace();
