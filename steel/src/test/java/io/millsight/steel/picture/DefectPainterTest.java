package io.millsight.steel.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefectPainterTest {

    private static final TypeColours COLOURS = new TypeColours(DefectType.NEU_DET);
    private static final DefectType PATCHES = new DefectType("patches");
    private static final DefectPainter PAINTER = new DefectPainter(COLOURS);

    private static RgbImage grey(int width, int height, int grey) {
        byte[] pixels = new byte[3 * width * height];
        Arrays.fill(pixels, (byte) grey);
        return new RgbImage(width, height, pixels);
    }

    private static Defect defect(double xMin, double yMin, double xMax, double yMax) {
        return new Defect(PATCHES, new BoundingBox(xMin, yMin, xMax, yMax));
    }

    private static Color at(BufferedImage picture, int x, int y) {
        return new Color(picture.getRGB(x, y));
    }

    /** Returns the smallest rectangle that contains all pixels with another grey value. */
    private static Rectangle changed(BufferedImage picture, int grey) {
        Rectangle changed = new Rectangle(-1, -1);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if (!at(picture, x, y).equals(new Color(grey, grey, grey))) {
                    changed.add(new Rectangle(x, y, 1, 1));
                }
            }
        }
        return changed;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 128, 255})
    void drawsTheBoxInTheColourOfItsType(int ground) {
        BufferedImage picture =
                PAINTER.paint(grey(400, 400, ground), List.of(new DefectMark.Annotation(defect(100, 150, 300, 350))));

        Color colour = COLOURS.of(PATCHES);
        for (int x = 100; x < 300; x++) {
            assertThat(at(picture, x, 150)).isEqualTo(colour);
            assertThat(at(picture, x, 349)).isEqualTo(colour);
        }
        for (int y = 150; y < 350; y++) {
            assertThat(at(picture, 100, y)).isEqualTo(colour);
            assertThat(at(picture, 299, y)).isEqualTo(colour);
        }
        assertThat(at(picture, 200, 250)).isEqualTo(new Color(ground, ground, ground));
    }

    @Test
    void drawsNothingOutsideTheBoxButTheLabelAboveIt() {
        BufferedImage picture =
                PAINTER.paint(grey(400, 400, 90), List.of(new DefectMark.Annotation(defect(100, 150, 300, 350))));

        Rectangle changed = changed(picture, 90);
        assertThat(changed.x).isEqualTo(100);
        assertThat(changed.getMaxX()).isEqualTo(300);
        assertThat(changed.y).isBetween(130, 140);
        assertThat(changed.getMaxY()).isEqualTo(350);
        assertThat(at(picture, 290, 145)).isEqualTo(new Color(90, 90, 90));
    }

    @Test
    void enlargesASmallImageByAnIntegerFactor() {
        BufferedImage picture =
                PAINTER.paint(grey(200, 150, 50), List.of(new DefectMark.Annotation(defect(50, 60, 100, 100))));

        assertThat(picture.getWidth()).isEqualTo(400);
        assertThat(picture.getHeight()).isEqualTo(300);
        assertThat(at(picture, 100, 120)).isEqualTo(COLOURS.of(PATCHES));
        assertThat(at(picture, 199, 199)).isEqualTo(COLOURS.of(PATCHES));
        assertThat(at(picture, 200, 199)).isEqualTo(new Color(50, 50, 50));
    }

    @Test
    void repeatsPixelsWhereItEnlarges() {
        byte[] pixels = new byte[3 * 100 * 100];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31);
        }
        RgbImage image = new RgbImage(100, 100, pixels);

        RgbImage picture = RgbImage.of(PAINTER.paint(image, List.of()));

        for (int y = 0; y < 400; y += 7) {
            for (int x = 0; x < 400; x++) {
                assertThat(picture.value(x, y, 1)).isEqualTo(image.value(x / 4, y / 4, 1));
            }
        }
    }

    @Test
    void leavesAnImageWithoutDefectsAsItIs() {
        assertThat(changed(PAINTER.paint(grey(500, 400, 77), List.of()), 77).isEmpty())
                .isTrue();
    }

    @Test
    void dashesAPrediction() {
        BufferedImage picture =
                PAINTER.paint(grey(400, 400, 90), List.of(new DefectMark.Prediction(defect(100, 150, 300, 350), 0.5)));

        Set<Color> alongTheEdge = new HashSet<>();
        for (int x = 100; x < 300; x++) {
            alongTheEdge.add(at(picture, x, 349));
        }
        assertThat(alongTheEdge).hasSize(2).contains(COLOURS.of(PATCHES));
    }

    @Test
    void writesTheScoreBehindTheType() {
        assertThat(new DefectMark.Prediction(defect(0, 0, 1, 1), 0.876).label()).isEqualTo("patches 0.88");
        assertThat(new DefectMark.Annotation(new Defect(new DefectType("pitted_surface"), new BoundingBox(0, 0, 1, 1)))
                        .label())
                .isEqualTo("pitted surface");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 30, 30", "370, 0, 400, 400", "0, 380, 400, 400", "0, 0, 400, 400", "395, 395, 400, 400"})
    void keepsTheLabelInsideThePicture(double xMin, double yMin, double xMax, double yMax) {
        DefectType type = new DefectType("patches");
        BufferedImage with =
                PAINTER.paint(grey(400, 400, 90), List.of(new DefectMark.Annotation(defect(xMin, yMin, xMax, yMax))));

        Color colour = COLOURS.of(type);
        int label = 0;
        for (int y = 0; y < 400; y++) {
            for (int x = 0; x < 400; x++) {
                label += at(with, x, y).equals(colour) ? 1 : 0;
            }
        }
        int edges = (int) (2 * 2 * (xMax - xMin + yMax - yMin));
        assertThat(label).as("pixels of the label beside those of the box").isGreaterThan(edges - 20 + 300);
    }

    @Test
    void placesLabelsOfEqualBoxesSideBySide() {
        BufferedImage one =
                PAINTER.paint(grey(400, 400, 90), List.of(new DefectMark.Annotation(defect(50, 100, 350, 300))));
        BufferedImage two = PAINTER.paint(
                grey(400, 400, 90),
                List.of(
                        new DefectMark.Annotation(defect(50, 100, 350, 300)),
                        new DefectMark.Prediction(defect(50, 100, 350, 300), 0.5)));

        assertThat(at(one, 345, 90)).isEqualTo(new Color(90, 90, 90));
        assertThat(at(two, 348, 90)).isEqualTo(COLOURS.of(PATCHES));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 150", "300, 2", "5000, 40", "4000, 3000"})
    void takesImagesOfAnySize(int width, int height) {
        DefectMark mark = new DefectMark.Prediction(defect(0, 0, width, height), 0.5);

        BufferedImage picture = PAINTER.paint(grey(width, height, 60), List.of(mark));

        assertThat(picture.getWidth() % width).isZero();
        assertThat(picture.getHeight() % height).isZero();
        assertThat(Math.max(picture.getWidth(), picture.getHeight())).isGreaterThanOrEqualTo(400);
        assertThat(changed(picture, 60).isEmpty()).isFalse();
    }

    @Test
    void drawsAPredictionThatLeavesTheImageAtItsBorder() {
        BufferedImage picture =
                PAINTER.paint(grey(400, 400, 60), List.of(new DefectMark.Prediction(defect(300, 300, 900, 900), 0.5)));

        assertThat(at(picture, 399, 399)).isNotEqualTo(new Color(60, 60, 60));
    }

    @Test
    void writesAPictureThatReadsBack(@TempDir Path folder) {
        BufferedImage picture =
                PAINTER.paint(grey(20, 20, 60), List.of(new DefectMark.Annotation(defect(2, 2, 10, 10))));

        ImageFile.writePng(RgbImage.of(picture), folder.resolve("out.png"));

        assertThat(ImageFile.read(folder.resolve("out.png")).pixels())
                .isEqualTo(RgbImage.of(picture).pixels());
    }

    @Test
    void drawsATypeThatIsNotInTheListInWhite() {
        DefectMark mark =
                new DefectMark.Prediction(new Defect(new DefectType("rust"), new BoundingBox(100, 150, 300, 350)), 0.5);

        BufferedImage picture = PAINTER.paint(grey(400, 400, 60), List.of(mark));

        assertThat(at(picture, 101, 151)).isEqualTo(Color.WHITE);
        assertThat(DefectType.NEU_DET).extracting(COLOURS::of).doesNotContain(Color.WHITE);
    }

    @Test
    void givesFourteenTypesFourteenColours() {
        List<DefectType> types = IntStream.range(0, 14)
                .mapToObj(i -> new DefectType("type " + i))
                .toList();
        TypeColours colours = new TypeColours(types);

        assertThat(types.stream().map(colours::of).distinct()).hasSize(14);
    }
}
