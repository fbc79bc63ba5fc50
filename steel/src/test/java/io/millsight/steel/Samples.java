package io.millsight.steel;

import io.millsight.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;

/** Small datasets for tests, and NEU-DET if it is present. */
public final class Samples {

    private Samples() {}

    /** Returns the folder of NEU-DET. Skips the test if it is missing. */
    public static Path neuDet() {
        String property = System.getProperty("millsight.neu-det");
        Path folder = property != null
                ? Path.of(property)
                : Path.of("")
                        .toAbsolutePath()
                        .resolve("../../shared/data/neu-det")
                        .normalize();
        if (!Files.isDirectory(folder)) {
            String missing = "skipped: NEU-DET is not in " + folder + "; give its folder by -Dmillsight.neu-det=DIR";
            System.out.println(missing);
            Assumptions.abort(missing);
        }
        return folder;
    }

    /** Returns grey noise that is different for each seed. */
    public static RgbImage noise(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.length; i += 3) {
            byte value = (byte) random.nextInt(40, 200);
            pixels[i] = value;
            pixels[i + 1] = value;
            pixels[i + 2] = value;
        }
        return new RgbImage(width, height, pixels);
    }

    /** Writes noise as a PNG file. Creates missing folders. */
    public static Path image(Path file, int width, int height, long seed) throws IOException {
        return write(file, noise(width, height, seed));
    }

    public static Path write(Path file, RgbImage image) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(image.toBufferedImage(), "png", file.toFile());
        return file;
    }

    /** Writes a text file. Creates missing folders. */
    public static Path text(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, String.join("\n", lines));
    }

    /** Replaces a path by a named pipe without a writer. Skips the test on systems without named pipes. */
    public static void pipe(Path file) throws IOException, InterruptedException {
        Assumptions.assumeFalse(System.getProperty("os.name").startsWith("Windows"));
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Assumptions.assumeTrue(
                new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0);
    }

    /** Returns a Pascal VOC annotation without a size. Each object is {@code "name xmin ymin xmax ymax"}. */
    public static String voc(String filename, String... objects) {
        StringBuilder xml = new StringBuilder("<annotation>\n<filename>" + filename + "</filename>\n");
        for (String object : objects) {
            String[] parts = object.split(" ", 5);
            xml.append("<object><name>").append(parts[0]).append("</name><bndbox>");
            String[] names = {"xmin", "ymin", "xmax", "ymax"};
            IntStream.range(0, 4)
                    .forEach(i -> xml.append(String.format("<%s>%s</%s>", names[i], parts[i + 1], names[i])));
            xml.append("</bndbox></object>\n");
        }
        return xml.append("</annotation>").toString();
    }

    /** Adds an image of 40x30 pixels and its annotation to a Pascal VOC dataset. */
    public static Path vocImage(Path root, String id, String... objects) throws IOException {
        image(root.resolve("JPEGImages/" + id + ".png"), 40, 30, id.hashCode());
        return text(root.resolve("Annotations/" + id + ".xml"), voc(id + ".png", objects));
    }
}
