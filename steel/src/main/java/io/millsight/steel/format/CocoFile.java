package io.millsight.steel.format;

import io.millsight.image.ImageSize;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import io.millsight.steel.format.ObjectDraft.Corners;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The content of one COCO file.
 *
 * @param types the categories in the order of their ids
 * @param entries the images with their annotations
 * @param findings annotations that belong to nothing
 */
record CocoFile(List<DefectType> types, List<Entry> entries, List<Finding> findings) {

    /**
     * One image.
     *
     * @param size null where the file does not state it
     */
    record Entry(String fileName, @Nullable ImageSize size, List<ObjectDraft> objects) {}

    /** Reads a file; an {@link InputException} that names it if it is no COCO file. */
    static CocoFile read(Path file) {
        try {
            return new Parser(file, JsonFile.readJson(file)).parse();
        } catch (InputException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }

    private static final class Parser {

        private final Path file;
        private final JsonNode root;
        private final List<Finding> findings = new ArrayList<>();

        Parser(Path file, JsonNode root) {
            this.file = file;
            this.root = root;
        }

        CocoFile parse() {
            Map<Integer, String> categories = categories();
            Map<Long, Entry> images = images();
            int number = 0;
            for (JsonNode annotation : array("annotations")) {
                number++;
                try {
                    add(annotation, "annotation " + number + idOf(annotation), categories, images);
                } catch (InputException e) {
                    findings.add(new Finding(Rule.UNREADABLE_ANNOTATION, file, String.valueOf(e.getMessage())));
                }
            }
            List<DefectType> types =
                    categories.values().stream().distinct().map(Parser::type).toList();
            return new CocoFile(types, List.copyOf(images.values()), findings);
        }

        private static DefectType type(String name) {
            try {
                return new DefectType(name);
            } catch (IllegalArgumentException e) {
                throw new InputException("\"categories\": " + e.getMessage(), e);
            }
        }

        /** Names by id. Roboflow adds one for the whole dataset, of which the others are kinds; it is left out. */
        private Map<Integer, String> categories() {
            List<JsonNode> nodes = array("categories");
            List<String> parents = nodes.stream()
                    .map(node -> node.path("supercategory").asString(""))
                    .toList();
            return nodes.stream()
                    .filter(node -> !(parents.contains(name(node))
                            && node.path("supercategory").asString("").equals("none")))
                    .collect(Collectors.toMap(
                            node -> node.path("id").asInt(-1),
                            Parser::name,
                            (first, second) -> first,
                            LinkedHashMap::new));
        }

        private static String name(JsonNode category) {
            return category.path("name").asString("");
        }

        private Map<Long, Entry> images() {
            Map<Long, Entry> images = new LinkedHashMap<>();
            int number = 0;
            for (JsonNode image : array("images")) {
                number++;
                String name = image.path("file_name").asString("");
                if (!image.path("id").isIntegralNumber() || name.isEmpty()) {
                    throw new InputException("image " + number + " has no id or no file_name");
                }
                Entry entry = new Entry(name, size(image), new ArrayList<>());
                if (images.putIfAbsent(image.path("id").asLong(), entry) != null) {
                    throw new InputException(
                            "image " + number + " has an id that another image has: " + image.path("id"));
                }
            }
            return images;
        }

        private static @Nullable ImageSize size(JsonNode image) {
            int width = image.path("width").asInt(0);
            int height = image.path("height").asInt(0);
            return width > 0 && height > 0 ? new ImageSize(width, height) : null;
        }

        private void add(JsonNode annotation, String where, Map<Integer, String> categories, Map<Long, Entry> images) {
            Entry image = images.get(annotation.path("image_id").asLong(-1));
            if (image == null) {
                findings.add(new Finding(
                        Rule.MISSING_IMAGE,
                        file,
                        where + ": there is no image with the id " + annotation.path("image_id")));
                return;
            }
            String type = categories.get(annotation.path("category_id").asInt(-1));
            if (type == null) {
                findings.add(new Finding(
                        Rule.UNKNOWN_TYPE,
                        file,
                        where + ": there is no category with the id " + annotation.path("category_id")));
                return;
            }
            JsonNode box = annotation.path("bbox");
            if (!box.isArray() || box.size() != 4 || !box.valueStream().allMatch(JsonNode::isNumber)) {
                throw new InputException(where + ": \"bbox\" is not four numbers x, y, width, height, but " + box);
            }
            double x = box.get(0).doubleValue();
            double y = box.get(1).doubleValue();
            Corners corners = Corners.pixels(
                    x, y, x + box.get(2).doubleValue(), y + box.get(3).doubleValue());
            image.objects()
                    .add(new ObjectDraft(where + " on " + image.fileName(), type, corners, flag(annotation, where)));
        }

        private static DefectFlag flag(JsonNode annotation, String where) {
            JsonNode crowd = annotation.path("iscrowd");
            return switch (crowd.isMissingNode() ? "0" : crowd.asString("")) {
                case "0", "false", "" -> DefectFlag.NONE;
                case "1", "true" -> DefectFlag.CROWD;
                default -> throw new InputException(where + ": \"iscrowd\" is " + crowd + ", not 0 or 1");
            };
        }

        private static String idOf(JsonNode annotation) {
            return annotation.has("id") ? " (id " + annotation.path("id") + ")" : "";
        }

        private List<JsonNode> array(String key) {
            JsonNode node = root.path(key);
            if (!node.isArray()) {
                throw new InputException("not a COCO file: \"" + key + "\" is not a list");
            }
            return node.valueStream().toList();
        }
    }
}
