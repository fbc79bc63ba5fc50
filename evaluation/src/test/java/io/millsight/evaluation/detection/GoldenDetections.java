package io.millsight.evaluation.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Recorded dataset with COCO's keys: images by ascending id, types by ascending category id. */
record GoldenDetections(List<String> names, List<Long> imageIds, List<ImageBoxes> images) {

    static GoldenDetections read(JsonNode data) {
        List<JsonNode> categories = byId(data.get("categories"));
        List<Long> typeIds =
                categories.stream().map(node -> node.get("id").asLong()).toList();
        List<Long> imageIds = byId(data.get("images")).stream()
                .map(node -> node.get("id").asLong())
                .toList();
        List<ImageBoxes> images = new ArrayList<>();
        for (long imageId : imageIds) {
            images.add(new ImageBoxes(
                    data.get("annotations")
                            .valueStream()
                            .filter(node -> node.get("image_id").asLong() == imageId)
                            .map(node -> new GroundTruthBox(type(node, typeIds), box(node)))
                            .toList(),
                    data.get("predictions")
                            .valueStream()
                            .filter(node -> node.get("image_id").asLong() == imageId)
                            .map(node -> new PredictedBox(
                                    type(node, typeIds),
                                    box(node),
                                    node.get("score").asDouble()))
                            .toList()));
        }
        List<String> names =
                categories.stream().map(node -> node.get("name").asString()).toList();
        return new GoldenDetections(names, imageIds, images);
    }

    private static List<JsonNode> byId(JsonNode array) {
        return array.valueStream()
                .sorted(Comparator.comparingLong(node -> node.get("id").asLong()))
                .toList();
    }

    private static int type(JsonNode node, List<Long> typeIds) {
        return typeIds.indexOf(node.get("category_id").asLong());
    }

    private static Rectangle box(JsonNode node) {
        JsonNode box = node.get("bbox");
        return new Rectangle(
                box.get(0).asDouble(),
                box.get(1).asDouble(),
                box.get(2).asDouble(),
                box.get(3).asDouble());
    }
}
