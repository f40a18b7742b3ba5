// The measurements of the shown runs: fetched once, and for runs in training only the new lines, again and again.

import { getJson } from "../ground/api.js";

const measured = new Map();

export function metricsOf(run) {
  if (!measured.has(run)) measured.set(run, { train: [], validation: [], samples: [], next: 0, status: null });
  return measured.get(run);
}

// Fetches what is new of a run, however much it is; returns whether something was.
export async function refresh(run) {
  const kept = metricsOf(run);
  const told = await getJson(`api/runs/${encodeURIComponent(run)}/metrics?after=${kept.next}`);
  if (told.restarted || startsAnew(kept, told)) {
    measured.delete(run); // the run was begun anew under the same name
    return refresh(run);
  }
  const more = told.next > kept.next;
  const changed = more || told.status !== kept.status || told.samples.length !== kept.samples.length;
  kept.train.push(...told.train);
  kept.validation.push(...told.validation);
  Object.assign(kept, { samples: told.samples, next: told.next, status: told.status });
  if (more) await refresh(run); // an answer has a limit
  return changed;
}

// Lines that go back in their steps: a run that was continued from an older checkpoint, or begun anew.
function startsAnew(kept, told) {
  const last = kept.train.at(-1);
  return Boolean(last && told.train.length && told.train[0].step <= last.step && kept.next > 0);
}
