package io.millsight.evaluation.report;

/** A figure that was drawn elsewhere: as the page shows it, and as files. Its bytes are not copied, so only to be read. */
public final class Drawing {

    private final String name;
    private final String title;
    private final byte[] svg;
    private final byte[] png;

    /**
     * @param name of its files, without extension
     * @param title what it shows, for those who do not see it
     * @param svg a whole SVG document
     * @param png the same as PNG
     */
    public Drawing(String name, String title, byte[] svg, byte[] png) {
        this.name = name;
        this.title = title;
        this.svg = svg;
        this.png = png;
    }

    String name() {
        return name;
    }

    String title() {
        return title;
    }

    byte[] svg() {
        return svg;
    }

    byte[] png() {
        return png;
    }
}
