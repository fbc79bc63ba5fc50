package io.millsight.steel.format;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one line per image with {@code messages}, {@code images} and {@code objects} (exact boxes and flags), in one
 * file per split or in {@code data.jsonl}.
 */
record JsonlWriter(ConversationStyle style) implements FormatWriter {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public void write(Dataset dataset, Path folder) throws IOException {
        if (style.copiesImages()) {
            WriterSupport.write(dataset.images(), folder.resolve("images"));
        }
        for (Map.Entry<Optional<String>, List<AnnotatedImage>> part :
                SplitPartition.of(dataset).entrySet()) {
            String lines = part.getValue().stream()
                    .map(image -> JSON.writeValueAsString(line(image)) + "\n")
                    .collect(Collectors.joining());
            Files.writeString(folder.resolve(part.getKey().orElse("data") + ".jsonl"), lines);
        }
        Files.write(
                folder.resolve("classes.txt"),
                dataset.types().stream().map(DefectType::name).toList());
    }

    private ObjectNode line(AnnotatedImage image) {
        CoordinateFrame frame = CoordinateFrame.original(image.width(), image.height());
        ObjectNode line = JSON.createObjectNode();
        ArrayNode messages = line.putArray("messages");
        messages.addObject().put("role", "user").put("content", "<image>" + style.prompt());
        messages.addObject()
                .put("role", "assistant")
                .put("content", style.report().write(Defect.forReport(image.defects()), frame));
        line.putArray("images")
                .add(
                        style.copiesImages()
                                ? "images/" + FileNames.name(image.file())
                                : image.file().toAbsolutePath().normalize().toString());
        ObjectNode objects = line.putObject("objects");
        ArrayNode names = objects.putArray("ref");
        ArrayNode boxes = objects.putArray("bbox");
        for (Defect defect : image.defects()) {
            names.add(defect.type().name());
            BoundingBox box = defect.box();
            boxes.addArray().add(box.xMin()).add(box.yMin()).add(box.xMax()).add(box.yMax());
        }
        objects.put("bbox_type", "real");
        writeFlag(objects, "iscrowd", image, DefectFlag.CROWD);
        writeFlag(objects, "difficult", image, DefectFlag.DIFFICULT);
        return line;
    }

    /** Writes the values of a flag, one per box, if any box has the flag. */
    private static void writeFlag(ObjectNode objects, String key, AnnotatedImage image, DefectFlag flag) {
        if (image.defects().stream().anyMatch(defect -> defect.flag() == flag)) {
            ArrayNode values = objects.putArray(key);
            image.defects().forEach(defect -> values.add(defect.flag() == flag ? 1 : 0));
        }
    }
}
