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

/** Writes {@code JPEGImages}, {@code Annotations}, {@code ImageSets/Main} and the types in {@code classes.txt}. */
final class VocWriter implements FormatWriter {

    private static final String DOCUMENT = """
            <annotation>
              <folder>JPEGImages</folder>
              <filename>%s</filename>
              <size>
                <width>%d</width>
                <height>%d</height>
                <depth>3</depth>
              </size>
              <segmented>0</segmented>
            %s</annotation>
            """;

    private static final String OBJECT = """
              <object>
                <name>%s</name>
                <pose>Unspecified</pose>
                <truncated>0</truncated>
                <difficult>%d</difficult>
                <bndbox>
                  <xmin>%s</xmin>
                  <ymin>%s</ymin>
                  <xmax>%s</xmax>
                  <ymax>%s</ymax>
                </bndbox>
              </object>
            """;

    @Override
    public void write(Dataset dataset, Path folder) throws IOException {
        WriterSupport.write(dataset.images(), folder.resolve("JPEGImages"));
        Path annotations = Files.createDirectory(folder.resolve("Annotations"));
        for (AnnotatedImage image : dataset.images()) {
            Files.writeString(annotations.resolve(image.id() + ".xml"), document(image));
        }
        writeSplits(dataset.splits(), folder);
        Files.write(
                folder.resolve("classes.txt"),
                dataset.types().stream().map(DefectType::name).toList());
    }

    private static String document(AnnotatedImage image) {
        StringBuilder objects = new StringBuilder();
        for (Defect defect : image.defects()) {
            BoundingBox box = defect.box();
            objects.append(OBJECT.formatted(
                    escape(defect.type().name()),
                    defect.flag() == DefectFlag.NONE ? 0 : 1,
                    WriterSupport.number(box.xMin()),
                    WriterSupport.number(box.yMin()),
                    WriterSupport.number(box.xMax()),
                    WriterSupport.number(box.yMax())));
        }
        return DOCUMENT.formatted(escape(FileNames.name(image.file())), image.width(), image.height(), objects);
    }

    private static String escape(String text) {
        // XML cannot represent all characters of file names. Readers use the name of the annotation file instead of
        // this text.
        return text.replaceAll("[\\p{Cntrl}\\x{D800}-\\x{DFFF}\\x{FFFE}\\x{FFFF}]", "?")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    private static void writeSplits(Map<String, List<String>> splits, Path folder) throws IOException {
        if (splits.isEmpty()) {
            return;
        }
        Path main = Files.createDirectories(folder.resolve("ImageSets").resolve("Main"));
        for (Map.Entry<String, List<String>> split : splits.entrySet()) {
            ImageList.write(split.getValue(), main.resolve(split.getKey() + ".txt"));
        }
    }
}
