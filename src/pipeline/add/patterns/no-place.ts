/** Which names in Latin letters are hardly those of a place: one moves to another firm, team or version as well. */
import { wordSet } from "./english/word-set.ts";

/** Firms and products that are known everywhere by these names. */
const firms: ReadonlySet<string> = wordSet(
  "google alphabet microsoft apple amazon aws facebook meta instagram whatsapp tesla nvidia intel oracle sap cisco dell",
  "hp adobe salesforce netflix spotify uber lyft airbnb twitter tiktok bytedance tencent alibaba baidu huawei xiaomi samsung sony",
  "siemens bosch philips ericsson nokia bmw audi mercedes daimler porsche volkswagen vw volvo toyota honda hyundai ford boeing airbus",
  "pfizer novartis roche bayer basf unilever nestlé nestle ikea lidl aldi walmart starbucks deloitte accenture mckinsey pwc kpmg bcg",
  "stripe shopify zalando booking palantir snowflake databricks anthropic deepmind gitlab slack zoom dropbox reddit pinterest snap",
  "hsbc barclays jpmorgan citi ubs visa mastercard paypal revolut klarna goldman_sachs morgan_stanley deutsche_bank bloomberg reuters",
  "claude gemini llama mistral copilot linux ubuntu debian fedora windows android python java rust kotlin swift ruby react postgres",
  "postgresql mysql mongodb kubernetes docker notion obsidian vim emacs firefox chrome telegram signal discord",
);

/** Departments, which are written as names too. */
const departments: ReadonlySet<string> = wordSet(
  "marketing sales engineering research operations finance support design product legal accounting procurement logistics security",
  "platform infrastructure analytics consulting management development strategy recruiting communications",
);

/** Last words of the names of firms, teams and schools. */
const lastWords: ReadonlySet<string> = wordSet(
  "inc ltd llc corp corporation gmbh ag plc co company labs lab technologies systems software solutions consulting group holdings",
  "ventures partners studios team department division unit squad office ai university institute",
);

/** Places that are written in capitals. */
const shortPlaces: ReadonlySet<string> = wordSet(
  "nyc la sf dc uk usa us uae nz hk kl cdmx nola drc prc roc png ussr gdr eu pei",
  "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx",
  "ut vt va wa wv wi wy ab bc mb nb nl ns nt nu on qc sk yt nsw qld wa sa tas vic act",
);

/** "IBM", "A&M" */
const initials = /^\p{Lu}[\p{Lu}\p{N}&]+$/u;
/** "OpenAI", "iOS" */
const innerCapital = /\p{Ll}\p{Lu}/u;
/** "McAllen", "LaGrange" */
const namePrefix = /^(?:Ma?c|De|Di|Du|Da|La|Le|El|Van|Fitz|O['’])\p{Lu}\p{Ll}/u;

/**
 * Whether a name is hardly that of a place: a firm or product known everywhere, or one that is written like initials, a brand
 * or a version, or that ends as firms and teams do. Of others nobody can tell.
 */
export function isHardlyPlace(name: string): boolean {
  const words = name.split(/[\s-]+/u);
  const [first = ""] = words;
  const last = words.at(-1) ?? "";
  const isFirm = firms.has(name.toLowerCase()) || firms.has(first.toLowerCase());
  // "Boulder CO" is in Colorado.
  const isPart =
    words.length > 1
      ? lastWords.has(last.toLowerCase()) && last !== "CO"
      : departments.has(last.toLowerCase());
  return isFirm || isPart || words.some(isUnlikePlace);
}

function isUnlikePlace(word: string): boolean {
  const isInitials = initials.test(word) && !shortPlaces.has(word.toLowerCase());
  const isBrand = innerCapital.test(word) && !namePrefix.test(word);
  return isInitials || isBrand || /^\d/.test(word);
}
