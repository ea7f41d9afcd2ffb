import { type ChatRequest, forcesTool, isRecord } from "./chat-request.ts";
import type { ProviderManner } from "./provider-manner.ts";
import { Refusal } from "./refusal.ts";

/** @throws {Refusal} If a provider of this manner answers the request with 400. */
export function checkChat(request: ChatRequest, manner: ProviderManner): void {
  refuseParameters(request.body, manner);
  if (request.messages.length === 0) {
    throw new Refusal(400, "[] is too short - 'messages'", { param: "messages" });
  }
  if (request.body["tools"] !== undefined && manner.tools === "refuses") {
    throw new Refusal(400, "This model does not support tools.", { param: "tools" });
  }
  if (forcesTool(request) && manner.forcedTool === "refuses") {
    const message = "This model does not support this tool_choice.";
    throw new Refusal(400, message, { param: "tool_choice" });
  }
  checkFormat(request, manner);
}

/** @throws {Refusal} If the body has a field that the manner refuses. */
export function refuseParameters(
  body: Readonly<Record<string, unknown>>,
  { refusedParameters }: ProviderManner,
): void {
  const refused = refusedParameters.find((name) => body[name] !== undefined);
  if (refused !== undefined) {
    const message = `Unsupported parameter: '${refused}' is not supported with this model.`;
    throw new Refusal(400, message, { code: "unsupported_parameter", param: refused });
  }
}

function checkFormat({ body, messages }: ChatRequest, manner: ProviderManner): void {
  const format = body["response_format"];
  const type = isRecord(format) ? format["type"] : undefined;
  const isRefused =
    (type === "json_schema" && manner.jsonSchema === "refuses") ||
    (type === "json_object" && manner.jsonMode === "refuses");
  if (isRefused) {
    const message = `This response_format type is unavailable now: '${type}' is not supported with this model.`;
    throw new Refusal(400, message, { code: "invalid_request_error", param: "response_format" });
  }
  const isWordMissing =
    type === "json_object" &&
    manner.jsonModeNeedsWord &&
    !messages.some(({ content }) => /json/i.test(content));
  if (isWordMissing) {
    const message =
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
    throw new Refusal(400, message, { param: "messages" });
  }
}
