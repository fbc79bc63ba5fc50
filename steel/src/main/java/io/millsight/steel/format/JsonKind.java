package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Kind of a JSON file, detected from its first keys. */
enum JsonKind {
    /** Boxes in COCO's format. */
    COCO("a COCO file", ""),
    COCO_CAPTIONS("captions of COCO, without boxes", "give the instances_*.json of the same images"),
    COCO_PANOPTIC("a panoptic segmentation of COCO, without boxes", "give the instances_*.json of the same images"),
    /** A list of conversations for fine-tuning. */
    CONVERSATIONS("a list of conversations", ""),
    DETECTIONS(
            "a list of a detector's results",
            "measure it with `millsight compare --data DIR NAME=FILE`; a dataset has COCO's annotations"),
    LABELME(
            "an annotation of labelme",
            "make COCO or Pascal VOC of the folder, with labelme2coco.py or labelme2voc.py that come with labelme"),
    VIA("a project of VIA (VGG Image Annotator)", "export it with Annotation > Export Annotations (COCO format)"),
    SUPERVISELY(
            "an annotation of Supervisely",
            "export the project with the app \"Export to COCO\" or \"Export to Pascal VOC\""),
    LABEL_STUDIO("an export of Label Studio in its own form", "export it as COCO, Pascal VOC or YOLO"),
    CREATE_ML("a list of annotations for Create ML", "export them as COCO, Pascal VOC or YOLO"),
    /** Another purpose, for example settings of a tool. */
    OTHER("JSON of another purpose", ""),
    /** Unreadable, or not JSON. */
    BROKEN("not to be read", "");

    private static final Set<String> COCO_LISTS = Set.of("images", "annotations", "categories");

    /** Annotations of a tool lie in one folder, so a few files are enough. */
    private static final int MAX_FILES = 20;

    /** No tool writes more different keys. The search stops after this number. */
    private static final int MAX_KEYS = 1000;

    private final String words;
    private final String remedy;

    JsonKind(String words, String remedy) {
        this.words = words;
        this.remedy = remedy;
    }

    /** Returns a description: {@code captions of COCO, without boxes}. */
    String words() {
        return words;
    }

    /** Returns whether the file belongs to another tool whose boxes are not read. */
    boolean isForeign() {
        return !remedy.isEmpty();
    }

    /** Returns a description and the remedy. */
    String advice() {
        return "this is " + words + "; " + remedy;
    }

    /** Returns the description and remedy for the first file in a folder that belongs to an unsupported tool. */
    static Optional<String> adviceBelow(Path root) {
        return FileNames.listAll(root).stream()
                .filter(file -> FileNames.extension(file).equals("json"))
                .limit(MAX_FILES)
                .filter(file -> of(file).isForeign())
                .findFirst()
                .map(file -> MessageText.printable(root.relativize(file).toString()) + ": " + of(file).advice());
    }

    static JsonKind of(Path file) {
        try (JsonParser parser = JsonListReader.open(file)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                return parser.nextToken() == JsonToken.START_OBJECT ? ofElement(keys(parser)) : OTHER;
            }
            return first == JsonToken.START_OBJECT ? ofObject(parser) : first == null ? BROKEN : OTHER;
        } catch (JacksonException | IOException | InputException e) {
            return BROKEN;
        }
    }

    private static JsonKind ofElement(Set<String> keys) {
        if (keys.contains("messages") || keys.contains("conversations") || keys.contains("suffix")) {
            return CONVERSATIONS;
        }
        if (keys.contains("bbox") && (keys.contains("image_id") || keys.contains("file_name"))) {
            return DETECTIONS;
        }
        if (keys.contains("data") && (keys.contains("annotations") || keys.contains("completions"))) {
            return LABEL_STUDIO;
        }
        return keys.contains("annotations") && (keys.contains("image") || keys.contains("imagefilename"))
                ? CREATE_ML
                : OTHER;
    }

    private static JsonKind ofObject(JsonParser parser) {
        Set<String> keys = new HashSet<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME && keys.size() < MAX_KEYS) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            if (key.equals("shapes")) {
                return LABELME;
            }
            if (key.startsWith("_via_")) {
                return VIA;
            }
            if (key.equals("annotations") && value == JsonToken.START_ARRAY) {
                return parser.nextToken() == JsonToken.START_OBJECT ? ofAnnotation(keys(parser)) : COCO;
            }
            if (keys.isEmpty() && value == JsonToken.START_OBJECT) {
                if (keys(parser).containsAll(List.of("filename", "regions"))) {
                    return VIA;
                }
            } else {
                parser.skipChildren();
            }
            keys.add(key);
        }
        if (COCO_LISTS.stream().anyMatch(keys::contains)) {
            return COCO;
        }
        boolean supervisely =
                keys.containsAll(List.of("objects", "size")) || keys.containsAll(List.of("classes", "tags"));
        return supervisely ? SUPERVISELY : OTHER;
    }

    private static JsonKind ofAnnotation(Set<String> keys) {
        if (keys.contains("segments_info")) {
            return COCO_PANOPTIC;
        }
        return keys.contains("caption") && !keys.contains("bbox") ? COCO_CAPTIONS : COCO;
    }

    /** Returns the keys of the current object and moves to its end. */
    private static Set<String> keys(JsonParser parser) {
        Set<String> keys = new HashSet<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            if (keys.size() < MAX_KEYS) {
                keys.add(parser.currentName());
            }
            parser.nextToken();
            parser.skipChildren();
        }
        return keys;
    }
}
