package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.InputException;
import io.millsight.steel.format.UncheckedObject.Corners;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * One line of a file for fine-tuning, in any common form: {@code messages} with {@code role} and {@code content},
 * {@code conversations} with {@code from} and {@code value}, or {@code prefix} and {@code suffix}. The image stands in
 * the list {@code "images"}, in {@code "image"}, or in a part of the content under a key of its type or under {@code
 * value} (LLaMA-Factory). The caller puts the file's name and line in front of error messages.
 *
 * @param image image name as written
 * @param question all text before or between answers, without the image placeholder
 * @param answer the last answer
 * @param objects boxes that the line contains beside the text; null if there are none
 */
record Conversation(
        String image,
        String question,
        String answer,
        @Nullable List<UncheckedObject> objects) {

    private static final String PLACEHOLDER = "<image>";
    private static final Set<String> ANSWERING = Set.of("assistant", "gpt", "model");

    /** Keys of a conversation that are read. */
    static final Set<String> KEYS =
            Set.of("messages", "conversations", "prefix", "suffix", "system", "image", "images", "objects");

    static Conversation parse(JsonNode node) {
        Turns turns = Turns.of(node);
        List<String> images = new ArrayList<>(turns.images());
        images.addAll(images(node));
        if (images.size() != 1) {
            throw new InputException("it has " + images.size() + " images, but a report is about one");
        }
        if (turns.placeholdersExpected() && turns.placeholders() != 1) {
            throw new InputException(
                    "its text holds " + PLACEHOLDER + " " + turns.placeholders() + " times for one image");
        }
        String image = images.get(0);
        if (image.matches("(?i)(data|https?|ftp):.*")) {
            throw new InputException("its image is not a file but \""
                    + MessageText.printable(image.substring(0, Math.min(30, image.length())))
                    + "…\"; save the image and name the file");
        }
        JsonNode objects = node.path("objects");
        return new Conversation(
                image.replaceFirst("^file://", ""),
                turns.question().replace(PLACEHOLDER, "").strip(),
                turns.answer(),
                objects.isObject() ? objects(objects) : null);
    }

    private static List<String> images(JsonNode node) {
        return Stream.of(node.path("images"), node.path("image"))
                .flatMap(value -> value.isArray() ? value.valueStream() : Stream.of(value))
                .map(value -> value.isObject() ? value.path("path") : value)
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }

    /**
     * Reads the boxes in the form of ms-swift: {@code {"ref": [names], "bbox": [[x1, y1, x2, y2]], "bbox_type": "real"
     * or "norm1"}}. Millsight adds the lists {@code "iscrowd"} and {@code "difficult"} if a box has such a flag.
     */
    private static List<UncheckedObject> objects(JsonNode node) {
        JsonNode names = node.path("ref");
        JsonNode boxes = node.path("bbox");
        String unit = node.path("bbox_type").asString("real");
        if (!Set.of("real", "norm1").contains(unit)) {
            throw new InputException("\"bbox_type\" is " + MessageText.quote(unit) + "; only real and norm1 are known");
        }
        if (!names.isArray() || !boxes.isArray()) {
            throw new InputException("\"objects\" needs a list of names in \"ref\" and a list of boxes in \"bbox\"");
        }
        if (names.size() != boxes.size() && (names.size() != 1 || boxes.isEmpty())) {
            throw new InputException("\"objects\" has " + MessageText.count(names.size(), "name") + " in \"ref\" for "
                    + MessageText.count(boxes.size(), "box", "boxes")
                    + " in \"bbox\"; give a name for each box, or one for all");
        }
        List<UncheckedObject> objects = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) {
            JsonNode box = boxes.get(i);
            String where = "object " + (i + 1);
            if (!box.isArray() || box.size() != 4 || !box.valueStream().allMatch(Conversation::isFinite)) {
                throw new InputException(where + ": \"bbox\" is not four finite numbers x1, y1, x2, y2, but "
                        + JsonListReader.show(box));
            }
            Corners corners = new Corners(
                    box.get(0).doubleValue(),
                    box.get(1).doubleValue(),
                    box.get(2).doubleValue(),
                    box.get(3).doubleValue(),
                    unit.equals("norm1"));
            objects.add(new UncheckedObject(
                    where,
                    names.get(names.size() == 1 ? 0 : i).asString("").strip().replace(' ', '_'),
                    corners,
                    flag(node, i)));
        }
        return objects;
    }

    private static boolean isFinite(JsonNode number) {
        return number.isNumber() && Double.isFinite(number.doubleValue());
    }

    private static DefectFlag flag(JsonNode objects, int index) {
        if (objects.path("iscrowd").path(index).asInt(0) == 1) {
            return DefectFlag.CROWD;
        }
        return objects.path("difficult").path(index).asInt(0) == 1 ? DefectFlag.DIFFICULT : DefectFlag.NONE;
    }

    /** Question and answer of a conversation, and the images that its messages name. */
    private record Turns(
            String question, String answer, int placeholders, boolean placeholdersExpected, List<String> images) {

        static Turns of(JsonNode node) {
            if (node.path("suffix").isString()) {
                return new Turns(
                        node.path("prefix").asString(""), node.path("suffix").stringValue(), 0, false, List.of());
            }
            boolean messages = node.path("messages").isArray();
            JsonNode turns = messages ? node.path("messages") : node.path("conversations");
            if (!turns.isArray()) {
                throw new InputException("it has neither \"messages\" nor \"conversations\" nor \"suffix\"");
            }
            String answer = null;
            StringJoiner question = new StringJoiner(" ");
            if (node.path("system").isString()) {
                question.add(node.path("system").stringValue());
            }
            List<String> images = new ArrayList<>();
            boolean parts = false;
            for (JsonNode turn : turns) {
                String role = turn.path(messages ? "role" : "from").asString("");
                JsonNode content = turn.path(messages ? "content" : "value");
                parts |= content.isArray();
                String text = text(content, images);
                if (ANSWERING.contains(role)) {
                    answer = text;
                } else {
                    question.add(text);
                }
            }
            if (answer == null) {
                throw new InputException("it has no answer, a turn of \"assistant\" or \"gpt\"");
            }
            return new Turns(question.toString(), answer, count(question.toString()), !parts, images);
        }

        private static String text(JsonNode content, List<String> images) {
            if (content.isString()) {
                return content.stringValue();
            }
            StringBuilder text = new StringBuilder();
            for (JsonNode part : content) {
                boolean isText = part.path("type").asString("").equals("text");
                text.append(part.path("text").asString(""));
                text.append(isText ? part.path("value").asString("") : "");
                Stream.of(
                                part.path("image"),
                                part.path("image_url"),
                                part.path("image_url").path("url"),
                                isText ? MissingNode.getInstance() : part.path("value"))
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue)
                        .forEach(images::add);
            }
            return text.toString();
        }

        private static int count(String text) {
            int count = 0;
            for (int at = text.indexOf(PLACEHOLDER); at >= 0; at = text.indexOf(PLACEHOLDER, at + 1)) {
                count++;
            }
            return count;
        }
    }
}
