package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.image.ImageSize;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import io.millsight.steel.format.UncheckedObject.Corners;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Content of one COCO file.
 *
 * @param categories types by category id, in the order of the file
 * @param entries images with their annotations
 * @param findings annotations without image or category
 */
record CocoFile(Map<String, DefectType> categories, List<Entry> entries, List<Finding> findings) {

    /**
     * One image of the file.
     *
     * @param id id that annotations and results refer to
     * @param fileName file name as written
     * @param size size as stated; null if the file does not state it
     * @param objects annotated objects
     */
    record Entry(String id, String fileName, @Nullable ImageSize size, List<UncheckedObject> objects) {}

    /**
     * Reads a file. Throws an {@link InputException} if it is not a COCO file. The caller puts the file's name in front
     * of the message.
     */
    static CocoFile read(Path file) {
        return new Parser(file).parse();
    }

    /** Returns the types without repetitions, in the order of the file. */
    List<DefectType> types() {
        return categories.values().stream().distinct().toList();
    }

    private static final class Parser implements JsonListReader.Visitor {

        private static final Map<String, Set<String>> WANTED = Map.of(
                "categories", Set.of("id", "name", "supercategory"),
                "images", Set.of("id", "file_name", "width", "height"),
                "annotations", Set.of("id", "image_id", "category_id", "bbox", "iscrowd", "difficult"));

        /** This many elements need about 1 GB of memory. */
        private static final int MAX_ELEMENTS = 3_000_000;

        private static final int MAX_EDGE_PIXELS = Integer.MAX_VALUE;

        /** Category as written in the file. */
        private record Category(String id, String name, String parent) {}

        /** Annotation before its image and category are known, because they may follow later in the file. */
        private record Annotation(String where, String imageId, String categoryId, Corners corners, DefectFlag flag) {}

        private final Path file;
        private final List<Category> categories = new ArrayList<>();
        private final Map<String, Entry> images = new LinkedHashMap<>();
        private final List<Annotation> annotations = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        /** Interned ids: they are few, but stand in many annotations. */
        private final Map<String, String> ids = new HashMap<>();

        private boolean hasTextIds;

        Parser(Path file) {
            this.file = file;
        }

        CocoFile parse() {
            Set<String> found = JsonListReader.visit(file, WANTED, this);
            for (String list : List.of("categories", "images", "annotations")) {
                if (!found.contains(list)) {
                    throw new InputException("not a COCO file: \"" + list + "\" is not a list");
                }
            }
            Map<String, DefectType> types = types();
            annotations.forEach(annotation -> assign(annotation, types));
            return new CocoFile(types, List.copyOf(images.values()), findings);
        }

        @Override
        public void visit(String list, int number, JsonNode piece) {
            if (number > MAX_ELEMENTS) {
                throw new InputException("\"" + list + "\" has more than " + MessageText.count(MAX_ELEMENTS, "element")
                        + "; divide the file");
            }
            switch (list) {
                case "categories" -> addCategory(number, piece);
                case "images" -> addImage(number, piece);
                default -> addAnnotation(number, piece);
            }
        }

        private void addCategory(int number, JsonNode category) {
            String where = "category " + number;
            String id = id(category.path("id"), where, "id");
            String name = category.path("name").asString("");
            if (name.isEmpty()) {
                throw new InputException(where + " (id " + MessageText.excerpt(id) + ") has no name");
            }
            for (Category other : categories) {
                if (other.id().equals(id) && !other.name().equals(name)) {
                    throw new InputException(where + ": " + MessageText.quote(name) + " has the id "
                            + MessageText.excerpt(id) + " that " + MessageText.quote(other.name())
                            + " has; give each category its own id");
                }
            }
            categories.add(new Category(id, name, category.path("supercategory").asString("")));
        }

        private void addImage(int number, JsonNode image) {
            String where = "image " + number;
            String id = id(image.path("id"), where, "id");
            String name = image.path("file_name").asString("");
            if (name.isBlank()) {
                throw new InputException(where + " (id " + MessageText.excerpt(id) + ") has no \"file_name\"");
            }
            Entry entry =
                    new Entry(id, name, size(image, where + " (" + MessageText.excerpt(name) + ")"), new ArrayList<>());
            Entry other = images.putIfAbsent(id, entry);
            if (other != null) {
                throw new InputException(where + ", " + MessageText.excerpt(name) + ", has the id "
                        + MessageText.excerpt(id) + " that " + MessageText.excerpt(other.fileName())
                        + " has; give each image its own id");
            }
        }

        /** Returns the stated size. Tools write zero or null for an unknown size. */
        private @Nullable ImageSize size(JsonNode image, String where) {
            double width = edge(image.path("width"));
            double height = edge(image.path("height"));
            if (width == 0 || height == 0) {
                return null;
            }
            if (!isEdge(width) || !isEdge(height)) {
                findings.add(new Finding(
                        Rule.SIZE_MISMATCH,
                        file,
                        where + ": \"width\" " + JsonListReader.show(image.path("width")) + " and \"height\" "
                                + JsonListReader.show(image.path("height")) + " are no size of an image"));
                return null;
            }
            return new ImageSize((int) width, (int) height);
        }

        private static double edge(JsonNode value) {
            return value.isMissingNode() || value.isNull() ? 0 : value.asDouble(Double.NaN);
        }

        private static boolean isEdge(double pixels) {
            return pixels > 0 && pixels <= MAX_EDGE_PIXELS && pixels == Math.rint(pixels);
        }

        private void addAnnotation(int number, JsonNode annotation) {
            String where = "annotation " + number;
            try {
                if (annotation.hasNonNull("id")) {
                    where += " (id " + MessageText.excerpt(id(annotation.path("id"), where, "id")) + ")";
                }
                annotations.add(new Annotation(
                        where,
                        id(annotation.path("image_id"), where, "image_id"),
                        id(annotation.path("category_id"), where, "category_id"),
                        corners(annotation.path("bbox"), where),
                        flag(annotation, where)));
            } catch (InputException e) {
                findings.add(new Finding(Rule.UNREADABLE_ANNOTATION, file, String.valueOf(e.getMessage())));
            }
        }

        private String id(JsonNode value, String where, String key) {
            JsonId id;
            try {
                id = JsonId.of(value, "\"" + key + "\"");
            } catch (InputException e) {
                throw new InputException(where + ": " + e.getMessage(), e);
            }
            if (id.isText() && !hasTextIds) {
                hasTextIds = true;
                findings.add(new Finding(
                        Rule.TEXT_ID,
                        file,
                        where + ": the id is text, \"" + key + "\": " + MessageText.quote(id.text())
                                + "; ids are compared as text, and 7 is \"7\""));
            }
            return ids.computeIfAbsent(id.text(), text -> text);
        }

        private static Corners corners(JsonNode box, String where) {
            if (box.isMissingNode() || box.isNull() || (box.isArray() && box.isEmpty())) {
                throw new InputException(
                        where + " has no \"bbox\"; give its box as [x, y, width, height] in pixels of the image");
            }
            if (!box.isArray() || box.size() != 4 || !box.valueStream().allMatch(JsonNode::isNumber)) {
                throw new InputException(
                        where + ": \"bbox\" is not four numbers x, y, width, height, but " + JsonListReader.show(box));
            }
            if (!box.valueStream().allMatch(number -> Double.isFinite(number.doubleValue()))) {
                throw new InputException(where + ": \"bbox\" is " + JsonListReader.show(box)
                        + ", which holds a value that is not a finite number");
            }
            double x = box.get(0).doubleValue();
            double y = box.get(1).doubleValue();
            return Corners.pixels(
                    x, y, x + box.get(2).doubleValue(), y + box.get(3).doubleValue());
        }

        /** Returns COCO's flag, or VOC's flag, which some tools write into COCO files. */
        private static DefectFlag flag(JsonNode annotation, String where) {
            if (isSet(annotation, "iscrowd", where)) {
                return DefectFlag.CROWD;
            }
            return isSet(annotation, "difficult", where) ? DefectFlag.DIFFICULT : DefectFlag.NONE;
        }

        private static boolean isSet(JsonNode annotation, String flag, String where) {
            JsonNode value = annotation.path(flag);
            return switch (value.asString("")) {
                case "", "0", "0.0", "false" -> false;
                case "1", "1.0", "true" -> true;
                default ->
                    throw new InputException(
                            where + ": \"" + flag + "\" is " + JsonListReader.show(value) + ", not 0 or 1");
            };
        }

        /**
         * Returns the types by category id. Roboflow adds a category for the whole dataset, which is the parent of the
         * others. It is dropped, unless an annotation uses it.
         */
        private Map<String, DefectType> types() {
            Set<String> parents = new HashSet<>();
            categories.forEach(category -> parents.add(category.parent()));
            Set<String> used = new HashSet<>();
            annotations.forEach(annotation -> used.add(annotation.categoryId()));
            Map<String, DefectType> types = new LinkedHashMap<>();
            for (Category category : categories) {
                boolean isDatasetCategory =
                        parents.contains(category.name()) && category.parent().equals("none");
                if (!isDatasetCategory || used.contains(category.id())) {
                    types.put(category.id(), type(category.name()));
                }
            }
            return types;
        }

        private static DefectType type(String name) {
            try {
                return new DefectType(name);
            } catch (IllegalArgumentException e) {
                throw new InputException("\"categories\": " + e.getMessage(), e);
            }
        }

        private void assign(Annotation annotation, Map<String, DefectType> types) {
            Entry image = images.get(annotation.imageId());
            DefectType type = types.get(annotation.categoryId());
            if (image == null) {
                findings.add(new Finding(
                        Rule.MISSING_IMAGE,
                        file,
                        annotation.where() + ": there is no image with the id "
                                + MessageText.excerpt(annotation.imageId())));
            } else if (type == null) {
                findings.add(new Finding(
                        Rule.UNKNOWN_TYPE,
                        file,
                        annotation.where() + ": there is no category with the id "
                                + MessageText.excerpt(annotation.categoryId())));
            } else {
                image.objects()
                        .add(new UncheckedObject(
                                annotation.where() + " on " + MessageText.excerpt(image.fileName()),
                                type.name(),
                                annotation.corners(),
                                annotation.flag()));
            }
        }
    }
}
