package io.millsight.image.plot;

import io.millsight.files.MessageText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes plots as SVG. Texts are SVG texts in the reader's own sans-serif font, which keeps a plot at a few kilobytes. */
public final class SvgPlot {

    private static final String FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

    private SvgPlot() {}

    /** Returns an SVG file: dark on white. */
    public static byte[] file(Plot plot) {
        String svg = """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" color="#1c2733">
                <title>%3$s</title>
                <desc>%4$s</desc>
                <rect width="100%%" height="100%%" fill="#fff"/>
                %5$s</svg>
                """.formatted(
                        Plot.WIDTH,
                        plot.height(),
                        escape(plot.text().title()),
                        escape(plot.text().finding()),
                        drawn(plot));
        return svg.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns an element for an HTML page. Its texts and axes have the colour of the text around it. */
    public static String inline(Plot plot) {
        return """
                <svg class="plot" viewBox="0 0 %d %d" role="img" aria-label="%s">
                %s</svg>
                """.formatted(
                        Plot.WIDTH,
                        plot.height(),
                        escape(plot.text().title() + ". " + plot.text().finding()),
                        drawn(plot));
    }

    private static String drawn(Plot plot) {
        Canvas canvas = new Canvas();
        canvas.title(plot.text().title());
        plot.draw(canvas);
        return "<g font-family=\"" + FONT + "\" font-size=\"" + PlotCanvas.TEXT_SIZE + "\" fill=\"currentColor\">\n"
                + canvas.svg + "</g>\n";
    }

    /** Escapes a text for elements and attributes. */
    private static String escape(String text) {
        return MessageText.printable(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static final class Canvas implements PlotCanvas {

        private final StringBuilder svg = new StringBuilder();

        void title(String title) {
            svg.append("<text x=\"8\" y=\"22\" font-size=\"15\" font-weight=\"600\">")
                    .append(escape(title))
                    .append("</text>\n");
        }

        @Override
        public void line(List<PlotPoint> points, CurveStyle style) {
            if (style.width() == 0) {
                return;
            }
            String path = points.stream()
                    .map(point -> number(point.x()) + "," + number(point.y()))
                    .collect(Collectors.joining(" "));
            svg.append("<polyline fill=\"none\" points=\"%s\" %s stroke-width=\"%s\"%s/>\n"
                    .formatted(path, ink("stroke", style.ink()), number(style.width()), dashes(style)));
        }

        private static String dashes(CurveStyle style) {
            return style.dashes().isEmpty()
                    ? ""
                    : style.dashes().stream()
                            .map(Canvas::number)
                            .collect(Collectors.joining(" ", " stroke-dasharray=\"", "\""));
        }

        @Override
        public void dot(PlotPoint centre, double radius, Ink ink) {
            svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" %s/>\n"
                    .formatted(number(centre.x()), number(centre.y()), number(radius), ink("fill", ink)));
        }

        @Override
        public void rectangle(PlotPoint corner, double width, double height, Ink ink) {
            svg.append("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" %s/>\n"
                    .formatted(
                            number(corner.x()), number(corner.y()), number(width), number(height), ink("fill", ink)));
        }

        @Override
        public void text(String text, PlotPoint position, Anchor anchor, boolean bold) {
            String place = anchor == Anchor.START
                    ? ""
                    : " text-anchor=\"" + anchor.name().toLowerCase(Locale.ROOT) + "\"";
            String weight = bold ? " font-weight=\"700\"" : "";
            svg.append("<text x=\"%s\" y=\"%s\"%s%s>%s</text>\n"
                    .formatted(number(position.x()), number(position.y()), place, weight, escape(text)));
        }

        private static String ink(String attribute, Ink ink) {
            String colour = ink.colour() == null
                    ? "currentColor"
                    : "#%06x".formatted(ink.colour().getRGB() & 0xffffff);
            String opacity =
                    ink.opacity() == 1 ? "" : " %s-opacity=\"%s\"".formatted(attribute, hundredths(ink.opacity()));
            return "%s=\"%s\"%s".formatted(attribute, colour, opacity);
        }

        private static String number(double value) {
            return rounded(value, 1);
        }

        private static String hundredths(double value) {
            return rounded(value, 2);
        }

        private static String rounded(double value, int decimals) {
            return BigDecimal.valueOf(value)
                    .setScale(decimals, RoundingMode.HALF_UP)
                    .stripTrailingZeros()
                    .toPlainString();
        }
    }
}
