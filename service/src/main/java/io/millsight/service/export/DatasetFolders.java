package io.millsight.service.export;

import io.millsight.files.AtomicFolder;
import io.millsight.files.Hashes;
import io.millsight.history.Actor;
import io.millsight.history.DatasetItem;
import io.millsight.history.DatasetPart;
import io.millsight.history.DatasetVersion;
import io.millsight.history.History;
import io.millsight.history.ReviewedBox;
import io.millsight.history.StoredInspection;
import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.DatasetWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The folders of dataset versions, {@code datasets/ID} of the data folder: a dataset in JSONL whose splits are {@code train}, {@code val} and, for
 * the gold set, {@code test}, and {@code manifest.json} with the hash of each file and the review behind each image. A folder is written whole or
 * not at all, and never changed.
 */
public final class DatasetFolders {

    /** The split of the gold set. */
    public static final String GOLD_SPLIT = "test";

    private static final String MANIFEST = "manifest.json";

    /** Of images that are reviewed when the gold set is chosen, one in five goes there unless somebody wishes another number. */
    private static final int GOLD_SHARE = 5;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final History history;

    public DatasetFolders(History history) {
        this.history = history;
    }

    /** Returns the folder of a version. */
    public Path folder(String dataset) {
        return history.folder().resolve("datasets").resolve(dataset);
    }

    /**
     * Makes a version of what is reviewed now.
     *
     * @param wantedGold the number of images of the gold set if this version chooses it; null for a fifth
     * @throws IOException if its folder cannot be written; there is no version then
     */
    public DatasetVersion make(@Nullable Integer wantedGold, Actor actor) throws IOException {
        ReviewedDataset reviewed = ReviewedDataset.of(history);
        Map<String, StoredInspection> inspections = new TreeMap<>();
        reviewed.usable()
                .forEach(inspection ->
                        inspections.put(inspection.content().image().sha256(), inspection));
        Map<String, String> groups = new TreeMap<>();
        inspections.forEach((image, inspection) -> groups.put(image, group(inspection)));
        Map<String, String> gold = history.datasets().gold();
        if (gold.isEmpty()) {
            gold = Parts.chooseGold(groups, wantedGold == null ? groups.size() / GOLD_SHARE : wantedGold);
        }
        Map<String, DatasetPart> parts = Parts.assign(groups, gold);
        List<DatasetItem> items = new ArrayList<>();
        parts.forEach((image, part) -> items.add(new DatasetItem(
                image,
                ReviewedDataset.last(inspection(inspections, image)).id(),
                groups.getOrDefault(image, image),
                part)));
        String id = history.datasets().nextId();
        Dataset dataset = reviewed.dataset(splits(parts));
        AtomicFolder.write(folder(id), folder -> write(dataset, items, inspections, folder));
        DatasetVersion.Content content = new DatasetVersion.Content(
                DatasetHash.ofFile(folder(id).resolve(MANIFEST)),
                goldHash(items, inspections),
                counts(items, inspections));
        return history.datasets().add(id, content, items, actor);
    }

    private static StoredInspection inspection(Map<String, StoredInspection> inspections, String image) {
        StoredInspection inspection = inspections.get(image);
        if (inspection == null) {
            throw new IllegalStateException("no inspection of " + image);
        }
        return inspection;
    }

    private static String group(StoredInspection inspection) {
        String coil = inspection.content().context().coil();
        return coil == null ? "image " + inspection.content().image().sha256() : "coil " + coil;
    }

    private static Map<String, List<String>> splits(Map<String, DatasetPart> parts) {
        Map<String, List<String>> splits = new LinkedHashMap<>();
        parts.forEach((image, part) ->
                splits.computeIfAbsent(split(part), name -> new ArrayList<>()).add(image));
        return splits;
    }

    private static String split(DatasetPart part) {
        return switch (part) {
            case TRAIN -> "train";
            case VAL -> "val";
            case GOLD -> GOLD_SPLIT;
        };
    }

    private static void write(
            Dataset dataset, List<DatasetItem> items, Map<String, StoredInspection> inspections, Path folder)
            throws IOException {
        Path written = folder.resolve("dataset");
        DatasetWriter.write(dataset, DatasetFormat.JSONL, written);
        List<Path> files;
        try (Stream<Path> content = Files.list(written)) {
            files = content.toList();
        }
        for (Path file : files) {
            Files.move(file, folder.resolve(file.getFileName()));
        }
        Files.delete(written);
        Files.writeString(folder.resolve(MANIFEST), manifest(items, inspections, folder), StandardCharsets.UTF_8);
    }

    private static String manifest(List<DatasetItem> items, Map<String, StoredInspection> inspections, Path folder)
            throws IOException {
        ObjectNode manifest = JSON.createObjectNode();
        ArrayNode images = manifest.putArray("images");
        for (DatasetItem item : items) {
            StoredInspection inspection = inspection(inspections, item.image());
            images.addObject()
                    .put("sha256", item.image())
                    .put("split", split(item.part()))
                    .put("group", item.group())
                    .put("inspection", inspection.id())
                    .put("review", item.review())
                    .put(
                            "action",
                            ReviewedDataset.last(inspection).content().action().name());
        }
        ObjectNode files = manifest.putObject("files");
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), DatasetHash.ofFile(file));
            }
        }
        return JSON.writeValueAsString(manifest) + "\n";
    }

    private static String goldHash(List<DatasetItem> items, Map<String, StoredInspection> inspections) {
        StringBuilder text = new StringBuilder();
        items.stream()
                .filter(item -> item.part() == DatasetPart.GOLD)
                .map(DatasetItem::image)
                .sorted()
                .forEach(image -> {
                    text.append(image).append('\n');
                    boxes(inspection(inspections, image))
                            .forEach(box -> text.append(box.type().name())
                                    .append(' ')
                                    .append(box.box())
                                    .append('\n'));
                });
        return Hashes.hex(Hashes.sha256(text.toString()));
    }

    private static List<ReviewedBox> boxes(StoredInspection inspection) {
        return ReviewedDataset.last(inspection).content().boxes();
    }

    private static DatasetVersion.Counts counts(List<DatasetItem> items, Map<String, StoredInspection> inspections) {
        Map<String, Long> boxes = new TreeMap<>();
        for (DatasetItem item : items) {
            boxes(inspection(inspections, item.image()))
                    .forEach(box -> boxes.merge(box.type().name(), 1L, Long::sum));
        }
        return new DatasetVersion.Counts(
                number(items, DatasetPart.TRAIN),
                number(items, DatasetPart.VAL),
                number(items, DatasetPart.GOLD),
                inspections.size() - items.size(),
                items.stream()
                        .filter(item ->
                                boxes(inspection(inspections, item.image())).isEmpty())
                        .count(),
                boxes);
    }

    private static long number(List<DatasetItem> items, DatasetPart part) {
        return items.stream().filter(item -> item.part() == part).count();
    }
}
