package io.millsight.service.openai;

import io.millsight.history.StoredInspection;
import io.millsight.history.Verdict;
import io.millsight.inspection.TokenCount;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes the answer to a {@link ChatRequest}, whole or in parts. */
public final class ChatCompletion {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The parts of a stream: words with the blank before them. */
    private static final Pattern BEFORE_WORD = Pattern.compile("(?= )");

    /** A list of boxes cannot say that an answer was not read; an empty list would say that the surface is clean. */
    private static final String REFUSAL = "The answer of the model cannot be read. A person has to look at the image.";

    private final String id = "chatcmpl-" + UUID.randomUUID();
    private final long created = System.currentTimeMillis() / 1000;
    private final ChatRequest request;
    private final String model;

    /**
     * @param model the identifier of the model that answers
     */
    public ChatCompletion(ChatRequest request, String model) {
        this.request = request;
        this.model = model;
    }

    /**
     * What the model found.
     *
     * @param inspection as it is stored
     * @param tokens what it took
     * @param document the inspection as the service's own interface writes it
     */
    public record Result(StoredInspection inspection, TokenCount tokens, ObjectNode document) {}

    /** What is said: content, or else a refusal. */
    private record Message(
            @Nullable String content, @Nullable String refusal, String finish) {}

    /** Returns the whole answer. */
    public ObjectNode whole(Result result) {
        Message message = message(result);
        ObjectNode node = head("chat.completion");
        ObjectNode choice = node.putArray("choices").addObject().put("index", 0);
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", message.content)
                .put("refusal", message.refusal);
        choice.putNull("logprobs").put("finish_reason", message.finish);
        addUsage(node, result);
        node.set("millsight", result.document);
        return node;
    }

    private ObjectNode head(String object) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    private Message message(Result result) {
        ChatReport report = ChatReport.of(result.inspection);
        if (request.format() == AnswerFormat.QWEN && report.verdict() == Verdict.UNDETERMINED) {
            return new Message(null, REFUSAL, "stop");
        }
        String text = switch (request.format()) {
            case TEXT -> result.inspection.content().answer().text();
            case REPORT -> report.report().toString();
            case QWEN -> report.qwen().toString();
        };
        int written = result.tokens.answer();
        Integer most = request.mostTokens();
        if (most != null && written > most) {
            return new Message(text.substring(0, (int) ((long) text.length() * most / written)), null, "length");
        }
        return new Message(text, null, result.inspection.content().answer().truncated() ? "length" : "stop");
    }

    private void addUsage(ObjectNode node, Result result) {
        int prompt = result.tokens.prompt();
        int written = result.tokens.answer();
        int sent = request.mostTokens() == null ? written : Math.min(written, request.mostTokens());
        node.putObject("usage")
                .put("prompt_tokens", prompt)
                .put("completion_tokens", sent)
                .put("total_tokens", prompt + sent);
    }

    /** Returns the first part of a stream, which can be sent before anything is known. */
    public ObjectNode opening() {
        ObjectNode chunk = chunk();
        choice(chunk, null).put("role", "assistant").put("content", "");
        return chunk;
    }

    /** Returns the other parts of a stream. */
    public List<ObjectNode> rest(Result result) {
        Message message = message(result);
        List<ObjectNode> chunks = new ArrayList<>();
        if (message.content != null) {
            for (String piece : BEFORE_WORD.split(message.content, -1)) {
                ObjectNode chunk = chunk();
                choice(chunk, null).put("content", piece);
                chunks.add(chunk);
            }
        }
        ObjectNode last = chunk();
        ObjectNode delta = choice(last, message.finish);
        if (message.refusal != null) {
            delta.put("refusal", message.refusal);
        }
        last.set("millsight", result.document);
        chunks.add(last);
        if (request.usage()) {
            ObjectNode usage = chunk();
            usage.putArray("choices");
            addUsage(usage, result);
            chunks.add(usage);
        }
        return chunks;
    }

    private ObjectNode chunk() {
        return head("chat.completion.chunk");
    }

    private static ObjectNode choice(ObjectNode chunk, @Nullable String finish) {
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        ObjectNode delta = choice.putObject("delta");
        choice.putNull("logprobs").put("finish_reason", finish);
        return delta;
    }
}
