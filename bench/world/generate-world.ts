/**
 * Generates a scripted world: tenants who tell an assistant about people, with every question's exact answer.
 *
 * The truth comes from the script alone (see `timeline.ts`); nothing of the library is used. The same options give
 * the same world, byte for byte as JSON.
 */
import { makeCalendar } from "./calendar.ts";
import { castTenant } from "./cast.ts";
import { askAboutPaths } from "./path-questions.ts";
import { createRandom } from "./prng.ts";
import type { FactGroup, QuestionSource } from "./question-drafts.ts";
import { writeScripts } from "./script.ts";
import { planDeliveries, writeSessions } from "./sessions.ts";
import { askAboutSlots } from "./slot-questions.ts";
import { settleFacts, sortFacts, type Story, wordStories } from "./story.ts";
import type {
  Fact,
  Language,
  Question,
  Tenant,
  World,
  WorldOptions,
  WorldSession,
} from "./types.ts";

/** The size of a world when nothing is asked for: that of the reference (evaluation.md, section 2). */
export const DEFAULT_WORLD: Omit<WorldOptions, "seed"> = {
  tenantCount: 6,
  sessionCount: 40,
  personCount: 12,
};

/** What {@link makeWorld} takes. */
export type MakeWorldOptions = Pick<WorldOptions, "seed"> & Partial<WorldOptions>;

/**
 * Makes a world. The first half of the tenants is English, the rest Chinese.
 *
 * @param options.personCount - People each tenant talks about; at least 3.
 * @throws {RangeError} If a size is too small to tell a story in.
 * @example
 * makeWorld({ seed: 1 }).tenants.length; // 6
 */
export function makeWorld(options: MakeWorldOptions): World {
  const complete: WorldOptions = { ...DEFAULT_WORLD, ...options };
  const { tenantCount, personCount } = complete;
  if (tenantCount < 1 || personCount < 3) {
    throw new RangeError(
      `A world needs a tenant and three people: got ${tenantCount} and ${personCount}`,
    );
  }
  const englishCount = Math.ceil(tenantCount / 2);
  const tenants = Array.from({ length: tenantCount }, (_, index) => {
    const isEnglish = index < englishCount;
    return makeTenant({
      options: complete,
      tenantId: `t${index + 1}`,
      language: isEnglish ? "en" : "zh",
      index: isEnglish ? index : index - englishCount,
      hasNeighbours: (isEnglish ? englishCount : tenantCount - englishCount) > 1,
    });
  });
  return { options: complete, tenants };
}

interface TenantPlan {
  readonly options: WorldOptions;
  readonly tenantId: string;
  readonly language: Language;
  /** Counted from 0 within the language. */
  readonly index: number;
  /** Whether another tenant has the same language. */
  readonly hasNeighbours: boolean;
}

function makeTenant(plan: TenantPlan): Tenant {
  const { options, tenantId, language, index } = plan;
  const { seed, sessionCount, personCount } = options;
  const random = (purpose: string): ReturnType<typeof createRandom> =>
    createRandom(seed, `${tenantId} ${purpose}`);
  const cast = castTenant({ language, index, personCount }, random("cast"));
  const calendar = makeCalendar(sessionCount, random("calendar"));
  const place = { tenantId, language, calendar };
  const stories = wordStories(
    writeScripts(cast, calendar, random("script")),
    place,
    random("words"),
  );
  const tellings = stories.flatMap((story) => story.tellings);
  const { owner, people } = cast;
  const sessions = writeSessions(
    { tenantId, language, owner, people, calendar, tellings },
    random("sessions"),
  );
  const groups = stories.map((story): FactGroup => ({
    shape: story.script.shape,
    relationship: story.script.seed.relationship,
    facts: attachMessages(story, place, sessions),
  }));
  const facts = sortFacts(groups.flatMap((group) => group.facts));
  const source: QuestionSource = {
    language,
    groups,
    aliases: new Map(
      facts
        .filter(({ relationship }) => relationship === "alias")
        .map(({ subject, object }) => [subject.name, object.name]),
    ),
    absentPeople: plan.hasNeighbours ? cast.absentPeople : [],
    lastDate: calendar.dates.at(-1) ?? "",
    random: random("questions"),
  };
  return {
    id: tenantId,
    language,
    owner,
    sessions,
    deliveries: planDeliveries(sessions, calendar, random("deliveries")),
    deletions: facts.filter(({ final }) => final.status === "deleted").map(({ id }) => id),
    facts,
    questions: numberQuestions(source, plan),
  };
}

function attachMessages(
  story: Story,
  place: Parameters<typeof settleFacts>[1],
  sessions: readonly WorldSession[],
): Fact[] {
  const gold = sessions.flatMap((session) => session.gold);
  return settleFacts(story, place).map((draft) => ({
    ...draft,
    messageIds: gold.filter(({ factId }) => factId === draft.id).map(({ messageId }) => messageId),
  }));
}

function numberQuestions(
  source: QuestionSource,
  { tenantId, language, options }: TenantPlan,
): Question[] {
  const drafts = [
    ...askAboutSlots(source, options.personCount),
    ...askAboutPaths(source, options.personCount),
  ];
  return drafts.map((draft, index) => ({
    id: `${tenantId}:q${String(index).padStart(4, "0")}`,
    tenantId,
    language,
    ...draft,
  }));
}
