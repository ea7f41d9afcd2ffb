import { ConfigurationError } from "../../core/errors.ts";
import { refusalOf } from "../../qdrant/map-error.ts";

/** How the server says that a collection has no vector of a name: it was dropped when the model was changed. */
const UNKNOWN_VECTOR = /vector name|vector with name|vector.*(?:not configured|does not exist)/i;

/** What `work` gives; if the server knows no vectors of the model any more, an error that says so. */
export async function withModelErrors<T>(action: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!UNKNOWN_VECTOR.test(refusalOf(error) ?? "")) throw error;
    const problem = "the collection has been changed to another embedding model";
    const remedy = "open it again with that model, or call reembed()";
    throw new ConfigurationError(action, problem, remedy, { cause: error });
  }
}
