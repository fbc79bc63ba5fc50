package io.millsight.service.openai;

import io.millsight.files.MessageText;
import io.millsight.service.intake.IntakeImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request for a chat completion. What would change the answer and cannot be done is refused; sampling parameters have no meaning for a model that
 * decodes greedily, and are ignored like everything that is not known here.
 */
public final class ChatRequest {

    /** The longest body: the largest image in base 64, and a conversation. */
    public static final int MOST_BYTES = IntakeImage.MOST_BYTES / 3 * 4 + (1 << 20);

    private static final int DEEPEST = 64;
    private static final int TOO_LARGE = 413;
    private static final String DATA = "data:image/";
    private static final String BASE64 = ";base64,";
    private static final String FORMAT = "response_format";

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MOST_BYTES)
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    private final String model;
    private final byte[] image;
    private final AnswerFormat format;
    private final Delivery delivery;

    /**
     * How an answer is sent.
     *
     * @param stream whether it is sent in parts
     * @param usage whether a last part counts the tokens
     * @param mostTokens the longest answer; null for the model's own limit
     */
    private record Delivery(
            boolean stream, boolean usage, @Nullable Integer mostTokens) {}

    private ChatRequest(String model, byte[] image, AnswerFormat format, Delivery delivery) {
        this.model = model;
        this.image = image;
        this.format = format;
        this.delivery = delivery;
    }

    /** Returns the model that is asked. */
    public String model() {
        return model;
    }

    /** Returns the image file. The array is not copied: do not write to it. */
    public byte[] image() {
        return image;
    }

    /** Returns whether the answer is sent in parts. */
    public boolean stream() {
        return delivery.stream;
    }

    /** Returns whether a last part counts the tokens. */
    boolean usage() {
        return delivery.usage;
    }

    /** Returns the longest answer in tokens; null for the model's own limit. */
    @Nullable
    Integer mostTokens() {
        return delivery.mostTokens;
    }

    AnswerFormat format() {
        return format;
    }

    /**
     * Reads a request.
     *
     * @throws ChatRequestException if it cannot be answered as it stands
     * @throws IOException if the body cannot be read
     */
    public static ChatRequest read(InputStream body) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException e) {
            throw new ChatRequestException(
                    "invalid_json", null, "not JSON: " + MessageText.excerpt(e.getOriginalMessage()));
        }
        if (!root.isObject()) {
            throw new ChatRequestException("invalid_json", null, "the body must be a JSON object");
        }
        refuse(root);
        JsonNode model = root.path("model");
        if (!model.isString() || model.asString().isBlank()) {
            throw new ChatRequestException("missing_parameter", "model", "model is missing");
        }
        AnswerFormat format = format(root.path(FORMAT));
        Delivery delivery = new Delivery(
                flag(root, "stream"), flag(root.path("stream_options"), "include_usage"), mostTokens(root));
        return new ChatRequest(model.asString(), image(lastQuestion(root.path("messages"))), format, delivery);
    }

    private static void refuse(JsonNode root) {
        JsonNode choices = root.path("n");
        if (isGiven(choices) && !(choices.isNumber() && choices.asDouble() == 1)) {
            throw unsupported("n", "n: there is one answer to an image");
        }
        for (String name : List.of("tools", "functions")) {
            if (isGiven(root.path(name)) && !root.path(name).isEmpty()) {
                throw unsupported(name, name + ": the model calls no tools");
            }
        }
        if (isGiven(root.path("audio")) || root.path("modalities").valueStream().anyMatch(ChatRequest::isNoText)) {
            throw unsupported("modalities", "the model answers with text only");
        }
    }

    private static boolean isNoText(JsonNode modality) {
        return !modality.isString() || !modality.asString().equals("text");
    }

    private static boolean isGiven(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    private static ChatRequestException unsupported(String parameter, String message) {
        return new ChatRequestException("unsupported_parameter", parameter, message);
    }

    private static boolean flag(JsonNode node, String name) {
        JsonNode flag = node.path(name);
        if (isGiven(flag) && !flag.isBoolean()) {
            throw invalid(name, name + " must be true or false");
        }
        return flag.isBoolean() && flag.booleanValue();
    }

    private static ChatRequestException invalid(String parameter, String message) {
        return new ChatRequestException("invalid_value", parameter, message);
    }

    private static @Nullable Integer mostTokens(JsonNode root) {
        for (String name : List.of("max_completion_tokens", "max_tokens")) {
            JsonNode most = root.path(name);
            if (isGiven(most)) {
                if (!most.isIntegralNumber() || !most.canConvertToInt() || most.intValue() < 1) {
                    throw invalid(name, name + " must be a whole number from 1");
                }
                return most.intValue();
            }
        }
        return null;
    }

    private static AnswerFormat format(JsonNode format) {
        if (!isGiven(format)) {
            return AnswerFormat.TEXT;
        }
        return switch (format.path("type").asString("")) {
            case "text" -> AnswerFormat.TEXT;
            case "json_object" -> AnswerFormat.REPORT;
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                if (!schema.isObject()) {
                    throw invalid(FORMAT, "response_format.json_schema.schema is missing");
                }
                yield ReportSchema.choose(schema);
            }
            default -> throw invalid(FORMAT, "response_format.type must be text, json_object or json_schema");
        };
    }

    /** Returns the content of the last message of the user. Images of earlier messages have been answered. */
    private static JsonNode lastQuestion(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw new ChatRequestException("missing_parameter", "messages", "messages is missing");
        }
        List<JsonNode> questions = messages.valueStream()
                .filter(message -> message.path("role").asString("").equals("user"))
                .toList();
        if (questions.isEmpty()) {
            throw imageRequired();
        }
        return questions.get(questions.size() - 1).path("content");
    }

    private static ChatRequestException imageRequired() {
        return new ChatRequestException(
                "image_required",
                "messages",
                "the last message of the user needs an image: this model inspects images and does not converse");
    }

    private static byte[] image(JsonNode content) {
        if (content.isString()) {
            throw imageRequired();
        }
        List<String> urls = new ArrayList<>();
        for (JsonNode part : content.values()) {
            switch (part.path("type").asString("")) {
                case "text" -> {} // an adapter is asked with its own prompt, as in its training
                case "image_url" -> urls.add(url(part.path("image_url")));
                default ->
                    throw unsupported(
                            "messages",
                            "a message has parts of the types text and image_url, and not "
                                    + MessageText.quote(part.path("type").asString("")));
            }
        }
        if (urls.isEmpty()) {
            throw imageRequired();
        }
        if (urls.size() > 1) {
            throw invalid("messages", "the last message of the user has " + urls.size() + " images; send one");
        }
        return decode(urls.get(0));
    }

    private static String url(JsonNode image) {
        return (image.isObject() ? image.path("url") : image).asString("");
    }

    private static byte[] decode(String url) {
        int start = url.indexOf(BASE64);
        if (!url.regionMatches(true, 0, DATA, 0, DATA.length()) || start < 0) {
            String scheme = url.replaceFirst(":.*", "").toLowerCase(Locale.ROOT);
            throw new ChatRequestException(
                    "invalid_image_url",
                    "messages",
                    scheme.startsWith("http")
                            ? "images are not fetched from addresses; send the image as data:image/…;base64,…"
                            : "the image must be sent as data:image/…;base64,…");
        }
        byte[] file;
        try {
            file = Base64.getDecoder().decode(url.substring(start + BASE64.length()));
        } catch (IllegalArgumentException e) {
            throw new ChatRequestException("invalid_image_url", "messages", "the image is no valid base 64");
        }
        if (file.length > IntakeImage.MOST_BYTES) {
            throw new ChatRequestException(TOO_LARGE, "too_large", "messages", "an image has at most 32 MiB");
        }
        return file;
    }
}
