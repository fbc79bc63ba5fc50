package io.millsight.steel;

import io.millsight.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;

/** Small datasets for tests, and the real one where it is present. */
public final class Samples {

    private Samples() {}

    /** The folder of NEU-DET; skips the test where it is absent. */
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

    /** Grey noise, which no other seed repeats. */
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

    /** Writes an image of noise as PNG, and the folders above it. */
    public static Path image(Path file, int width, int height, long seed) throws IOException {
        return write(file, noise(width, height, seed));
    }

    public static Path write(Path file, RgbImage image) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(image.toBufferedImage(), "png", file.toFile());
        return file;
    }

    /** Writes a text file, and the folders above it. */
    public static Path text(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, String.join("\n", lines));
    }

    /** Makes a named pipe into which nobody writes, in the place of whatever was there; skips the test where the system has no such thing. */
    public static void pipe(Path file) throws IOException, InterruptedException {
        Assumptions.assumeFalse(System.getProperty("os.name").startsWith("Windows"));
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Assumptions.assumeTrue(
                new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0);
    }

    /** A Pascal annotation without a size; each object is {@code "name xmin ymin xmax ymax"}. */
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

    /** A Pascal dataset of 40x30 images with an image, its annotation and nothing else per id. */
    public static Path vocImage(Path root, String id, String... objects) throws IOException {
        image(root.resolve("JPEGImages/" + id + ".png"), 40, 30, id.hashCode());
        return text(root.resolve("Annotations/" + id + ".xml"), voc(id + ".png", objects));
    }
}
