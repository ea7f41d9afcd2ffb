import { wordSet } from "./word-set.ts";

/** Last words of what someone can be by profession. */
export const professions: ReadonlySet<string> = wordSet(
  "accountant actor actress actuary administrator advisor adviser analyst anthropologist archaeologist architect archivist",
  "artist assistant astronaut astronomer athlete attorney auditor author baker banker barber barista bartender biologist",
  "bookkeeper botanist broker builder butcher carpenter cardiologist caretaker cashier ceo cfo chef chemist chiropractor",
  "choreographer cleaner clerk coach columnist comedian composer conductor consultant contractor counselor counsellor",
  "cto curator dentist dermatologist designer detective developer dietitian diplomat director dj doctor dancer driver",
  "ecologist economist editor electrician engineer entrepreneur executive farmer filmmaker firefighter fisherman",
  "florist freelancer gardener geologist goldsmith guide guard hairdresser handyman historian illustrator inspector",
  "instructor interpreter investor janitor jeweler journalist judge lawyer lecturer lecturer librarian lifeguard",
  "linguist lobbyist locksmith machinist magician manager marketer mason masseur mathematician mechanic mediator midwife",
  "musician neurologist notary novelist nurse nutritionist officer optician optometrist owner painter paralegal paramedic",
  "pediatrician pharmacist photographer physician physicist physiotherapist pianist pilot plumber poet policeman policewoman",
  "politician postdoc potter president principal producer professor programmer psychiatrist psychologist psychotherapist",
  "publicist radiologist realtor receptionist recruiter referee reporter researcher sailor salesman salesperson saleswoman",
  "scientist screenwriter sculptor seamstress secretary senator shopkeeper singer soldier sommelier specialist statistician",
  "stylist superintendent supervisor surgeon surveyor tailor teacher technician technologist therapist trader trainer",
  "translator treasurer trucker tutor undertaker veterinarian vet videographer violinist waiter waitress weaver welder writer",
  "yogi zoologist intern apprentice cofounder co-founder founder strategist coordinator planner buyer representative",
);

/** Words before a profession that say it is not one, or not now. */
export const professionBlockers: ReadonlySet<string> = wordSet(
  "great good bad terrible horrible better best worst amazing awesome wonderful fantastic natural decent talented lousy big",
  "huge former ex retired aspiring wannabe future potential would-be born real true home amateur fellow such same proud",
  "must-visit must-see my your his her their our this that another no not any wonderful patient lucky happy busy tired poor brilliant incredible",
);

/** Last words of what a thing can be, with the type of such a thing. */
export const thingKinds: ReadonlyMap<string, string> = new Map([
  ...typed(
    "organization",
    "company startup start-up firm bank agency charity nonprofit business corporation retailer brewery airline",
  ),
  ...typed(
    "organization",
    "school university college hospital manufacturer publisher bakery consultancy nonprofit ngo supermarket",
  ),
  ...typed(
    "place",
    "city town village country island river mountain lake neighbourhood neighborhood suburb state province region",
  ),
  ...typed(
    "place",
    "restaurant cafe café bar park beach museum hotel library theatre theater capital",
  ),
  ...typed(
    "work",
    "book novel film movie song album series play poem podcast painting musical memoir",
  ),
  ...typed(
    "product",
    "app game car phone laptop framework library database browser editor smartphone videogame",
  ),
  ...typed(
    "animal",
    "dog cat puppy kitten labrador poodle beagle corgi bulldog dachshund husky terrier retriever shepherd spaniel",
  ),
  ...typed(
    "animal",
    "parrot rabbit hamster tortoise turtle goldfish horse pony siamese dalmatian chihuahua pug collie",
  ),
]);

function typed(type: string, words: string): (readonly [string, string])[] {
  return words.split(" ").map((word) => [word, type] as const);
}

/** Animals that are kept, for "a dog named Rex". */
const petNouns: ReadonlySet<string> = wordSet(
  "dog cat puppy kitten pup rabbit bunny hamster parrot tortoise turtle goldfish horse pony snake lizard iguana gecko",
  "guinea_pig ferret budgie canary cockatiel pet labrador poodle beagle corgi bulldog dachshund husky terrier retriever",
  "shepherd spaniel chihuahua pug collie tabby",
);

/** Whether a noun names a pet. */
export function isPetNoun(noun: string): boolean {
  return petNouns.has(noun);
}

/** Words that name persons without naming them: after one, "she" may mean them. */
export const unnamedPersons: ReadonlySet<string> = wordSet(
  "man woman guy girl boy lady gentleman person someone somebody baby kid child teen teenager stranger neighbor neighbour",
  "teacher doctor nurse boss colleague coworker friend cousin aunt uncle",
);

/** Persons by gender, for pronouns. */
export const femaleNouns: ReadonlySet<string> = wordSet(
  "sister mother mom mum mommy wife girlfriend daughter aunt niece grandmother grandma granny granddaughter stepmother",
  "stepdaughter stepsister half_sister twin_sister fiancee fiancée mother_in_law sister_in_law daughter_in_law woman girl lady",
);

/** Persons by gender, for pronouns. */
export const maleNouns: ReadonlySet<string> = wordSet(
  "brother father dad daddy husband boyfriend son uncle nephew grandfather grandpa grandson stepfather stepson stepbrother",
  "half_brother twin_brother fiance fiancé father_in_law brother_in_law son_in_law man guy boy gentleman",
);

/** Countries and states: what may follow a city after a comma and contain it. */
export const regions: ReadonlySet<string> = wordSet(
  "portugal spain france germany italy england scotland wales ireland uk u.k usa u.s us america canada mexico brazil argentina",
  "chile colombia peru ecuador uruguay bolivia cuba jamaica japan china taiwan korea south_korea india nepal pakistan thailand",
  "vietnam indonesia malaysia singapore philippines australia new_zealand sweden norway denmark finland iceland poland czechia",
  "austria switzerland hungary romania bulgaria greece turkey russia ukraine serbia croatia slovenia estonia latvia lithuania",
  "netherlands belgium luxembourg israel egypt morocco algeria tunisia nigeria ghana kenya ethiopia south_africa uganda iran iraq",
  "jordan lebanon qatar uae united_states united_kingdom costa_rica panama guatemala puerto_rico czech_republic",
  "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa",
  "kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada",
  "new_hampshire new_jersey new_mexico new_york north_carolina north_dakota ohio oklahoma oregon pennsylvania rhode_island",
  "south_carolina south_dakota tennessee texas utah vermont virginia washington wisconsin wyoming ontario quebec alberta",
  "british_columbia bavaria catalonia andalusia tuscany normandy brittany ca ny tx wa ma fl il pa oh ga nc mi nj va az",
);
