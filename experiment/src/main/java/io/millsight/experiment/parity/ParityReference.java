package io.millsight.experiment.parity;

import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.torch.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Numbers that Hugging Face transformers gave for one image and one instruction. A JSON object with the keys below.
 *
 * @param image {@code image}: name of the image file, beside the record
 * @param instruction {@code instruction}: the text that was asked
 * @param dtype {@code dtype}: float32, bfloat16 or float16, in which the reference computed
 * @param resize {@code resize}: {@code torchvision} (default) or {@code pillow}, the image processor of the reference
 * @param promptIds {@code prompt_ids}: token ids of the prompt, with one placeholder for each image token
 * @param grid {@code grid_thw}: frames, rows and columns of patches
 * @param logits {@code logit_ids} and {@code logits}: the largest logits of the first token of the answer, the largest first
 * @param answerIds {@code answer_ids}: token ids of the greedy answer, without a repetition penalty
 * @param answerGaps {@code answer_gaps}: for each of these, how far its logit was above the second; empty if it was not recorded
 */
public record ParityReference(
        String image,
        String instruction,
        DType dtype,
        ResizeVariant resize,
        List<Integer> promptIds,
        List<Integer> grid,
        List<Logit> logits,
        List<Integer> answerIds,
        List<Double> answerGaps) {

    private static final long MAX_BYTES = 16L << 20;

    /** A logit of the reference. */
    public record Logit(int id, double value) {}

    public ParityReference {
        promptIds = List.copyOf(promptIds);
        grid = List.copyOf(grid);
        logits = List.copyOf(logits);
        answerIds = List.copyOf(answerIds);
        answerGaps = List.copyOf(answerGaps);
    }

    /**
     * Reads a record.
     *
     * @throws ParityException if it is not a JSON object with these keys; the message names file and key
     */
    public static ParityReference read(Path file) {
        try {
            JsonNode record = JsonMapper.shared().readTree(InputFile.read(file, MAX_BYTES));
            List<Integer> logitIds = integers(file, record, "logit_ids");
            List<Double> values = numbers(file, record, "logits");
            List<Integer> answer = integers(file, record, "answer_ids");
            List<Double> gaps = record.has("answer_gaps") ? numbers(file, record, "answer_gaps") : List.of();
            if (logitIds.size() != values.size() || !(gaps.isEmpty() || gaps.size() == answer.size())) {
                throw new ParityException(file + ": logit_ids and logits, and answer_ids and answer_gaps must have the"
                        + " same length; record again");
            }
            List<Logit> logits = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                logits.add(new Logit(logitIds.get(i), values.get(i)));
            }
            return new ParityReference(
                    text(file, record, "image"),
                    text(file, record, "instruction"),
                    dtype(file, record),
                    resize(file, record),
                    integers(file, record, "prompt_ids"),
                    integers(file, record, "grid_thw"),
                    logits,
                    answer,
                    gaps);
        } catch (IOException e) {
            throw new ParityException(file + ": " + InputFile.reason(e), e);
        } catch (JacksonException e) {
            throw new ParityException(file + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static DType dtype(Path file, JsonNode record) {
        return switch (text(file, record, "dtype")) {
            case "float32" -> DType.FLOAT32;
            case "bfloat16" -> DType.BFLOAT16;
            case "float16" -> DType.FLOAT16;
            default -> throw wrong(file, "dtype", "float32, bfloat16 or float16");
        };
    }

    private static ResizeVariant resize(Path file, JsonNode record) {
        return switch (record.path("resize").asString("torchvision")) {
            case "torchvision" -> ResizeVariant.ATEN;
            case "pillow" -> ResizeVariant.PILLOW;
            default -> throw wrong(file, "resize", "torchvision or pillow");
        };
    }

    private static String text(Path file, JsonNode record, String key) {
        JsonNode value = record.path(key);
        if (!value.isString() || value.asString().isBlank()) {
            throw wrong(file, key, "a text");
        }
        return value.asString();
    }

    private static List<Integer> integers(Path file, JsonNode record, String key) {
        List<Integer> values = new ArrayList<>();
        for (JsonNode value : array(file, record, key)) {
            if (!value.canConvertToInt()) {
                throw wrong(file, key, "a list of whole numbers");
            }
            values.add(value.asInt());
        }
        return values;
    }

    private static List<Double> numbers(Path file, JsonNode record, String key) {
        List<Double> values = new ArrayList<>();
        for (JsonNode value : array(file, record, key)) {
            if (!value.isNumber()) {
                throw wrong(file, key, "a list of numbers");
            }
            values.add(value.asDouble());
        }
        return values;
    }

    private static JsonNode array(Path file, JsonNode record, String key) {
        JsonNode array = record.path(key);
        if (!array.isArray() || array.isEmpty()) {
            throw wrong(file, key, "a list of numbers");
        }
        return Objects.requireNonNull(array);
    }

    private static ParityException wrong(Path file, String key, String expected) {
        return new ParityException(file + ": " + MessageText.quote(key) + " is missing or wrong; expected " + expected
                + ", as docs/real-weights.md records it");
    }
}
