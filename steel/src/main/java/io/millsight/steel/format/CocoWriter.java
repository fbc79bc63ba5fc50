package io.millsight.steel.format;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.DefectType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code _annotations.coco.json} beside the images, or one file per split in {@code train}, {@code valid} and
 * {@code test}.
 */
final class CocoWriter implements FormatWriter {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public void write(Dataset dataset, Path folder) throws IOException {
        for (Map.Entry<Optional<String>, List<AnnotatedImage>> part :
                SplitPartition.of(dataset).entrySet()) {
            Path place =
                    part.getKey().map(CocoWriter::folderOf).map(folder::resolve).orElse(folder);
            WriterSupport.write(part.getValue(), place);
            Files.writeString(
                    place.resolve("_annotations.coco.json"),
                    JSON.writeValueAsString(document(dataset.types(), part.getValue())) + "\n");
        }
    }

    private static String folderOf(String split) {
        return split.equals("val") ? "valid" : split;
    }

    private static ObjectNode document(List<DefectType> types, List<AnnotatedImage> images) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode imageNodes = document.putArray("images");
        ArrayNode annotationNodes = document.putArray("annotations");
        for (AnnotatedImage image : images) {
            int imageId = imageNodes.size() + 1;
            imageNodes
                    .addObject()
                    .put("id", imageId)
                    .put("file_name", FileNames.name(image.file()))
                    .put("width", image.width())
                    .put("height", image.height());
            for (Defect defect : image.defects()) {
                addAnnotation(annotationNodes, imageId, types.indexOf(defect.type()) + 1, defect);
            }
        }
        ArrayNode categoryNodes = document.putArray("categories");
        for (DefectType type : types) {
            categoryNodes.addObject().put("id", categoryNodes.size()).put("name", type.name());
        }
        return document;
    }

    private static void addAnnotation(ArrayNode nodes, int imageId, int categoryId, Defect defect) {
        BoundingBox box = defect.box();
        ObjectNode node = nodes.addObject();
        node.put("id", nodes.size())
                .put("image_id", imageId)
                .put("category_id", categoryId)
                .put("area", box.area())
                .put("iscrowd", defect.flag() == DefectFlag.CROWD ? 1 : 0);
        if (defect.flag() == DefectFlag.DIFFICULT) {
            node.put("difficult", 1); // not a key of COCO, but other tools write it as well
        }
        node.putArray("bbox").add(box.xMin()).add(box.yMin()).add(box.width()).add(box.height());
    }
}
