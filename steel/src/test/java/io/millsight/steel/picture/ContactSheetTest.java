package io.millsight.steel.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.picture.ContactSheet.Heading;
import io.millsight.steel.picture.ContactSheet.Tile;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactSheetTest {

    private static final TypeColours COLOURS = new TypeColours(DefectType.NEU_DET);
    private static final ContactSheet SHEET = new ContactSheet(COLOURS);
    private static final Color RED = new Color(255, 0, 0);

    private static RgbImage red(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.length; i += 3) {
            pixels[i] = (byte) 255;
        }
        return new RgbImage(width, height, pixels);
    }

    private static Heading heading(String title) {
        return new Heading(title, "");
    }

    private static Tile tile(String caption, int width, int height, DefectMark... marks) {
        return new Tile(caption, () -> red(width, height), Arrays.asList(marks));
    }

    private static DefectMark annotation(double xMin, double yMin, double xMax, double yMax) {
        return new DefectMark.Annotation(
                new Defect(new DefectType("inclusion"), new BoundingBox(xMin, yMin, xMax, yMax)));
    }

    private static long count(BufferedImage page, Color colour) {
        int[] pixels = page.getRGB(0, 0, page.getWidth(), page.getHeight(), null, 0, page.getWidth());
        return Arrays.stream(pixels).filter(pixel -> pixel == colour.getRGB()).count();
    }

    private static boolean borderIsWhite(BufferedImage page) {
        for (int i = 0; i < 20; i++) {
            for (int x = 0; x < page.getWidth(); x++) {
                if (page.getRGB(x, i) != -1 || page.getRGB(x, page.getHeight() - 1 - i) != -1) {
                    return false;
                }
            }
            for (int y = 0; y < page.getHeight(); y++) {
                if (page.getRGB(i, y) != -1 || page.getRGB(page.getWidth() - 1 - i, y) != -1) {
                    return false;
                }
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 24})
    void showsEveryImageWhole(int tiles) {
        BufferedImage page = SHEET.draw(heading("Strip 4711"), Collections.nCopies(tiles, tile("a", 200, 200)));

        assertThat(count(page, RED)).isEqualTo(tiles * 400L * 400L);
        assertThat(borderIsWhite(page)).isTrue();
    }

    @Test
    void isAboutAsWideAsASheetOfPaperThatLies() {
        BufferedImage page = SHEET.draw(heading("Strip 4711"), Collections.nCopies(24, tile("a", 200, 200)));

        assertThat((double) page.getWidth() / page.getHeight()).isBetween(1.2, 1.6);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3000, 2000", "20, 4000", "7, 3"})
    void fitsImagesOfAnySizeIntoTheirTiles(int width, int height) {
        BufferedImage page = SHEET.draw(heading("sizes"), List.of(tile("a", width, height), tile("b", width, height)));

        assertThat(page.getWidth())
                .isEqualTo(SHEET.draw(heading("sizes"), List.of(tile("a", 9, 9), tile("b", 9, 9)))
                        .getWidth());
        assertThat(count(page, RED)).isPositive();
        assertThat(borderIsWhite(page)).isTrue();
    }

    @Test
    void drawsMarksAtTheTilesScale() {
        BufferedImage page = SHEET.draw(heading("marks"), List.of(tile("a", 100, 100, annotation(25, 25, 75, 75))));
        BufferedImage without = SHEET.draw(heading("marks"), List.of(tile("a", 100, 100)));

        long line = count(page, COLOURS.of(new DefectType("inclusion")))
                - count(without, COLOURS.of(new DefectType("inclusion")));
        assertThat(line).isGreaterThan(4 * 2 * (200 - 2) - 1);
    }

    @Test
    void wrapsLongTitlesAndCutsLongCaptionsShort() {
        String text = "coil 4711, 12.5 m from the head, 310 mm from the edge; ".repeat(30);
        BufferedImage page = SHEET.draw(heading(text), List.of(tile(text, 200, 200), tile("b", 200, 200)));

        assertThat(page.getWidth())
                .isEqualTo(SHEET.draw(heading("t"), List.of(tile("a", 9, 9), tile("b", 9, 9)))
                        .getWidth());
        assertThat(borderIsWhite(page)).isTrue();
    }

    @Test
    void aLongTitleAndASourceMakeThePageHigher() {
        List<Tile> tiles = List.of(tile("a", 200, 200), tile("b", 200, 200));
        BufferedImage plain = SHEET.draw(heading("Most defects missed"), tiles);
        BufferedImage sourced = SHEET.draw(new Heading("Most defects missed", "run first · split val"), tiles);
        BufferedImage longer = SHEET.draw(heading("From the best to the worst image of each type ".repeat(3)), tiles);

        assertThat(sourced.getHeight()).isEqualTo(plain.getHeight() + 32);
        assertThat(longer.getHeight()).isGreaterThan(plain.getHeight() + 40);
    }

    @Test
    void tellsPredictionsFromAnnotationsByTheirLabels() {
        DefectMark annotated = annotation(20, 40, 90, 90);
        DefectMark predicted = new DefectMark.Prediction(annotated.defect(), 0.5);
        Color colour = COLOURS.of(new DefectType("inclusion"));

        long full = count(SHEET.draw(heading("t"), List.of(tile("a", 100, 100, annotated))), colour);
        long rim = count(SHEET.draw(heading("t"), List.of(tile("a", 100, 100, predicted))), colour);

        assertThat(rim).isLessThan(full - 500);
    }

    @Test
    void explainsEveryTypesColour() {
        BufferedImage page = SHEET.draw(heading("legend"), List.of(tile("a", 200, 200)));

        for (DefectType type : DefectType.NEU_DET) {
            assertThat(count(page, COLOURS.of(type))).as(type.name()).isEqualTo(22 * 22);
        }
    }

    @Test
    void explainsWhiteWhereAnImageHasAnotherType() {
        DefectMark rust =
                new DefectMark.Prediction(new Defect(new DefectType("rust"), new BoundingBox(1, 1, 2, 2)), 0.5);
        DefectMark inclusion = new DefectMark.Prediction(annotation(1, 1, 2, 2).defect(), 0.5);
        BufferedImage known = SHEET.draw(heading("legend"), List.of(tile("a", 100, 100, inclusion)));
        BufferedImage other = SHEET.draw(heading("legend"), List.of(tile("a", 100, 100, rust)));

        assertThat(count(other, new Color(0x1a1a1a))).isGreaterThan(count(known, new Color(0x1a1a1a)) + 4 * 21 - 1);
    }

    @Test
    void wrapsTheLegendOfManyTypes() {
        List<DefectType> types = IntStream.range(0, 40)
                .mapToObj(i -> new DefectType("a type with a rather long name " + i))
                .toList();

        BufferedImage page =
                new ContactSheet(new TypeColours(types)).draw(heading("many"), List.of(tile("a", 200, 200)));

        assertThat(borderIsWhite(page)).isTrue();
        assertThat(count(page, RED)).isEqualTo(400 * 400);
    }

    @Test
    void explainsDashedLinesWhereThereAreAny() {
        DefectMark prediction = new DefectMark.Prediction(annotation(2, 2, 9, 9).defect(), 0.5);
        BufferedImage annotated =
                SHEET.draw(heading("t"), List.of(tile("a", 100, 100, annotation(2, 2, 9, 9)), tile("b", 9, 9)));
        BufferedImage both = SHEET.draw(heading("t"), List.of(tile("a", 100, 100, prediction), tile("b", 9, 9)));

        assertThat(count(both, new Color(0x1a1a1a))).isGreaterThan(count(annotated, new Color(0x1a1a1a)) + 200);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 201})
    void refusesNoImagesAndTooMany(int tiles) {
        assertThatThrownBy(() -> SHEET.draw(heading("t"), Collections.nCopies(tiles, tile("a", 9, 9))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a contact sheet takes 1 to 200 images, not " + tiles);
    }
}
