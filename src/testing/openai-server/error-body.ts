/** Error bodies in the shapes of several providers: clients have to read a reason out of each. */

/** Whose error bodies to write; `html` is a gateway's page in front of any of them. */
export type ErrorShape =
  | "openai"
  | "siliconflow"
  | "ark"
  | "dashscope"
  | "ollama"
  | "vllm"
  | "html";

/** What went wrong, before it takes a provider's shape. */
export interface ApiError {
  /** The HTTP status, 400 to 599. */
  readonly status: number;
  /** What a person reads. */
  readonly message: string;
  /** As "rate_limit_exceeded"; null where the provider gives none. */
  readonly code: string | null;
  /** The body's field that is to blame, as "response_format"; null for none. */
  readonly param: string | null;
}

/** A body with its media type. */
export interface ErrorBody {
  readonly contentType: string;
  readonly text: string;
}

const JSON_TYPE = "application/json";
const REQUEST_ID = "0217796309507950000000000000000000000000";

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  413: "Payload Too Large",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

const shapes: Readonly<Record<ErrorShape, (error: ApiError) => unknown>> = {
  openai: (error) => ({ error: { ...inner(error), code: error.code } }),
  siliconflow: ({ status, message }) =>
    status === 401 ? "Invalid token" : { code: siliconFlowCode(status), message, data: null },
  ark: (error) => ({
    error: {
      code: titleOf(error.status).replaceAll(" ", ""),
      message: `${error.message} Request id: ${REQUEST_ID}`,
      param: error.param ?? "",
      type: titleOf(error.status).replaceAll(" ", ""),
    },
  }),
  dashscope: (error) => ({
    error: { ...inner(error), code: error.code ?? "InvalidParameter" },
    id: REQUEST_ID,
    request_id: REQUEST_ID,
  }),
  ollama: (error) => ({ error: { ...inner(error), type: "api_error", code: null } }),
  vllm: ({ status, message, param }) => ({
    object: "error",
    message,
    type: `${titleOf(status).replaceAll(" ", "")}Error`,
    param,
    code: status,
  }),
  html: ({ status }) => {
    const title = `${status} ${titleOf(status)}`;
    return `<html>\r\n<head><title>${title}</title></head>\r\n<body><center><h1>${title}</h1></center><hr><center>nginx</center></body>\r\n</html>\r\n`;
  },
};

/** Writes an error in a provider's shape. Identifiers in it are made up and the same each time. */
export function errorBody(error: ApiError, shape: ErrorShape): ErrorBody {
  const value = shapes[shape](error);
  if (shape === "html") return { contentType: "text/html", text: String(value) };
  return { contentType: JSON_TYPE, text: JSON.stringify(value) };
}

function inner({ status, message, param }: ApiError): Record<string, unknown> {
  return { message, type: typeOf(status), param };
}

function typeOf(status: number): string {
  if (status === 429) return "requests";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

function titleOf(status: number): string {
  return titles[status] ?? (status >= 500 ? "Server Error" : "Client Error");
}

/** Their own numbers, of which these three are known. */
function siliconFlowCode(status: number): number {
  if (status === 404) return 20012;
  return status === 429 ? 50604 : 20015;
}
