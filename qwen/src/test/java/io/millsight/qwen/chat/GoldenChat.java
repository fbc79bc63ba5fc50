package io.millsight.qwen.chat;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.image.PatchGrid;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads the fixtures' conversations and grids. */
public final class GoldenChat {

    private GoldenChat() {}

    public static List<ChatMessage> messages(JsonNode messages) {
        List<ChatMessage> result = new ArrayList<>();
        for (JsonNode message : messages.values()) {
            List<ChatContent> content = new ArrayList<>();
            JsonNode parts = message.get("content");
            if (parts.isString()) {
                content.add(new ChatContent.Text(parts.stringValue()));
            }
            for (JsonNode part : parts.values()) {
                boolean image =
                        part.path("type").asString().equals("image") || part.has("image") || part.has("image_url");
                content.add(
                        image
                                ? new ChatContent.Image()
                                : new ChatContent.Text(part.get("text").stringValue()));
            }
            result.add(new ChatMessage(message.get("role").stringValue(), content));
        }
        return result;
    }

    public static List<PatchGrid> grids(JsonNode gridRows) {
        return gridRows.values().stream()
                .map(GoldenFolder::ints)
                .map(row -> new PatchGrid(row[0], row[1], row[2]))
                .toList();
    }

    /** The tokens of each image when 2x2 patches become one. */
    public static int[] tokensPerImage(JsonNode gridRows) {
        return grids(gridRows).stream().mapToInt(grid -> grid.tokens(2)).toArray();
    }
}
