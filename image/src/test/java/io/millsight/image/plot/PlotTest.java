package io.millsight.image.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.image.PngEncoder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlotTest {

    private static final PlotText TEXT = new PlotText("F1 by <score>", "The highest F1 is 0.80.");

    private static final LinePlot LINES = new LinePlot(
            TEXT,
            Axis.share("Score"),
            Axis.share("F1"),
            List.of(
                    new Curve("pit & scale", line(200), CurveStyle.of(0)),
                    new Curve("same curve", line(200), CurveStyle.of(1)),
                    new Curve("scratches (not predicted)", List.of(), CurveStyle.of(2))));

    private static final HeatMap HEAT_MAP = new HeatMap(
            TEXT,
            new HeatMap.Labels("annotated", "predicted", List.of("1 pit", "false alarm"), List.of("1", "missed")),
            List.of(
                    List.of(new HeatMap.Cell(0.5, "3"), new HeatMap.Cell(0.5, "3")),
                    List.of(new HeatMap.Cell(1, "1"), new HeatMap.Cell(0, ""))));

    private static final IntervalPlot INTERVALS = new IntervalPlot(
            TEXT,
            Axis.share(""),
            List.of(
                    new IntervalPlot.Entry("first", 0.5, 0.4, 0.6, new IntervalPlot.Note("0.50", false)),
                    new IntervalPlot.Entry("second", 0.8, 0.7, 0.9, new IntervalPlot.Note("0.80 best", true)),
                    new IntervalPlot.Entry(
                            "unknown", Double.NaN, Double.NaN, Double.NaN, new IntervalPlot.Note("–", false))));

    private static List<PlotPoint> line(int points) {
        return IntStream.rangeClosed(0, points)
                .mapToObj(i -> new PlotPoint((double) i / points, 1 - (double) i / points))
                .toList();
    }

    static List<Plot> plots() {
        return List.of(LINES, HEAT_MAP, INTERVALS);
    }

    private static Element parsed(byte[] svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg))
                .getDocumentElement();
    }

    private static List<String> texts(Element svg) {
        NodeList texts = svg.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(i -> texts.item(i).getTextContent())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("plots")
    void svgIsSmallWellFormedAndHoldsItsTextsAsTexts(Plot plot) throws Exception {
        byte[] svg = SvgPlot.file(plot);

        assertThat(svg.length).isLessThan(15_000);
        assertThat(texts(parsed(svg))).contains("F1 by <score>");
        assertThat(parsed(svg).getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("The highest F1 is 0.80.");
        assertThat(new String(svg, StandardCharsets.UTF_8)).doesNotContain("rotate", "NaN", "<path", "href");
    }

    @ParameterizedTest
    @MethodSource("plots")
    void onAPageTextsFollowTheColourOfThePageAndTheFindingIsRead(Plot plot) {
        assertThat(SvgPlot.inline(plot))
                .contains("role=\"img\"", "aria-label=\"F1 by &lt;score&gt;. The highest F1 is 0.80.\"")
                .contains("fill=\"currentColor\"")
                .doesNotContain("xmlns", "#fff");
    }

    @ParameterizedTest
    @MethodSource("plots")
    void drawsTheSamePixelsTwiceAndSmallFiles(Plot plot) {
        byte[] first = PngEncoder.encode(PngPlot.draw(plot));
        assertThat(PngEncoder.encode(PngPlot.draw(plot))).isEqualTo(first);
        assertThat(first.length).isBetween(1000, 100_000);
    }

    @Test
    void everyCurveStandsInTheLegend() throws Exception {
        assertThat(texts(parsed(SvgPlot.file(LINES))))
                .contains("pit & scale", "same curve", "scratches (not predicted)");
    }

    @Test
    void manyPointsBecomeFew() {
        LinePlot dense = new LinePlot(
                TEXT, Axis.share("x"), Axis.share("y"), List.of(new Curve("dense", line(100_000), CurveStyle.of(0))));
        assertThat(SvgPlot.file(dense).length).isLessThan(20_000);
    }

    @Test
    void neighbouringCurvesDifferInColourAndDashes() {
        for (int i = 0; i < 20; i++) {
            assertThat(CurveStyle.of(i).ink()).isNotEqualTo(CurveStyle.of(i + 1).ink());
            assertThat(CurveStyle.of(i).dashes())
                    .isNotEqualTo(CurveStyle.of(i + 1).dashes());
        }
    }

    @Test
    void axesHaveRoundNumbers() {
        assertThat(Axis.share("x").ticks())
                .extracting(Axis.Tick::text)
                .containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
        assertThat(Axis.upTo("x", 118).ticks()).extracting(Axis.Tick::text).contains("0", "25", "125");
        assertThat(new Axis("x", 1e-6, 1, true).ticks())
                .extracting(Axis.Tick::text)
                .contains("1", "0.0001", "0.000001");
        assertThat(Axis.upTo("x", 0).to()).isEqualTo(1);
    }

    @Test
    void refusesAnAxisWithoutLengthAndCellsThatDoNotFit() {
        assertThatThrownBy(() -> new Axis("Score", 0, 1, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Score: an axis cannot go from 0.0 to 1.0");
        assertThatThrownBy(() -> new HeatMap(TEXT, HEAT_MAP.labels(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("F1 by <score>: cells and labels do not match");
    }
}
