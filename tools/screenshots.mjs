// screenshots.mjs WEB: the pictures of the README, into docs/images, from a portal over a simulated operator whose histories are the same every time.
// The page's clock stands, and the portal is started anew for every picture, so that what it shows was fetched just then: a second run
// changes little. pngquant makes them small where it is installed.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { ROOT } from "../tests/api/harness/program.mjs";
import { DESK, launch, PHONE } from "../tests/web/harness/browser.mjs";
import { scene } from "../tests/web/harness/scene.mjs";
import { still, stopClock } from "../tests/web/harness/still.mjs";
