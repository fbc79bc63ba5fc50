package io.millsight.steel.format;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Writes {@code images}, {@code labels} and {@code data.yaml}. With splits, each has one subfolder per split. */
final class YoloWriter implements FormatWriter {

    @Override
    public void write(Dataset dataset, Path folder) throws IOException {
        Map<String, Object> configuration = new LinkedHashMap<>();
        for (Map.Entry<Optional<String>, List<AnnotatedImage>> part :
                SplitPartition.of(dataset).entrySet()) {
            String below = part.getKey().map(split -> "/" + split).orElse("");
            WriterSupport.write(part.getValue(), folder.resolve("images" + below));
            writeLabels(part.getValue(), dataset.types(), folder.resolve("labels" + below));
            part.getKey().ifPresent(split -> configuration.put(split, "images" + below));
        }
        configuration.put("nc", dataset.types().size());
        configuration.put(
                "names", dataset.types().stream().map(DefectType::name).toList());
        Files.writeString(folder.resolve("data.yaml"), YAMLMapper.shared().writeValueAsString(configuration));
    }

    private static void writeLabels(List<AnnotatedImage> images, List<DefectType> types, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        for (AnnotatedImage image : images) {
            String lines = image.defects().stream()
                    .map(defect -> line(defect, image, types) + "\n")
                    .collect(Collectors.joining());
            Files.writeString(folder.resolve(image.id() + ".txt"), lines);
        }
    }

    private static String line(Defect defect, AnnotatedImage image, List<DefectType> types) {
        BoundingBox box = defect.box();
        return String.join(
                " ",
                Integer.toString(types.indexOf(defect.type())),
                WriterSupport.number((box.xMin() + box.xMax()) / 2 / image.width()),
                WriterSupport.number((box.yMin() + box.yMax()) / 2 / image.height()),
                WriterSupport.number(box.width() / image.width()),
                WriterSupport.number(box.height() / image.height()));
    }
}
